"""Who else hears of a step in the life of a record; its author has heard, and nobody without need.

Onward hears the desk that acts next, back whoever registered it. What is sent back or declined from
further up is also told to the desks that had passed it on, as they will be asked about it. And who
takes a record back tells the desk that had it before it.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.supplement import supplement
from campaign.desk import Moved
from campaign.people import Person, Role, Verb
from conversations import notices
from conversations.showing import Say
from conversations.words import words
from storage import helping, people, review
from storage.outbox import Message
from storage.types import AnyRow


def told(c: Connection, me: Person | None, came: Moved) -> list[Message]:
    """The messages to put, each person once."""
    if me is None:
        return []
    heard = _who(c, came)
    return [_message(row, came, own=own) for row, own in heard if row.id != me.id]


def _who(c: Connection, came: Moved) -> Sequence[tuple[AnyRow, bool]]:
    """Who hears of it, and whether as whoever registered it."""
    found: dict[int, tuple[AnyRow, bool]] = {}
    for role in _desks(c, came):
        found |= _at(c, came, role, own=False)
    if came.verb in notices.TOLD_BACK:
        found |= _at(c, came, came.record.registrant, own=True) or _helper(c, came)
    if came.helper:
        found |= _at(c, came, came.record.registrant, own=True)
    return [found[contact_id] for contact_id in sorted(found)]


def _desks(c: Connection, came: Moved) -> Sequence[Role]:
    if came.verb in notices.TOLD_ONWARD:
        return [came.waits_for] if came.waits_for else []
    if came.verb in notices.TOLD_TO_WHO_PASSED_IT:
        return review.passed_by(c, came.record.id)
    return [came.left] if came.verb is Verb.WITHDRAW and came.left else []


def _at(c: Connection, came: Moved, role: Role, *, own: bool) -> Mapping[int, tuple[AnyRow, bool]]:
    rows = people.posted(c, role, came.record.path)
    return {row.contact_id: (row, own) for row in rows if row.contact_id}


def _helper(c: Connection, came: Moved) -> Mapping[int, tuple[AnyRow, bool]]:
    """Who entered it for a head that cannot be written to."""
    return {row.contact_id: (row, True) for row in helping.helper_of(c, came.record.id)}


def _message(row: AnyRow, came: Moved, *, own: bool) -> Message:
    text = notices.notice(words(row.language), came, own=own)
    return supplement(row.contact_id, row.channel, Say(text))
