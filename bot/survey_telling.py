"""Who else hears of a suggestion: whose place it is about, and whoever made it, once."""

from sqlalchemy import Connection

from bot.supplement import supplement
from campaign.people import Person
from campaign.survey import Judged, Suggested
from conversations import survey_words
from conversations.showing import Say
from conversations.words import SOURCE, words
from storage import people, survey
from storage.outbox import Message


def told(c: Connection, me: Person | None, done: Suggested | Judged) -> list[Message]:
    match done:
        case Suggested():
            return _to_owner(c, me, done)
        case Judged(tell=True):
            return _to_sender(c, me, done)
        case Judged():
            return []


def _to_owner(c: Connection, me: Person | None, done: Suggested) -> list[Message]:
    """The lowest post above the place that somebody holds."""
    if done.owner is None:
        return []
    return [
        supplement(row.contact_id, row.channel,
                   Say(survey_words.to_owner(words(row.language), done.candidate)))
        for row in people.posted(c, done.owner, done.candidate.path)
        if row.contact_id and (me is None or row.id != me.id)
    ]  # fmt: skip


def _to_sender(c: Connection, me: Person | None, done: Judged) -> list[Message]:
    row = survey.sender(c, done.candidate.id)
    if row is None or (me is not None and row.person_id == me.id):
        return []
    t = words(row.language or SOURCE)
    known = row.person_id is not None
    text = survey_words.to_sender(t, done.candidate, known=known)
    return [supplement(row.contact_id, row.channel, Say(text))]
