"""Copies of a name: in closed lists, in what was sent up, in reasons, in messages.

A name is looked for only where the record was dealt with: other people bear the same name.
"""

from collections.abc import Callable, Collection
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, Text, select, type_coerce, update

from campaign.privacy import NAMELESS
from storage.paths import ids_of
from storage.secrets import Keyring, Sealed
from storage.tables import (
    broadcasts,
    consents,
    contacts,
    history,
    lists,
    notes,
    outbox,
    posts,
    submissions,
)
from storage.types import AnyRow

OWN = "own"  # in a message: what somebody said themselves, sealed
Change: TypeAlias = Callable[[Any], Any]


def copies(
    c: Connection, keyring: Keyring, record: AnyRow, keys: Collection[str], *, named: bool
) -> None:
    """Take the answers with these keys out of everything copied; the name, too, where it is
    somebody's (`named`).
    """
    _sent_up(c, record, keys)
    if not record.name or not named:
        return
    _texts(c, record)
    _closed(c, record)
    _reasons(c, record)
    _messages(c, keyring, record)
    _broadcasts(c, record)


def _texts(c: Connection, record: AnyRow) -> None:
    """In the texts that were agreed to."""
    found = select(consents).where(
        consents.c.record_id == record.id, consents.c.wording.contains(record.name)
    )
    for row in c.execute(found).all():
        mine = update(consents).where(consents.c.id == row.id)
        c.execute(mine.values(wording=_without(row.wording, record.name)))


def _sent_up(c: Connection, record: AnyRow, keys: Collection[str]) -> None:
    for row in c.execute(select(submissions).where(submissions.c.record_id == record.id)).all():
        body = {key: value for key, value in row.body.items() if key not in keys}
        c.execute(update(submissions).where(submissions.c.id == row.id).values(body=body))


def _closed(c: Connection, record: AnyRow) -> None:
    """In lists by the record's id: nobody else's name is touched."""

    def nameless(body: Any) -> Any:  # noqa: ANN401 - JSON
        entries = [{**e, "name": NAMELESS} if e["id"] == record.id else e for e in body["records"]]
        return {**body, "records": entries}

    above = lists.c.unit_id.in_(ids_of(record.path))
    _rewrite(c, lists, lists.c.body, above & _holds(lists.c.body, record.name), nameless)


def _reasons(c: Connection, record: AnyRow) -> None:
    theirs = select(history.c.id).where(history.c.record_id == record.id)
    found = select(notes).where(notes.c.history_id.in_(theirs), notes.c.text.contains(record.name))
    for row in c.execute(found).all():
        mine = update(notes).where(notes.c.history_id == row.history_id)
        c.execute(mine.values(text=_without(row.text, record.name)))


def _messages(c: Connection, keyring: Keyring, record: AnyRow) -> None:
    """Messages to and from whoever holds, or held, a post at the record's unit or above it."""
    there = select(posts.c.person_id).where(posts.c.unit_id.in_(ids_of(record.path)))
    theirs = outbox.c.contact_id.in_(select(contacts.c.id).where(contacts.c.person_id.in_(there)))
    since = outbox.c.created_at >= record.created_at
    said = _holds(outbox.c.body, record.name) | _holds(outbox.c.body, f'"{OWN}":')

    def nameless(body: Any) -> Any:  # noqa: ANN401 - JSON
        if OWN in body:
            own = _opened(keyring, body[OWN])
            changed = _without(own, record.name)
            return body if changed == own else {**body, OWN: keyring.seal(changed)}
        return _without(body, record.name)

    _rewrite(c, outbox, outbox.c.body, theirs & since & said, nameless)


def _broadcasts(c: Connection, record: AnyRow) -> None:
    near = broadcasts.c.unit_id.in_(ids_of(record.path))
    found = select(broadcasts).where(near, broadcasts.c.text.contains(record.name))
    for row in c.execute(found).all():
        mine = update(broadcasts).where(broadcasts.c.id == row.id)
        c.execute(mine.values(text=_without(row.text, record.name)))


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


def _without(value: Any, name: str) -> Any:  # noqa: ANN401 - JSON
    """`value` with the name gone from every text in it."""
    match value:
        case str():
            return value.replace(name, NAMELESS)
        case list():
            return [_without(v, name) for v in value]
        case dict():
            return {k: _without(v, name) for k, v in value.items()}
    return value
