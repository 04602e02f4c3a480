"""Who else hears that something was learned from an exemplar, and is asked whether it is so.

Whoever registered the origin hears of it when the record that learned counts as registered: from
then on its subject has agreed to be known outside of the commune.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.supplement import supplement
from campaign.desk import Moved, Outcome
from campaign.exemplar import Record
from campaign.people import Person, Role, Verb
from campaign.replication import InvitedToRegister, LinkAnswered, LinkState
from campaign.review_wishes import MovedAll
from campaign.workflow import REGISTERED
from conversations import replication_notices
from conversations.replication_words import LEARNED
from conversations.showing import Say
from conversations.words import Translate, words
from storage import people, records, replication
from storage.outbox import Message
from storage.paths import ids_of
from storage.replication_desk import link_of
from storage.replication_effects import learners
from storage.types import AnyRow

ENTERS = (Verb.SUBMIT, Verb.CONFIRM)  # verbs by which a record begins to count


def told(c: Connection, me: Person | None, came: Outcome) -> list[Message]:
    """The messages to put; none for any other outcome."""
    if me is None:
        return []
    match came:
        case Moved(record=record, verb=verb) if verb in ENTERS:
            return _to_origins(c, me, [record])
        case MovedAll(records=found, verb=verb) if verb in ENTERS:
            return _to_origins(c, me, found)
        case LinkAnswered(link=link):
            them = people.posted(c, Role(came.role), came.path)
            return _messages(me, them, lambda t: replication_notices.to_learner(t, link))
        case InvitedToRegister(again=False):
            them = learners(c, came.unit_id)
            return _messages(me, them, lambda t: replication_notices.to_invited(t, came))
    return []


def _to_origins(c: Connection, me: Person, found: Iterable[Record]) -> list[Message]:
    learned = (r for r in found if r.status in REGISTERED and r.answers.get("R9") == LEARNED)
    return [message for record in learned for message in _asked(c, me, record)]


def _asked(c: Connection, me: Person, record: Record) -> list[Message]:
    mine = replication.told(c, None, record.id)
    row = records.get(c, mine.derived_from_id) if mine and mine.derived_from_id else None
    origin = replication.told(c, None, row.id) if row and row.hidden_at is None else None
    if mine is None or row is None or origin is None:
        return []
    link = link_of(mine, origin)
    if link.state is not LinkState.OPEN:
        return []
    them = people.posted(c, Role(row.author_role), ids_of(row.path))
    known = replace(link, origin=replace(link.origin, name=row.name))  # it is their own
    return _messages(me, them, lambda t: replication_notices.to_origin(t, known))


def _messages(me: Person, rows: Sequence[AnyRow], say: Callable[[Translate], str]) -> list[Message]:
    return [
        supplement(row.contact_id, row.channel, Say(say(words(row.language))))
        for row in rows
        if row.contact_id and row.id != me.id
    ]
