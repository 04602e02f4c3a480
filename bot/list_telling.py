"""Who else hears of a list or a report: the level above, or the unit whose list was answered."""

from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import Connection

from bot.supplement import supplement
from campaign.closing_wishes import ListAnswered, ListClosed, Reported
from campaign.desk import Outcome
from campaign.people import Post, Role
from campaign.plan import Plan
from conversations import list_notices
from conversations.words import words
from storage import people, units
from storage.desk import StoredDesk
from storage.outbox import Message
from storage.types import AnyRow

_Told: TypeAlias = ListClosed | ListAnswered | Reported


def told(c: Connection, desk: StoredDesk, came: Outcome) -> list[Message]:
    """The messages to put; none for any other outcome."""
    me = desk.me
    if me is None or not isinstance(came, _Told):
        return []
    rows = _who_hears(c, desk.plan, me.post, came)
    return [_message(desk, came, row) for row in rows if row.contact_id and row.id != me.id]


def _who_hears(c: Connection, plan: Plan, post: Post, came: _Told) -> Sequence[AnyRow]:
    if isinstance(came, ListAnswered):
        return _below(c, plan, came)
    return people.above(c, post)


def _below(c: Connection, plan: Plan, came: ListAnswered) -> Sequence[AnyRow]:
    """Who holds the post of the unit whose list it is."""
    unit = units.get(c, came.closed.unit_id)
    role = next((one.role for one in plan.levels if unit and one.id == unit.level), None)
    return people.posted(c, Role(role), [came.closed.unit_id]) if role else ()


def _message(desk: StoredDesk, came: _Told, row: AnyRow) -> Message:
    say = list_notices.to_others(words(row.language), row.language, desk, came)
    return supplement(row.contact_id, row.channel, say)
