"""Copies of a name: in closed lists, in what was sent up, in reasons, in messages.

A name is looked for only where the record was dealt with: other people bear the same name.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, Text, false, or_, select, type_coerce, update

from campaign.privacy import NAMELESS
from storage.paths import ids_of
from storage.secrets import Keyring, Sealed
from storage.tables import (
    amendments,
    broadcasts,
    candidates,
    consents,
    contacts,
    half_cards,
    helps,
    history,
    inquiries,
    lists,
    mentors,
    notes,
    outbox,
    posts,
    renewals,
    spot_checks,
    submissions,
)
from storage.types import AnyRow

# Columns in which something may have been told of a person.
TOLD = (
    inquiries.c.text, inquiries.c.answer, amendments.c.changes, amendments.c.before,
    amendments.c.why, amendments.c.note, spot_checks.c.note, renewals.c.why,
    mentors.c.name, helps.c.what, helps.c.whose,
)  # fmt: skip
OWN = "own"  # in a message: what somebody said themselves, sealed
_SUGGESTED = select(candidates.c.contact_id, candidates.c.at)
Change: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Swap:
    """Every name a record ever had, and what is to stand there instead."""

    names: tuple[str, ...]
    by: str

    def of(self, value: Any) -> Any:  # noqa: ANN401 - JSON
        """`value` with the names swapped in every text in it."""
        match value:
            case str():
                for name in self.names:
                    value = value.replace(name, self.by)
                return value
            case list():
                return [self.of(v) for v in value]
            case dict():
                return {k: self.of(v) for k, v in value.items()}
        return value

    def in_text(self, column: Any) -> Any:  # noqa: ANN401 - a condition
        """Where one of the names stands."""
        return or_(false(), *(_holds(column, name) for name in self.names))


def swap(c: Connection, record: AnyRow, by: str) -> Swap:
    """The name a record has, and those under which it was sent up or amended before."""
    sent = c.scalars(select(submissions.c.body).where(submissions.c.record_id == record.id)).all()
    wordings = select(amendments.c.changes, amendments.c.before)
    for row in c.execute(wordings.where(amendments.c.record_id == record.id)).all():
        sent = [*sent, row.changes, row.before]
    said = [body.get("R4") for body in sent]
    known = select(candidates.c.name).where(candidates.c.record_id == record.id)
    found = {
        record.name,
        *c.scalars(known),
        *(v["text"] for v in said if isinstance(v, dict) and "text" in v),
    }
    return Swap(tuple(sorted(found - {"", by}, key=len, reverse=True)), by)


def answers(c: Connection, record: AnyRow, keys: Collection[str]) -> None:
    """Take the answers with these keys out of what was sent up."""
    for row in c.execute(select(submissions).where(submissions.c.record_id == record.id)).all():
        body = {key: value for key, value in row.body.items() if key not in keys}
        c.execute(update(submissions).where(submissions.c.id == row.id).values(body=body))


def name(c: Connection, keyring: Keyring, record: AnyRow, swapped: Swap) -> None:
    """Swap the name of a record in everything copied."""
    _sent_up(c, record, swapped)
    _texts(c, record, swapped)
    _closed(c, record, swapped)
    _reasons(c, record, swapped)
    for column in TOLD:
        table = column.table
        _rewrite(c, table, column, table.c.record_id == record.id, swapped.of)
    half_years(c, record, swapped.of)
    known = c.execute(_SUGGESTED.where(candidates.c.record_id == record.id)).all()
    begun = min([record.created_at, *(row.at for row in known)])
    messages(c, keyring, record.path, begun, swapped, [row.contact_id for row in known])
    _broadcasts(c, record, swapped)


def officer(c: Connection, record: AnyRow, called: str) -> None:
    """Take the name of whoever put a record forward out of what was sent up."""
    _sent_up(c, record, Swap((called,), NAMELESS))


def _sent_up(c: Connection, record: AnyRow, swapped: Swap) -> None:
    theirs = submissions.c.record_id == record.id
    _rewrite(c, submissions, submissions.c.body, theirs, swapped.of)


def _texts(c: Connection, record: AnyRow, swapped: Swap) -> None:
    """In the texts that were agreed to."""
    theirs = consents.c.record_id == record.id
    _rewrite(c, consents, consents.c.wording, theirs, swapped.of)


def half_years(c: Connection, record: AnyRow, change: Change) -> None:
    """Change what was told of a record each half-year."""
    for row in c.execute(select(half_cards).where(half_cards.c.record_id == record.id)).all():
        mine = (half_cards.c.record_id == record.id) & (half_cards.c.half == row.half)
        c.execute(update(half_cards).where(mine).values(body=change(row.body)))


def _closed(c: Connection, record: AnyRow, swapped: Swap) -> None:
    """In lists by the record's id: nobody else's name is touched."""

    def changed(body: Any) -> Any:  # noqa: ANN401 - JSON
        entries = [
            {**e, "name": swapped.by} if e["id"] == record.id else e for e in body["records"]
        ]
        return {**body, "records": entries}

    above = lists.c.unit_id.in_(ids_of(record.path))
    _rewrite(c, lists, lists.c.body, above & swapped.in_text(lists.c.body), changed)


def _reasons(c: Connection, record: AnyRow, swapped: Swap) -> None:
    theirs = select(history.c.id).where(history.c.record_id == record.id)
    for row in c.execute(select(notes).where(notes.c.history_id.in_(theirs))).all():
        mine = update(notes).where(notes.c.history_id == row.history_id)
        c.execute(mine.values(text=swapped.of(row.text), asks=swapped.of(row.asks)))


def messages(  # noqa: PLR0913, PLR0917 - whose messages, and what is swapped in them
    c: Connection, keyring: Keyring, path: str, begun: datetime, swapped: Swap,
    suggested: Collection[int] = (),
) -> None:  # fmt: skip
    """Messages since then to and from whoever holds, or held, a post at a unit or above it, and
    those of the contacts in which it was suggested.
    """
    there = select(posts.c.person_id).where(posts.c.unit_id.in_(ids_of(path)))
    posted = select(contacts.c.id).where(contacts.c.person_id.in_(there))
    theirs = or_(outbox.c.contact_id.in_(posted), outbox.c.contact_id.in_(suggested))
    since = outbox.c.created_at >= begun
    said = swapped.in_text(outbox.c.body) | _holds(outbox.c.body, f'"{OWN}":')

    def changed(body: Any) -> Any:  # noqa: ANN401 - JSON
        if OWN not in body:
            return swapped.of(body)
        own = _opened(keyring, body[OWN])
        same = swapped.of(own) == own
        return body if same else {**body, OWN: keyring.seal(swapped.of(own))}

    _rewrite(c, outbox, outbox.c.body, theirs & since & said, changed)


def _broadcasts(c: Connection, record: AnyRow, swapped: Swap) -> None:
    near = broadcasts.c.unit_id.in_(ids_of(record.path))
    found = near & swapped.in_text(broadcasts.c.text)
    _rewrite(c, broadcasts, broadcasts.c.text, found, swapped.of)


def _opened(keyring: Keyring, sealed: Any) -> Any:  # noqa: ANN401 - JSON
    """What somebody said; nothing where no key opens it any more, as nobody can read it then."""
    try:
        return keyring.open(sealed)
    except Sealed:
        return None


def _holds(column: Any, text: str) -> Any:  # noqa: ANN401 - a condition
    return type_coerce(column, Text).contains(text, autoescape=True)


def _rewrite(c: Connection, table: Table, column: Any, where: Any, change: Change) -> None:  # noqa: ANN401
    for row in c.execute(select(table.c.id, column.label("body")).where(where)).all():
        changed = change(row.body)
        if changed != row.body:
            c.execute(update(table).where(table.c.id == row.id).values({column.name: changed}))
