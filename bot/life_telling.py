"""Who else hears of what happens to a record after its registration."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from bot.channels.base import Body
from campaign.amendments import OPEN, Amended, AmendmentAnswered
from campaign.decisions import DecisionUndone
from campaign.desk import Outcome
from campaign.people import Person
from campaign.renewal import Choice, Renewed
from conversations import life_notices
from conversations.words import Translate, words
from storage import people
from storage.outbox import Message
from storage.types import AnyRow


def told(c: Connection, me: Person | None, came: Outcome) -> Sequence[Message]:
    """Messages to others; their author has heard."""
    if me is None:
        return ()
    match came:
        case DecisionUndone(record=record):
            them = people.posted(c, record.registrant, record.path)
            return _to(them, me, lambda t, _: life_notices.told_undone(t, came))
        case Amended(record=record, amendment=amendment) if amendment.state == OPEN:
            them = people.posted(c, amendment.waits_for, record.path)
            return _to(them, me, lambda t, language: life_notices.told_amended(t, language, came))
        case AmendmentAnswered(asker_id=asker_id):
            them = people.reached(c, [asker_id])
            return _to(them, me, lambda t, _: life_notices.told_answered(t, came))
        case Renewed(choice=Choice.STOP):
            return _to(
                people.above(c, me.post), me, lambda t, _: life_notices.told_stopped(t, came)
            )
    return ()


def _to(rows: Sequence[AnyRow], me: Person, say: Callable[[Translate, str], str]) -> list[Message]:
    return [
        {"contact_id": row.contact_id, "channel": row.channel, "lane": "supplement",
         "body": Body(say(words(row.language), row.language)).to_json()}
        for row in rows
        if row.contact_id is not None and row.id != me.id
    ]  # fmt: skip
