"""Who else hears that a unit wants to learn from an exemplar. Nobody's number is given out."""

from sqlalchemy import Connection

from bot.channels.base import Body
from campaign.desk import Outcome
from campaign.field import Learning
from campaign.people import Person, Role
from conversations import field_notices
from conversations.words import words
from storage import people, records
from storage.desk import StoredDesk
from storage.outbox import Message
from storage.paths import ids_of
from storage.types import AnyRow


def told(c: Connection, desk: StoredDesk, came: Outcome) -> list[Message]:
    """The messages to put; none for any other outcome."""
    me = desk.me
    if me is None or not isinstance(came, Learning) or came.again:
        return []
    above = people.above(c, me.post)
    messages = [_message(r, field_notices.to_above(words(r.language), came, me.name)) for r in above
                if _hears(r, me)]  # fmt: skip
    known = {row.id for row in above}
    place = _place(desk, me)
    return messages + [
        _message(r, field_notices.to_exemplars_unit(words(r.language), came, place))
        for r in _registrants(c, came.near.id)
        if _hears(r, me) and r.id not in known
    ]


def _registrants(c: Connection, record_id: int) -> list[AnyRow]:
    row = records.get(c, record_id)
    if row is None:
        return []
    return list(people.posted(c, Role(row.author_role), ids_of(row.path)))


def _hears(row: AnyRow, me: Person) -> bool:
    return row.contact_id is not None and row.id != me.id


def _place(desk: StoredDesk, me: Person) -> str:
    above = desk.unit(me.post.path[-2]) if len(me.post.path) > 1 else None
    return f"{me.post.unit}, {above.name}" if above else me.post.unit


def _message(row: AnyRow, text: str) -> Message:
    return Message(
        contact_id=row.contact_id, channel=row.channel, body=Body(text).to_json(),
        lane="supplement",
    )  # fmt: skip
