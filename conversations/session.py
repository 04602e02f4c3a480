"""What is remembered of one person's talk between two messages: as little as possible.

The answers of a record live with the record; a session holds only where the person is, the answers
of a talk that is about no record, and the list as it was last shown, so that a digit always means
what the person saw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from campaign.exemplar import Value

HOME = "home"
REHEARSAL = "practice"  # the conversation that leaves nothing behind


@dataclass(frozen=True, slots=True)
class Shown:
    """The question last shown, the page of its options and their ids in the order shown."""

    key: str
    values: tuple[str, ...] = ()
    page: int = 0
    found: tuple[str, ...] = ()  # what a search in a long list left


@dataclass(frozen=True, slots=True)
class Offer:
    """An old button asked for a change of `key` to `value`; it waits for a yes."""

    key: str
    value: Value


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation somebody is in, with the answers that live nowhere else."""

    conversation: str = HOME
    subject: int = 0
    answers: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Album:
    """Pictures that belong together go to the question that received the first of them."""

    id: str
    record_id: int
    key: str
    at: float | None = None  # of the first one, where nothing but the time tells them together


@dataclass(frozen=True, slots=True)
class Said:
    """The words that answered a question last: the channel's name for them, and the question."""

    ref: str
    key: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Words somebody sent, in a form that nobody can read, and when, in seconds of the platform's
    clock.
    """

    words: str
    at: float


@dataclass(frozen=True, slots=True)
class Session:
    place: Place = Place()
    parked: Place | None = None
    reopened: str = ""
    shown: Shown | None = None
    picked: tuple[str, ...] = ()
    offer: Offer | None = None
    album: Album | None = None
    said: Said | None = None
    marks: tuple[Mark, ...] = ()  # of the last seconds; kept by whoever keeps the session


def dump(session: Session) -> dict[str, Any]:
    """The session as JSON; what is empty is left out."""
    kept: dict[str, Any] = {"place": _place(session.place)}
    if session.parked:
        kept["parked"] = _place(session.parked)
    if session.reopened:
        kept["reopened"] = session.reopened
    if session.shown:
        s = session.shown
        kept["shown"] = [s.key, list(s.values), s.page, list(s.found)]
    if session.picked:
        kept["picked"] = list(session.picked)
    if session.offer:
        kept["offer"] = [session.offer.key, session.offer.value]
    if session.album:
        a = session.album
        kept["album"] = [a.id, a.record_id, a.key, *([] if a.at is None else [a.at])]
    if session.said:
        kept["said"] = [session.said.ref, session.said.key]
    if session.marks:
        kept["marks"] = [[m.words, m.at] for m in session.marks]
    return kept


def load(kept: Mapping[str, Any] | None) -> Session:
    """The session of `dump`, of this release or an older one."""
    if not kept:
        return Session()
    shown = kept.get("shown")
    offer, album, parked = kept.get("offer"), kept.get("album"), kept.get("parked")
    said = kept.get("said")
    return Session(
        place=Place(**kept["place"]),
        parked=Place(**parked) if parked else None,
        reopened=kept.get("reopened", ""),
        shown=Shown(shown[0], tuple(shown[1]), shown[2], tuple(shown[3])) if shown else None,
        picked=tuple(kept.get("picked", ())),
        offer=Offer(*offer) if offer else None,
        album=Album(*album) if album else None,
        said=Said(*said) if said else None,
        marks=tuple(Mark(*mark) for mark in kept.get("marks", ())),
    )


def _place(place: Place) -> dict[str, Any]:
    return {
        "conversation": place.conversation,
        "subject": place.subject,
        "answers": dict(place.answers),
    }
