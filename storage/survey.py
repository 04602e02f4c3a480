"""Candidates as they are kept, and what was told of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, insert, select, update

from campaign.exemplar import PHOTO, VOICE
from campaign.people import Person, Post, Role
from campaign.survey import PER_CHANNEL, PER_PERSON, Candidate, Note, Origin, State, owner
from campaign.vietnam import local_day
from storage.clusters import paths_of
from storage.evidence import ERASED, HEARD_AS, STORED
from storage.paths import ids_of
from storage.ranges import within
from storage.tables import (
    candidate_notes,
    candidates,
    contacts,
    evidence,
    people,
    posts,
    records,
    units,
)
from storage.types import AnyRow

KEY = "candidate:"  # before the id: what evidence of a candidate is filed under
UNUSED = (State.NEW, State.ASIDE)  # of which nothing was made
LISTED = 200
DAY = timedelta(days=1)
_GONE = {"name": "", "signed": "", "why": "", "contact_id": None}
_dropped = and_(candidates.c.state == State.REGISTERED, records.c.discarded)
_ALL = (
    select(
        candidates, units.c.name.label("unit"), units.c.path, people.c.name.label("by"),
        records.c.discarded,
    )
    .join(units, units.c.id == candidates.c.unit_id)
    .outerjoin(people, people.c.id == candidates.c.person_id)
    .outerjoin(records, records.c.id == candidates.c.record_id)
)  # fmt: skip


def _candidate(row: AnyRow, notes: Sequence[Note] = ()) -> Candidate:
    """A draft that was dropped makes its candidate one of the list again."""
    dropped = row.state == State.REGISTERED and row.discarded
    return Candidate(
        row.id, row.unit_id, row.unit, ids_of(row.path), row.name, row.guess, Origin(row.origin),
        State.LISTED if dropped else State(row.state), local_day(row.at), row.by_role, row.by or "",
        row.signed, row.why, tuple(notes),
    )  # fmt: skip


def get(c: Connection, id: int) -> Candidate | None:
    row = c.execute(_ALL.where(candidates.c.id == id)).one_or_none()
    return _candidate(row, _notes(c, [id])[id]) if row else None


def open_under(c: Connection, post: Post) -> Sequence[Candidate]:
    """What waits and what is listed under a post; suggestions that wait first, oldest first."""
    wanted = candidates.c.state.in_((State.NEW, State.LISTED)) | _dropped
    found = _ALL.where(within(units.c.path, paths_of(post)), wanted)
    new_first = candidates.c.state != State.NEW
    rows = c.execute(found.order_by(new_first, candidates.c.id).limit(LISTED)).all()
    return tuple(_candidate(row) for row in rows)


def counted(c: Connection, post: Post) -> tuple[int, int]:
    """How many suggestions wait under a post, and how many are listed."""
    listed = (candidates.c.state == State.LISTED) | _dropped
    asked = (
        select(
            func.count().filter(candidates.c.state == State.NEW), func.count().filter(listed)
        )
        .select_from(candidates)
        .join(units, units.c.id == candidates.c.unit_id)
        .outerjoin(records, records.c.id == candidates.c.record_id)
        .where(within(units.c.path, paths_of(post)))
    )  # fmt: skip
    new, listed_now = c.execute(asked).one()
    return int(new), int(listed_now)


def _notes(c: Connection, ids: Sequence[int]) -> Mapping[int, Sequence[Note]]:
    there = and_(evidence.c.id == candidate_notes.c.evidence_id, evidence.c.state == STORED)
    asked = (
        select(candidate_notes, people.c.name.label("by"), evidence.c.kind)
        .outerjoin(people, people.c.id == candidate_notes.c.person_id)
        .outerjoin(evidence, there)
        .where(candidate_notes.c.candidate_id.in_(ids))
        .order_by(candidate_notes.c.id)
    )
    found: dict[int, list[Note]] = defaultdict(list)
    for row in c.execute(asked):
        photo, voice = (row.evidence_id if row.kind == kind else 0 for kind in (PHOTO, VOICE))
        heard = f"{HEARD_AS}{voice}" if voice else ""
        found[row.candidate_id].append(
            Note(row.by or "", local_day(row.at), row.text, photo, voice, heard)
        )
    return found


# --- whose it is


def owner_of(c: Connection, path: Sequence[int]) -> Role | None:
    return owner(path, _held(c, set(path)))


def _held(c: Connection, unit_ids: Collection[int]) -> Mapping[int, Collection[Role]]:
    """The roles that somebody holds now, by unit."""
    asked = select(posts.c.unit_id, posts.c.role).where(
        posts.c.unit_id.in_(unit_ids), posts.c.until.is_(None)
    )
    found: dict[int, set[Role]] = defaultdict(set)
    for row in c.execute(asked):
        found[row.unit_id].add(Role(row.role))
    return found


_NEW = (
    select(units.c.path)
    .join(candidates, candidates.c.unit_id == units.c.id)
    .where(candidates.c.state == State.NEW)
    .limit(LISTED)
)


def owed(c: Connection, post: Post) -> int:
    """How many suggestions wait for this post, not for one below it."""
    new = _NEW.where(within(units.c.path, paths_of(post)))
    paths = [ids_of(path) for path in c.scalars(new)]
    held = _held(c, {id for path in paths for id in path}) if paths else {}
    return sum(owner(path, held) == post.role for path in paths)


# --- what was suggested


def sent_by(c: Connection, contact_id: int, now: datetime) -> int:
    """How many suggestions came by this chat within a day."""
    return _count(c, candidates.c.contact_id == contact_id, now)


def sent_by_strangers(c: Connection, channel: str, now: datetime) -> int:
    """How many came within a day by chats of a channel from whoever holds no post."""
    there = select(contacts.c.id).where(contacts.c.channel == channel)
    nobodys = candidates.c.person_id.is_(None) & candidates.c.contact_id.in_(there)
    return _count(c, nobodys, now)


def is_full(c: Connection, contact_id: int, channel: str, now: datetime, *, stranger: bool) -> bool:
    """Whether this chat, or all strangers of its channel together, have suggested enough today."""
    if sent_by(c, contact_id, now) >= PER_PERSON:
        return True
    return stranger and sent_by_strangers(c, channel, now) >= PER_CHANNEL


def sent_about(c: Connection, unit_id: int, now: datetime) -> int:
    return _count(c, candidates.c.unit_id == unit_id, now)


def _count(c: Connection, wanted: ColumnElement[bool], now: datetime) -> int:
    fresh = and_(candidates.c.origin == Origin.PEOPLE, candidates.c.at > now - DAY)
    return int(c.scalar(select(func.count()).where(wanted, fresh)) or 0)


def kept_of(c: Connection, contact_id: int) -> int:
    """How many suggestions still say that they came by this chat."""
    return int(c.scalar(select(func.count()).where(candidates.c.contact_id == contact_id)) or 0)


def is_suggested(c: Connection, record_id: int) -> bool:
    return c.scalar(_SUGGESTED, {"record": record_id}) is not None


_SUGGESTED = (
    select(candidates.c.id)
    .where(
        candidates.c.record_id == bindparam("record"), candidates.c.origin == Origin.PEOPLE
    )
    .limit(1)
)  # fmt: skip


def sender(c: Connection, id: int) -> AnyRow | None:
    """Where whoever suggested it can be reached: contact, channel, person and language."""
    asked = (
        select(contacts.c.id.label("contact_id"), contacts.c.channel, contacts.c.person_id,
               people.c.language)
        .join(candidates, candidates.c.contact_id == contacts.c.id)
        .outerjoin(people, people.c.id == contacts.c.person_id)
        .where(candidates.c.id == id, contacts.c.reachable.is_(True))
    )  # fmt: skip
    return c.execute(asked).one_or_none()


# --- what is written


def add(  # noqa: PLR0913 - all that is known of it
    c: Connection, now: datetime, *, unit_id: int, name: str, guess: str = "", origin: Origin,
    me: Person | None, contact_id: int | None = None, signed: str = "",
) -> int:  # fmt: skip
    new = insert(candidates).values(
        unit_id=unit_id, name=name, guess=guess, origin=origin,
        state=State.NEW if origin is Origin.PEOPLE else State.LISTED,
        by_role=me.post.role if me else "", person_id=me.id if me else None,
        contact_id=contact_id, signed=signed, at=now, changed_at=now,
    )  # fmt: skip
    return int(c.execute(new.returning(candidates.c.id)).scalar_one())


def note(  # noqa: PLR0913 - what was told of whom, by whom, when
    c: Connection, now: datetime, id: int, *, person_id: int | None, text: str = "",
    evidence_id: int | None = None,
) -> None:  # fmt: skip
    new = insert(candidate_notes).values(
        candidate_id=id, person_id=person_id, text=text, evidence_id=evidence_id, at=now
    )
    c.execute(new)
    c.execute(update(candidates).where(candidates.c.id == id).values(changed_at=now))


def hold(c: Connection, id: int) -> None:
    """Nobody else says what becomes of it before the end of the turn."""
    mine = select(candidates.c.id).where(candidates.c.id == id)
    c.execute(mine.with_for_update(key_share=True))


def change(  # noqa: PLR0913 - what becomes of it, and what goes with that
    c: Connection, now: datetime, id: int, state: State, *, why: str = "", record_id: int = 0
) -> None:
    new = {"state": state, "why": why, "record_id": record_id or None, "changed_at": now}
    c.execute(update(candidates).where(candidates.c.id == id).values(new))


def first_told(c: Connection, id: int, now: datetime) -> bool:
    """Whether it is on us to tell whoever suggested it: they are told once."""
    untold = candidates.c.told_at.is_(None) & candidates.c.contact_id.is_not(None)
    mine = update(candidates).where(candidates.c.id == id, untold)
    return c.execute(mine.values(told_at=now)).rowcount == 1


# --- evidence


def sent_together(c: Connection, contact_id: int, id: int) -> Sequence[int]:
    """Evidence of this contact that belongs to nothing yet, and what came in one album with it."""
    loose = (evidence.c.contact_id == contact_id) & evidence.c.record_id.is_(None)
    loose &= evidence.c.key == ""
    album = c.scalar(select(evidence.c.album).where(loose, evidence.c.id == id))
    if album is None:
        return ()
    same = (evidence.c.album == album) if album else evidence.c.id == id
    return c.scalars(select(evidence.c.id).where(loose, same).order_by(evidence.c.id)).all()


def key_of(id: int) -> str:
    return f"{KEY}{id}"


def file(c: Connection, ids: Sequence[int], id: int) -> None:
    """Evidence belongs to a candidate: it is loose no more, and has a receipt of its own."""
    c.execute(update(evidence).where(evidence.c.id.in_(ids)).values(key=key_of(id)))


# --- what goes


def blank(c: Connection, ids: Sequence[int], **more: object) -> None:
    """Of these only place, origin and days are left; their photos leave the store as well."""
    theirs = candidate_notes.c.candidate_id.in_(ids)
    shown = select(candidate_notes.c.evidence_id).where(theirs)
    gone = and_(evidence.c.id.in_(shown), evidence.c.record_id.is_(None))
    c.execute(update(evidence).where(gone).values(state=ERASED, caption=""))
    c.execute(update(candidate_notes).where(theirs).values(text="", evidence_id=None))
    c.execute(update(candidates).where(candidates.c.id.in_(ids)).values(**_GONE, **more))


def blank_of(c: Connection, record_id: int) -> None:
    """What was known before a record was begun, which is now hidden or erased."""
    mine = select(candidates.c.id).where(candidates.c.record_id == record_id)
    blank(c, c.scalars(mine).all())


def unsign(c: Connection, mine: ColumnElement[bool]) -> None:
    """Nobody is told any more who sent these."""
    c.execute(update(candidates).where(mine).values(signed="", contact_id=None))
