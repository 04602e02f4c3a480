"""Erasing for good what tells of somebody. Figures stay; so does a row that says it was done.

That row is what makes it last: a backup from before still holds the person, so after a restore the
same is done again (`again`), by notes that lie in the photo store and name only ids and times.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, insert, or_, select, update

from campaign.privacy import NAMELESS
from storage import hiding, people, scrubbing
from storage.evidence import ERASED
from storage.secrets import Keyring
from storage.tables import (
    answers,
    consents,
    contacts,
    data_requests,
    erasures,
    evidence,
    helps,
    invites,
    mentors,
    outbox,
    posts,
    records,
    vaults,
)
from storage.tables import people as people_table
from storage.types import AnyRow

GONE = "erased-"  # how the address of a contact begins that was erased
_NOTE = re.compile(r"(record|person)-(\d+)-(\d+)")
BLANK: dict[str, Any] = {
    "state": ERASED, "sha256": None, "sha256_received": None, "thumbnail": None, "dhash": None,
    "caption": "", "ref": {}, **{f"dhash_{n}": None for n in range(5)},
}  # fmt: skip


def record(c: Connection, keyring: Keyring, row: AnyRow, now: datetime) -> None:
    """Erase what a record tells of whom it praises, and all records about the same."""
    for one in hiding.same_subject(c, row):
        if one.erased_at is None:
            one_record(c, keyring, one, now)


def one_record(c: Connection, keyring: Keyring, row: AnyRow, now: datetime) -> None:
    """Erase what this record alone tells."""
    hiding.hide(c, keyring, row, now)
    c.execute(delete(vaults).where(vaults.c.record_id == row.id))
    blobs = _emptied(c, evidence.c.record_id == row.id)
    theirs = update(consents).where(consents.c.record_id == row.id)
    c.execute(theirs.values(note="", evidence_id=None))
    asked = update(data_requests).where(data_requests.c.record_id == row.id)
    c.execute(asked.values(asker="", note=""))
    c.execute(update(records).where(records.c.id == row.id).values(erased_at=now))
    _noted(c, now, blobs, row.created_at, record_id=row.id)


def person(c: Connection, person_id: int, now: datetime) -> None:
    """Erase a user: name, phone, channels, what was said there. What they did stays, nameless."""
    row = c.execute(select(people_table).where(people_table.c.id == person_id)).one()
    for id in c.scalars(select(posts.c.id).where(posts.c.person_id == person_id)).all():
        people.end_post(c, id, now)
    blobs = _channels(c, person_id)
    _responsible(c, row)
    mine = update(people_table).where(people_table.c.id == person_id)
    c.execute(mine.values(name=NAMELESS, phone=""))
    c.execute(update(invites).where(_invited(person_id)).values(name="", phone=""))
    _noted(c, now, blobs, row.created_at, of_person_id=person_id)


def _invited(person_id: int) -> Any:  # noqa: ANN401 - a condition
    return or_(invites.c.person_id == person_id, invites.c.for_person_id == person_id)


def _channels(c: Connection, person_id: int) -> list[str]:
    """Forget addresses and talks; hashes of what was sent and belongs to no record."""
    blobs: list[str] = []
    for id in c.scalars(select(contacts.c.id).where(contacts.c.person_id == person_id)).all():
        said = update(outbox).where(outbox.c.contact_id == id)
        c.execute(said.where(outbox.c.state == "queued").values(state="suppressed", why="erased"))
        c.execute(said.values(body={"text": ""}))
        blobs += _emptied(c, and_(evidence.c.contact_id == id, evidence.c.record_id.is_(None)))
        contact(c, id)
        c.execute(update(contacts).where(contacts.c.id == id).values(person_id=None))
    return blobs


def contact(c: Connection, id: int) -> None:
    """Forget an address, what it is called and what was talked of there."""
    gone = {"address": f"{GONE}{id}", "session": None, "name": "", "reachable": False}
    c.execute(update(contacts).where(contacts.c.id == id).values(**gone))


def _responsible(c: Connection, row: AnyRow) -> None:
    """Where they stand as the one responsible for a record of theirs."""
    theirs = select(records).where(records.c.author_id == row.id)
    for one in c.execute(theirs).all():
        mine = and_(answers.c.record_id == one.id, answers.c.key.in_(hiding.OFFICERS))
        named = c.execute(select(answers).where(mine)).all()
        for said in named:
            if said.value == {"text": row.name}:
                same = and_(answers.c.record_id == one.id, answers.c.key == said.key)
                c.execute(update(answers).where(same).values(value={"text": NAMELESS}))
        scrubbing.officer(c, one, row.name)
    _helping(c, row)


def _helping(c: Connection, row: AnyRow) -> None:
    """Where they stand as the one who follows or helped an exemplar, of theirs or by their word."""
    own = select(records.c.id).where(records.c.author_id == row.id)
    for column in (mentors.c.name, helps.c.whose):
        table = column.table
        theirs = or_(table.c.person_id == row.id, table.c.record_id.in_(own))
        said = update(table).where(column == row.name, theirs)
        c.execute(said.values({column.name: NAMELESS}))


def _emptied(c: Connection, theirs: Any) -> list[str]:  # noqa: ANN401 - a condition
    """Blank the evidence; the hashes under which it lies, or lay, in the photo store."""
    rows = c.execute(select(evidence).where(theirs)).all()
    found = [h for r in rows for h in hashes(r)]
    c.execute(update(evidence).where(theirs).values(**BLANK))
    return sorted(set(found))


def hashes(row: AnyRow) -> tuple[str, ...]:
    """Under which evidence lies, or lay, in the photo store."""
    return tuple(h for h in (row.sha256, row.thumbnail, (row.ref or {}).get("blob")) if h)


def _noted(  # noqa: PLR0913 - all that is remembered of it
    c: Connection,
    now: datetime,
    blobs: Sequence[str],
    begun_at: datetime,
    *,
    record_id: int | None = None,
    of_person_id: int | None = None,
) -> None:
    c.execute(insert(erasures).values(
        record_id=record_id, of_person_id=of_person_id, begun_at=begun_at, at=now,
        blobs=list(blobs),
    ))  # fmt: skip


# --- what is still to be done in the photo store


def unfinished(c: Connection) -> Sequence[AnyRow]:
    """Erasures whose contents may still lie in the photo store."""
    return c.execute(
        select(erasures).where(erasures.c.gone_at.is_(None)).order_by(erasures.c.id)
    ).all()


def finished(c: Connection, id: int, now: datetime) -> None:
    c.execute(update(erasures).where(erasures.c.id == id).values(gone_at=now, blobs=[]))


def name_of(row: AnyRow) -> str:
    """What is noted of an erasure: which record or person, known again by when it was added."""
    noun, id = ("record", row.record_id) if row.record_id else ("person", row.of_person_id)
    return f"{noun}-{id}-{int(row.begun_at.timestamp())}"


def names(c: Connection) -> tuple[str, ...]:
    """Of every erasure there ever was."""
    return tuple(name_of(r) for r in c.execute(select(erasures).order_by(erasures.c.id)).all())


def again(c: Connection, keyring: Keyring, noted: Iterable[str], now: datetime) -> int:
    """Erase once more what came back with an older backup; how many records and people."""
    done = 0
    for name in sorted(set(noted) - set(names(c))):
        match = _NOTE.fullmatch(name)
        if match is None:
            continue
        noun, id, begun = match[1], int(match[2]), int(match[3])
        row = _the_same(c, select(records if noun == "record" else people_table), id, begun)
        if row is not None and noun == "record":
            record(c, keyring, row, now)
        elif row is not None:
            person(c, row.id, now)
        done += row is not None
    return done


def _the_same(c: Connection, found: Select[Any], id: int, begun: int) -> AnyRow | None:
    """The row of that id, if it is the one that was noted: a new database counts anew."""
    row = c.execute(found.where(found.selected_columns.id == id)).one_or_none()
    if row is None or int(row.created_at.timestamp()) != begun:
        return None
    return row
