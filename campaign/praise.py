"""Khen thưởng ngoài danh sách đăng ký: a signed decision commends somebody who is not registered.

The circle of those who may be commended is wider than that of those who register. What is recorded
here counts on a line of its own; once its recipient is registered it passes to that record, and
counts there only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeAlias

from campaign.consent import IN_COMMUNE
from campaign.exemplar import Line
from campaign.people import Post, Role, Verb, may
from campaign.privacy import Verified
from campaign.record_numbers import PRAISE, spelled

PAPERS = "praise#"  # what pictures of the signed decision are filed under, and the praise's id
LONGEST_NAME, LONGEST_WHY = 200, 500  # characters
OFFICES = (Role.COMMUNE, Role.DISTRICT, Role.PROVINCE)  # the lowest first


def code_of(id: int) -> str:
    """What people call it by: `KT-0007`."""
    return spelled(id, PRAISE)


def paper_key(id: int) -> str:
    return f"{PAPERS}{id}"


class Who(StrEnum):
    PERSON = "person"
    HOUSEHOLD = "household"
    COLLECTIVE = "collective"


class Form(StrEnum):
    CERTIFICATE = "certificate"  # giấy khen
    MERIT = "merit"  # bằng khen
    PRAISE = "praise"  # biểu dương
    FLAG = "flag"  # cờ thi đua
    MEDAL = "medal"  # kỷ niệm chương
    OTHER = "other"


class Naming(StrEnum):
    """Why the name may be told above the commune; of a collective it always may."""

    AGREED = "agreed"  # they were asked and agreed
    PUBLIC = "public"  # the decision itself was made public
    UNASKED = "unasked"


class Act(StrEnum):
    RECORD = "record"
    MEND = "mend"
    SHOW = "show"  # a picture of the paper came
    MISTAKE = "mistake"  # recorded by mistake: it never counted
    REVOKE = "revoke"  # the decision itself was taken back
    LINK = "link"  # it passed to the registration of its recipient
    ASK = "ask"  # whom it is about takes their consent back; a second person is to agree
    FORGET = "forget"  # name, reason and picture are gone for good
    STALE = "stale"  # nothing was done: somebody else changed it first


@dataclass(frozen=True, slots=True)
class Word:
    """One line of its history; `fields` are what changed, and what stood there before."""

    act: Act
    by: str
    day: date
    why: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Praise:
    """One commendation; no name and no reason where these may not be told to the asker."""

    id: int
    version: int
    who: Who
    title: str
    name: str
    unit: str
    path: tuple[int, ...]
    form: Form
    authority: str
    number: str
    date: date
    why: str
    naming: Naming
    phase: str
    by_role: Role
    papers: tuple[int, ...]
    revoked: bool
    mistaken: bool
    forgotten: bool
    record_number: int = 0  # of the registration it passed to
    withheld: bool = False  # from this asker
    words: tuple[Word, ...] = ()

    @property
    def code(self) -> str:
        return code_of(self.id)

    @property
    def counts(self) -> bool:
        return not self.revoked and not self.record_number


def may_change(post: Post, path: tuple[int, ...], by_role: Role) -> bool:
    """Whether a post may correct or undo what a post of `by_role` recorded there: that level or
    one above it.
    """
    own = post.role in OFFICES and OFFICES.index(post.role) >= OFFICES.index(by_role)
    return own and may(post, Verb.PRAISE, path)


def may_name(reader: Post, who: Who, naming: Naming, by_role: Role) -> bool:
    """Whether `reader`, who sees the place, is told whom it is about."""
    near = reader.role in IN_COMMUNE or reader.role is by_role
    return near or who is Who.COLLECTIVE or naming is not Naming.UNASKED


class PraiseDesk(Protocol):
    """The part of the desk that is about these, as far as the asker's rights go."""

    def one(self, id: int) -> Praise | None: ...
    def listed(self, phase: str) -> Sequence[Praise]: ...  # what counts, newest first
    def counted(self, phase: str) -> "Praises": ...
    def changes(self, praise: Praise) -> bool: ...  # whether I may correct and undo it
    def registered(self, name: str, unit_id: int) -> Sequence[Line]: ...  # records it may be about


# --- wishes


@dataclass(frozen=True, slots=True)
class RecordPraise:
    """`fields`: who, title, name, form, authority, number, date (ISO), why, naming."""

    unit_id: int
    fields: Mapping[str, str]
    paper: int = 0


@dataclass(frozen=True, slots=True)
class MendPraise:
    """Put right what was wrongly recorded; `fields` are those that change."""

    id: int
    version: int
    fields: Mapping[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class EndPraise:
    """It counts no more: recorded by mistake, or taken back by whoever signed."""

    id: int
    version: int
    act: Act  # MISTAKE or REVOKE
    why: str


@dataclass(frozen=True, slots=True)
class LinkPraise:
    """Its recipient is registered now: the decision passes to that record."""

    id: int
    version: int
    record_id: int


@dataclass(frozen=True, slots=True)
class ForgetPraise:
    """Whom it is about takes their consent back: `asker` says who came, `verified` how it was made
    sure that they may. It takes a second person.
    """

    id: int
    version: int
    asker: str
    verified: Verified = Verified.KNOWN


@dataclass(frozen=True, slots=True)
class ShowPraise:
    """Keep a picture of the signed paper."""

    id: int
    paper: int


PraiseWork: TypeAlias = (
    RecordPraise | MendPraise | EndPraise | LinkPraise | ForgetPraise | ShowPraise
)


@dataclass(frozen=True, slots=True)
class OnPraise:
    """A wish about a commendation outside of the registrations."""

    work: PraiseWork


# --- outcomes


@dataclass(frozen=True, slots=True)
class PraiseDone:
    praise: Praise
    act: Act
    record_id: int = 0  # it passed to


@dataclass(frozen=True, slots=True)
class Praises:
    """How many count, in all and by the level that signed; what is signed elsewhere has none."""

    n: int
    levels: Mapping[str, int] = field(default_factory=dict)
