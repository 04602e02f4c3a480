"""Photos, voice notes, files, places: what was received, where it belongs, what became of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from campaign.decisions import is_paper
from campaign.exemplar import FILE, PHOTO, VIDEO, VOICE, Loose
from campaign.privacy import QUESTION
from storage.tables import evidence
from storage.types import AnyRow

WAITING, STORED, REFUSED = "waiting", "stored", "refused"
HIDDEN = "hidden"  # whom it shows has withdrawn: kept, and shown to nobody
ERASED = "erased"  # that there was something is all that is left of it
REHEARSED = "practice"  # the key, and the reason, of what was sent in an exercise
PAPER = "report"  # the key of photos of a report, which belong to no record
HEARD_AS = "voice:"  # before the id of a voice note: it is to be heard, not saved
_SOME_VIDEO = "video/*"  # called so by the platform; nobody has looked at it yet


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of each kind, as it is called, are stored and how many still on their way."""

    stored: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.stored.total() + self.waiting.total()


def called(kind: str, media_type: str | None) -> str:
    """What people call it: a video is kept as a file."""
    is_video = kind == FILE and (media_type or "").startswith("video/")
    return VIDEO if is_video else kind


def received(  # noqa: PLR0913 - one row, all of it known at once
    c: Connection,
    now: datetime,
    *,
    contact_id: int,
    person_id: int | None,
    kind: str,
    ref: dict[str, Any],
    album: str = "",
    caption: str = "",
    why: str = "",
) -> int:
    """Note evidence that came in; `ref` says where its bytes are to be had, `why` that they are
    not to be kept. The id.
    """
    media_type = _SOME_VIDEO if kind == VIDEO else None
    new = insert(evidence).values(
        contact_id=contact_id, person_id=person_id, kind=FILE if kind == VIDEO else kind,
        media_type=media_type, state=WAITING, ref=ref, album=album, caption=caption,
        why=why, received_at=now,
    )  # fmt: skip
    return int(c.execute(new.returning(evidence.c.id)).scalar_one())


def link(c: Connection, ids: Sequence[int], record_id: int, key: str) -> None:
    """Say which question of which record evidence belongs to."""
    c.execute(update(evidence).where(evidence.c.id.in_(ids)).values(record_id=record_id, key=key))


def rehearsed(c: Connection, id: int) -> None:
    """What was sent in an exercise is nobody's, and is thrown away unread."""
    nobodys = {"person_id": None, "key": REHEARSED, "why": REHEARSED, "caption": ""}
    c.execute(update(evidence).where(evidence.c.id == id).values(nobodys))


def vanish(c: Connection, id: int) -> None:
    """Of what was thrown away unread nothing is left."""
    mine = evidence.c.id == id
    c.execute(delete(evidence).where(mine, evidence.c.why == REHEARSED, evidence.c.ref == {}))


def loose(c: Connection, contact_id: int) -> Sequence[AnyRow]:
    """What came out of the blue from a contact and belongs to nothing yet."""
    return c.execute(
        select(evidence.c.id, evidence.c.caption, evidence.c.kind, evidence.c.media_type)
        .where(
            evidence.c.contact_id == contact_id, evidence.c.record_id.is_(None),
            evidence.c.state.not_in((REFUSED, ERASED)), evidence.c.key == "",
        )
        .order_by(evidence.c.id)
    ).all()  # fmt: skip


def unassigned(c: Connection, contact_id: int) -> Loose | None:
    """What came out of the blue from a contact and still belongs to nothing."""
    rows = loose(c, contact_id)
    kinds = frozenset(called(r.kind, r.media_type) for r in rows)
    return Loose(tuple(r.id for r in rows), rows[-1].caption, kinds) if rows else None


def claim(c: Connection, id: int, key: str, record_id: int | None = None) -> None:
    """Say what a loose photo, and those sent together with it, show."""
    sent = select(evidence.c.contact_id, evidence.c.album).where(evidence.c.id == id).subquery()
    together = evidence.c.album.in_(select(sent.c.album).where(sent.c.album != ""))
    same = evidence.c.contact_id.in_(select(sent.c.contact_id)) & together
    loose = update(evidence).where(evidence.c.record_id.is_(None))
    c.execute(loose.where((evidence.c.id == id) | same).values(key=key, record_id=record_id))


_ALIKE = (evidence.c.key, evidence.c.state, evidence.c.kind, evidence.c.media_type)
_COUNTS = (
    select(*_ALIKE, func.count())
    .where(
        evidence.c.record_id == bindparam("record"),
        evidence.c.state.in_((STORED, WAITING)),
        evidence.c.why == "",
    )
    .group_by(*_ALIKE)
)


def counts(c: Connection, record_id: int) -> dict[str, Counted]:
    """What there is for each question of a record."""
    found: dict[str, Counted] = {}
    for key, state, kind, media_type, n in c.execute(_COUNTS, {"record": record_id}):
        counted = found.setdefault(key, Counted())
        part = counted.stored if state == STORED else counted.waiting
        part[called(kind, media_type)] += n
    return found


def kept_as(c: Connection, id: int) -> str | None:
    """The hash under which a stored photo lies."""
    stored = select(evidence.c.sha256).where(evidence.c.id == id, evidence.c.state == STORED)
    found: str | None = c.scalar(stored.where(evidence.c.kind == "photo"))
    return found


def heard_as(c: Connection, id: int) -> str | None:
    """The hash under which a stored voice note lies."""
    stored = select(evidence.c.sha256).where(evidence.c.id == id, evidence.c.state == STORED)
    found: str | None = c.scalar(stored.where(evidence.c.kind == VOICE))
    return found


def of_record(c: Connection, record_id: int) -> Sequence[AnyRow]:
    return c.execute(_STORED, {"record": record_id}).all()


_STORED = (
    select(evidence)
    .where(evidence.c.record_id == bindparam("record"), evidence.c.state == STORED)
    .order_by(evidence.c.id)
)


def disown(c: Connection, contact_id: int, record_id: int, key: str, why: str) -> None:
    """The last photo a contact sent for a question is not to be kept after all: it waits once more,
    for whoever takes its bytes out of the photo store.
    """
    last = select(evidence).where(
        evidence.c.contact_id == contact_id, evidence.c.record_id == record_id,
        evidence.c.key == key, evidence.c.kind == "photo",
        evidence.c.state.in_((STORED, WAITING)),
    )  # fmt: skip
    row = c.execute(last.order_by(evidence.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return
    kept = {"blob": row.sha256, "thumbnail": row.thumbnail} if row.state == STORED else row.ref
    none = dict.fromkeys(("sha256", "sha256_received", "thumbnail", "dhash", "held_until"))
    none |= dict.fromkeys(f"dhash_{n}" for n in range(5))
    mine = update(evidence).where(evidence.c.id == row.id)
    c.execute(mine.values(state=WAITING, why=why, ref=kept, caption="", **none))


def photos(kept: Sequence[AnyRow]) -> tuple[int, ...]:
    """Photos of a record as a card shows them: signed decisions first, the newest before all; who
    signed for a consent is none of it.
    """
    found = [r for r in kept if r.kind == PHOTO and r.key != QUESTION]
    papers = [r.id for r in found if is_paper(r.key)]
    return (*reversed(papers), *(r.id for r in found if not is_paper(r.key)))


def by_state(c: Connection) -> dict[str, int]:
    """How much there is in each state; every state is there, also with 0."""
    rows = c.execute(select(evidence.c.state, func.count()).group_by(evidence.c.state))
    return dict.fromkeys((WAITING, STORED, REFUSED), 0) | {row[0]: row[1] for row in rows}
