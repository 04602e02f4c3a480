"""One exchange: what was heard, in the place somebody is in, becomes answers, words and one wish.

`respond` is pure: the desk is what may be seen, everything else is in the session. A wish (Effect)
is carried out by the caller, who then calls `follow` with what came of it.
"""

from dataclasses import replace
from typing import assert_never

from campaign.decisions import PaperShown, paper_key
from campaign.desk import Assigned, Began, Desk, Outcome
from conversations import notices
from conversations.address import parse
from conversations.catalogue import by_code, by_name
from conversations.edited import edited
from conversations.exchange import Exchange, Turned
from conversations.heard import Edited, Heard, Odd, Sent, Shared, Tapped, Typed
from conversations.odd import odd, shared
from conversations.offers import came_twice
from conversations.sent import sent_in
from conversations.session import Album, Session
from conversations.tapped import tapped
from conversations.typed import typed


def respond(desk: Desk, session: Session, heard: Heard) -> Turned:
    """One exchange, up to the wish if there is one."""
    exchange = Exchange(desk, session)
    match heard:
        case Typed() as words:
            exchange.ref, exchange.late = words.ref, words.late
            return (came_twice if words.twice else typed)(exchange, words.text)
        case Tapped(payload=payload):
            return tapped(exchange, payload)
        case Sent() as sent:
            return sent_in(exchange, sent)
        case Edited() as changed:
            return edited(exchange, changed)
        case Shared(phone=phone):
            return shared(exchange, phone)
        case Odd(files=files):
            return odd(exchange, files=files)
    assert_never(heard)


def records_at(session: Session, heard: Heard) -> frozenset[int]:
    """The records that what was heard may change: the open one, and the one a button names."""
    place = session.place
    found = {place.subject} if by_name(place.conversation).about_record else set()
    address = parse(heard.payload) if isinstance(heard, Tapped) else None
    conversation = by_code(address.code) if address else None
    if address and conversation and conversation.about_record:
        found.add(address.subject)
    return frozenset(found - {0})


def _placed(album: Album, outcome: Outcome) -> Album:
    """Where the rest of an album goes once the first of it has been given a place."""
    match outcome:
        case Assigned(record=record):
            return replace(album, record_id=record.id)
        case PaperShown(record=record, decision=decision):
            return replace(album, record_id=record.id, key=paper_key(decision.id))
    return album


def follow(desk: Desk, session: Session, outcome: Outcome) -> Turned:
    """What is said after a wish was carried out, or refused."""
    exchange = Exchange(desk, session)
    if isinstance(outcome, Began):
        place = replace(session.place, subject=outcome.record_id)
        exchange.session = replace(session, place=place)
        return exchange.settle()
    if session.album and not session.album.record_id:
        exchange.session = replace(session, album=_placed(session.album, outcome))
    text, then = notices.outcome(exchange.t, desk, outcome)
    exchange.says.append(text)
    if then is not None:
        exchange.enter(then)
        return exchange.settle()
    return exchange.turned()
