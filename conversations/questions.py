"""The kinds of questions. Each is a small value; `conversations.answers` reads the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never

from campaign.exemplar import Value

PAGE = 8


class Skip(StrEnum):
    """What may be done with a question instead of answering it; the value's state in the export."""

    LATER = "later"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Keep(StrEnum):
    """Where an answer lives: in this talk only, with the record, or as a fact of its subject; one
    of an exercise lives in its talk, and is asked, counted and said back as if it were kept.
    """

    TALK = "talk"
    RECORD = "record"
    FACT = "fact"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Choose:
    options: tuple[Choice, ...]
    many: bool = False
    alone: str = ""  # the option that goes with no other ("chưa hỏi", "chưa có")
    searchable: bool = False
    whole: bool = False  # only a whole label is an answer, never how it begins
    others: bool = False  # words that are no option are an answer too: a name to be looked for

    def labels(self, ids: list[str] | tuple[str, ...]) -> str:
        return ", ".join(c.label for c in self.options if c.id in ids)


@dataclass(frozen=True, slots=True)
class Write:
    """Text, a voice note or a photo of a handwritten sheet; `no` is the one tap for "none yet"."""

    story: bool = True  # False: a name or a short line, to be typed
    lines: bool = False  # a list to be typed, of any length, or sent as a file
    pictured: bool = False  # a photo is kept beside the words that came with it
    no: Choice | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """One figure, or one for each of `fields` in one message.

    `most` bounds each of the fields; `same` is the one tap for what was told before, and stands
    only where there are several fields, as a lone digit would mean both.
    """

    fields: tuple[str, ...] = ()
    units: tuple[str, ...] = ("",)
    most: tuple[int, ...] = ()
    same: Choice | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole; the whole is at most `most`, `same` is the one tap for what was before."""

    most: int | None = None
    same: Choice | None = None


@dataclass(frozen=True, slots=True)
class Day:
    today: date


@dataclass(frozen=True, slots=True)
class Photos:
    """Pictures as they come; answered by saying that there are no more.

    What else was sent is kept for the question too: `kept` counts each kind.
    """

    kept: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """A photo or file of a signed paper, outside of any record; `no` is the one tap for none."""

    no: Choice


@dataclass(frozen=True, slots=True)
class Review:
    """Everything on one card; `send` sends it, every other option reopens the question it names."""

    card: tuple[tuple[str, str, str], ...]  # key, label, answer as said
    send: Choice


Kind: TypeAlias = Choose | Write | Figures | Ratio | Day | Photos | Paper | Review


@dataclass(frozen=True, slots=True)
class Question:
    """One question of one conversation. `usual` is the answer most people give: it makes the count
    of questions left. A `key` is issued once and never renumbered.
    """

    key: str
    text: str
    kind: Kind
    usual: Value = None
    skips: frozenset[Skip] = frozenset()
    keep: Keep = Keep.RECORD
    restricted: bool = False
    ask_above: bool = False  # "không rõ" may be passed to the commune
    pictures: tuple[int, ...] = ()
    voices: tuple[str, ...] = ()  # voice notes to be heard before it
    shows: int = 0  # the record that it shows whole
    lists: tuple[tuple[int, str], ...] = ()  # records that it lists, and what each says
    mends: bool = False  # it has an answer already, and a better one is wanted
    page: int = PAGE
    note: str = ""  # a line under the question, said quietly
    retry: str = ""  # said instead of the general hint when an answer is not understood
    shares_phone: str = ""  # label of a button that answers by giving one's number


def free_text(question: Question) -> bool:
    """Whether any words may be an answer, so that a bare word is no command."""
    return isinstance(question.kind, Write)


def choices(question: Question) -> tuple[Choice, ...]:
    """The options a question shows, in order."""
    match question.kind:
        case Choose(options=options):
            return options
        case Write(no=Choice() as no) | Paper(no=no):
            return (no,)
        case Ratio(same=Choice() as same) | Figures(same=Choice() as same):
            return (same,)
        case Review(card=card, send=send):
            return (send, *(Choice(f"edit:{key}", label) for key, label, _ in card))
        case Write() | Figures() | Ratio() | Day() | Photos():
            return ()
    assert_never(question.kind)
