"""Erasing for good what tells of somebody. Figures stay; so does a row that says it was done.

That row is what makes it last: a backup from before still holds the person, so after a restore the
same is done again (`again`), by notes that lie in the photo store and name only ids and times.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, and_, delete, insert, or_, select, update

from campaign.praise import paper_key
from campaign.privacy import NAMELESS
from campaign.survey import State
from storage import hiding, people, scrubbing, survey
from storage import praises as praise_rows
from storage.evidence import ERASED
from storage.secrets import Keyring
from storage.tables import (
    answers,
    candidates,
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
    praise_words,
    praises,
    records,
    vaults,
)
from storage.tables import people as people_table
from storage.types import AnyRow

GONE = "erased-"  # how the address of a contact begins that was erased
_NOTE = re.compile(r"(record|person|praise|candidate)-(\d+)-(\d+)")
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


def praise(c: Connection, keyring: Keyring, row: AnyRow, now: datetime) -> None:
    """Erase whom a commendation is about, why, and its picture; that there was one still counts.

    `row` is one of `storage.praises`, which says where it lies.
    """
    if row.erased_at is not None:
        return
    theirs = praise_words.c.praise_id == row.id
    said = [w.fields or {} for w in c.execute(select(praise_words).where(theirs)).all()]
    names = {row.name, *(f[k] for f in said for k in ("name", "name_was") if k in f)}
    swapped = scrubbing.Swap(tuple(sorted(names - {""}, key=len, reverse=True)), NAMELESS)
    scrubbing.messages(c, keyring, row.path, row.at, swapped)
    praise_rows.unsay(c, row.id)
    asked = update(data_requests).where(data_requests.c.praise_id == row.id)
    c.execute(asked.values(asker="", note=""))
    blobs = _emptied(c, evidence.c.key == paper_key(row.id))
    mine = update(praises).where(praises.c.id == row.id)
    c.execute(mine.values(
        name=NAMELESS, folded="", why="", erased_at=now, version=row.version + 1
    ))  # fmt: skip
    _noted(c, now, blobs, row.at, praise_id=row.id)


def suggestions(c: Connection, contact_id: int, now: datetime) -> None:
    """Erase what came by a chat and nobody has taken up; of the rest, who sent it."""
    for id in c.scalars(select(candidates.c.id).where(candidates.c.contact_id == contact_id)).all():
        candidate(c, id, now)
    said = update(outbox).where(outbox.c.contact_id == contact_id, outbox.c.state == "sent")
    c.execute(said.values(body={"text": ""}))


def candidate(c: Connection, id: int, now: datetime) -> None:
    """The same of one suggestion."""
    row = c.execute(select(candidates).where(candidates.c.id == id)).one()
    blobs: list[str] = []
    if row.state in survey.UNUSED:
        mine = and_(evidence.c.key == survey.key_of(id), evidence.c.record_id.is_(None))
        blobs = _emptied(c, mine)
        survey.blank(c, [id], state=State.ERASED, changed_at=now)
    survey.unsign(c, candidates.c.id == id)
    _noted(c, now, blobs, row.at, candidate_id=id)


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
    survey.unsign(c, candidates.c.contact_id == id)


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
    praise_id: int | None = None,
    candidate_id: int | None = None,
) -> None:
    c.execute(insert(erasures).values(
        record_id=record_id, of_person_id=of_person_id, praise_id=praise_id,
        candidate_id=candidate_id, begun_at=begun_at, at=now, blobs=list(blobs),
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
    """What is noted of an erasure: of which thing, known again by when it was added."""
    things = (
        ("record", row.record_id), ("person", row.of_person_id), ("praise", row.praise_id),
        ("candidate", row.candidate_id),
    )  # fmt: skip
    noun, id = next(thing for thing in things if thing[1] is not None)
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
        row = _the_same(c, _ADDED[noun], id, begun)
        if row is not None:
            _once_more(c, keyring, noun, row, now)
        done += row is not None
    return done


def _once_more(c: Connection, keyring: Keyring, noun: str, row: AnyRow, now: datetime) -> None:
    match noun:
        case "record":
            record(c, keyring, row, now)
        case "person":
            person(c, row.id, now)
        case "praise":
            mine = praise_rows.ALL.where(praises.c.id == row.id)
            praise(c, keyring, c.execute(mine).one(), now)
        case _:
            candidate(c, row.id, now)


# What can be erased, and when it was added.
_ADDED = {
    "record": records.c.created_at, "person": people_table.c.created_at, "praise": praises.c.at,
    "candidate": candidates.c.at,
}  # fmt: skip


def _the_same(c: Connection, added: Column[Any], id: int, begun: int) -> AnyRow | None:
    """The row of that id, if it is the one that was noted: a new database counts anew."""
    table = added.table
    found = select(table, added.label("added")).where(table.c.id == id)
    row = c.execute(found).one_or_none()
    if row is None or int(row.added.timestamp()) != begun:
        return None
    return row
