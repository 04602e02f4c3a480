"""Pictures, voice notes and files: the answer to a text question, evidence, or out of the blue."""

from dataclasses import replace

from campaign.desk import Open
from conversations.exchange import Exchange, Link, Turned, go
from conversations.heard import Sent
from conversations.questions import Keep, Question, Write
from conversations.session import Album


def sent_in(x: Exchange, sent: Sent) -> Turned:
    album = x.session.album
    if sent.album and album and album.id == sent.album:
        x.links.append(Link(sent.id, album.record_id, album.key))
        return x.turned()
    standing = x.stand()
    question = standing.open
    if question and isinstance(question.kind, Write) and question.kind.story:
        taken = _take_note(x, question, sent)
        if taken is not None:
            return taken
    if question and x.conversation.about_record and x.session.place.subject:
        return _attach(x, question, sent)
    return go(x, Open("photo", 0), {})


def _take_note(x: Exchange, question: Question, sent: Sent) -> Turned | None:
    """A voice note, or a photo of a handwritten sheet, answers a text question."""
    if sent.kind == "file":
        return None
    if x.session.place.subject and question.keep is not Keep.TALK:
        x.links.append(Link(sent.id, x.session.place.subject, question.key))
    x.save(question, {sent.kind: sent.id})
    return x.settle()


def _attach(x: Exchange, question: Question, sent: Sent) -> Turned:
    """Evidence for the open question; the receipt says what is kept, the question stays open."""
    record_id = x.session.place.subject
    x.links.append(Link(sent.id, record_id, question.key))
    if sent.album:
        x.session = replace(x.session, album=Album(sent.album, record_id, question.key))
    return x.turned()
