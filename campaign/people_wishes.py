"""What may be wished about people and their posts, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from campaign.people import Post, Role
from campaign.units import Unit


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invite code that still opens a post."""

    code: str
    unit: Unit
    role: Role
    name: str
    known: bool = False  # it makes somebody known already reachable here, too


@dataclass(frozen=True, slots=True)
class InviteAll:
    """A code for every unit one level below `unit_id` where nobody holds the post.

    `again`: also where a code is still open; it ends then.
    """

    unit_id: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class AddVillages:
    """List the villages of a commune: kind and whole name of each."""

    unit_id: int
    villages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HandOver:
    """Make the code by which somebody else takes over a post of the asker."""

    post_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Give up a post of one's own."""

    post_id: int


@dataclass(frozen=True, slots=True)
class AskRevoke:
    """Take a post below away; a second person has to agree."""

    post_id: int


@dataclass(frozen=True, slots=True)
class SettleRevoke:
    """Agree, as the second person, that a post is taken away, or not."""

    id: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class ActIn:
    """Act in another of one's posts from now on."""

    post_id: int


@dataclass(frozen=True, slots=True)
class JoinByPhone:
    """Take up every post that is kept for a number which the channel vouches for."""

    phone: str


PeopleWish: TypeAlias = (
    InviteAll | AddVillages | HandOver | Leave | AskRevoke | SettleRevoke | ActIn | JoinByPhone
)


# --- what is seen


@dataclass(frozen=True, slots=True)
class Staff:
    """Who holds the post of a unit one level down; `invited_at` is of a code still open."""

    unit_id: int
    unit: str
    name: str = ""
    phone: str = ""
    since: datetime | None = None
    invited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a post."""

    post: Post
    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Request:
    """A post that is to be taken away, if a second person agrees."""

    id: int
    holder: Holder
    asked_by: str


# --- what comes of it


class NoCode(StrEnum):
    """Why a code opens nothing."""

    UNKNOWN = "unknown"
    USED = "used"
    MINE = "mine"  # used by the very person who types it again
    ENDED = "ended"
    EXPIRED = "expired"
    LOCKED = "locked"  # this contact was wrong too often
    BUSY = "busy"  # all of the channel together was
    PHONE = "phone"  # nothing is kept for this number


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """`by` and `phone` say whom to ask; `day` is when it was used, replaced, or ran out."""

    why: NoCode
    unit: str = ""
    by: str = ""
    phone: str = ""
    day: date | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """A code that was made for a unit."""

    unit: str
    code: str
    unit_code: str = ""
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InvitedAll:
    """`sheet` is the key of a file with all of them; nothing where there are none."""

    given: tuple[Given, ...]
    expires: date
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class VillagesAdded:
    count: int


@dataclass(frozen=True, slots=True)
class HandingOver:
    given: Given
    name: str
    expires: date


@dataclass(frozen=True, slots=True)
class Succeeded:
    """Somebody joined in the place of another, whose post has passed on."""

    post: Post
    before: Holder
    name: str
    drafts: int


@dataclass(frozen=True, slots=True)
class Gone:
    """A post ended: its holder left (`by` is nothing), or it was taken away."""

    holder: Holder
    by: str = ""


@dataclass(frozen=True, slots=True)
class RevokeAsked:
    """`seconds` are those who may agree; nobody: then only the operator can."""

    request: Request
    seconds: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class RevokeRefused:
    request: Request
    asker_id: int


@dataclass(frozen=True, slots=True)
class Acting:
    post: Post


PeopleOutcome: TypeAlias = (
    CodeRefused
    | InvitedAll
    | VillagesAdded
    | HandingOver
    | Succeeded
    | Gone
    | RevokeAsked
    | RevokeRefused
    | Acting
)


class PeopleDesk(Protocol):
    """The part of the desk that is about people and posts."""

    def staff(self, unit_id: int) -> Sequence[Staff]: ...  # who holds the posts one level down
    def holders(self, unit_id: int) -> Sequence[Holder]: ...  # whose post I may take away
    def requests(self) -> Sequence[Request]: ...  # that wait for me as the second person
    def former(self) -> str: ...  # the unit of a post that has passed on; nothing before joining
    def pasted(self, evidence_id: int) -> Sequence[str] | None: ...  # of a file; None: not read yet
