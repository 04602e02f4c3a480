"""Who hears of questions about records and of steps taken for many."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from bot.supplement import supplement
from campaign.batches import BatchAsked, BatchRefused
from campaign.clusters import Supervised
from campaign.desk import Moved, Outcome
from campaign.people import Person
from campaign.review_wishes import Inquired, MovedAll, Replied
from conversations import notices, review_notices
from conversations.showing import Say
from conversations.words import Translate, words
from storage import people, staff
from storage.outbox import Message
from storage.types import AnyRow


def told(c: Connection, me: Person | None, outcome: Outcome) -> list[Message]:
    """The messages to put; none for any other outcome."""
    by = me.name if me else ""
    match outcome:
        case Inquired(record=record) as asked:
            rows = people.posted(c, record.registrant, record.path)
            return _messages(rows, lambda t: review_notices.to_other(t, asked))
        case Replied() as replied:
            rows = _who_asked(c, replied)
            return _messages(rows, lambda t: review_notices.to_other(t, replied))
        case BatchAsked() as request:
            rows = people.reached(c, request.seconds)
            return _messages(rows, lambda t: review_notices.to_second(t, request))
        case BatchRefused() as refused:
            rows = people.reached(c, [refused.asker_id])
            return _messages(rows, lambda t: review_notices.to_asker(t, refused, by))
        case Supervised(person_id=id) as given if id:
            rows = people.reached(c, [id])
            return _messages(rows, lambda t: review_notices.to_supervisor(t, given))
        case MovedAll() as moved:
            return _of_many(c, me, moved)
        case _:
            return []


def _of_many(c: Connection, me: Person | None, came: MovedAll) -> list[Message]:
    """Each author hears of their own records, the next desk and who asked for it once of all."""
    mine = me.id if me else 0
    messages: list[Message] = []
    for record in came.records:
        one = Moved(record, came.verb, came.waits_for)
        rows = people.posted(c, record.registrant, record.path)
        messages += _own(one, [r for r in rows if r.id != mine])
    if came.records and came.waits_for:
        ahead = people.posted(c, came.waits_for, came.records[0].path)
        messages += _messages(ahead, lambda t: review_notices.to_next(t, came))
    if came.asker_id:
        by = me.name if me else ""
        asker = people.reached(c, [came.asker_id])
        messages += _messages(asker, lambda t: review_notices.to_asker(t, came, by))
    return messages


def _own(came: Moved, rows: Sequence[AnyRow]) -> list[Message]:
    return _messages(rows, lambda t: notices.notice(t, came, own=True))


def _who_asked(c: Connection, came: Replied) -> Sequence[AnyRow]:
    """Whoever asked, or, where they have left that desk, who sits there now."""
    asked, path = came.inquiry, came.record.path
    held = staff.posts_of(c, asked.by_id)
    if any(h.post.role is asked.role and h.post.unit_id in path for h in held):
        return people.reached(c, [asked.by_id])
    return people.posted(c, asked.role, path)


def _messages(rows: Sequence[AnyRow], say: Callable[[Translate], str]) -> list[Message]:
    return [
        supplement(row.contact_id, row.channel, Say(say(words(row.language))))
        for row in rows
        if row.contact_id
    ]
