"""Who else hears of a question about a record, or of its answer: the one it is meant for."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.channels.base import Body
from campaign.desk import Outcome
from campaign.review_wishes import Inquired, Replied
from conversations import review_notices
from conversations.showing import Say
from conversations.words import words
from storage import people, staff
from storage.outbox import Message
from storage.types import AnyRow


def told(c: Connection, outcome: Outcome) -> list[Message]:
    """The messages to put; none for any other outcome."""
    match outcome:
        case Inquired(record=record) as asked:
            rows = people.posted(c, record.registrant, record.path)
            return [_message(r, review_notices.to_other(words(r.language), asked)) for r in rows
                    if r.contact_id]  # fmt: skip
        case Replied() as replied:
            rows = _who_asked(c, replied)
            return [_message(r, review_notices.to_other(words(r.language), replied)) for r in rows
                    if r.contact_id]  # fmt: skip
        case _:
            return []


def _who_asked(c: Connection, came: Replied) -> Sequence[AnyRow]:
    """Whoever asked, or, where they have left that desk, who sits there now."""
    asked, path = came.inquiry, came.record.path
    held = staff.posts_of(c, asked.by_id)
    if any(h.post.role is asked.role and h.post.unit_id in path for h in held):
        return people.reached(c, [asked.by_id])
    return people.posted(c, asked.role, path)


def _message(row: AnyRow, text: str) -> Message:
    return Message(
        contact_id=row.contact_id, channel=row.channel, body=Body.of(Say(text)).to_json(),
        lane="supplement",
    )  # fmt: skip
