"""A reminder gets its words in the transaction that begins its request (`storage.reminders`).

So it is decided at the last moment whether somebody is reminded at all: not of what is done, not in
a post that passed on, not of a day that has moved.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Connection

from bot import broadcast_body, digesting
from bot.channels.base import Body
from bot.composed import Composed, Later, Silent
from campaign.people import Person
from campaign.vietnam import local_day
from conversations import people_notices, reminding
from conversations.showing import Say
from conversations.words import words
from storage import cluster_heirs, duties, outgoing, people, plans, reform_told, settling
from storage.digests import IN_A_TALK
from storage.outgoing import Row
from storage.reminders import ABOUT


def begin(c: Connection, id: int, now: datetime) -> Row | None:
    """Commit this just before the request for a claimed row; None where none is to be made."""
    row = outgoing.sending(c, id)
    if row is None or ABOUT not in row.body:
        return row
    composed = compose(c, row.contact_id, row.body[ABOUT], now)
    match composed:
        case Silent(why=why):
            settling.suppressed(c, id, why)
        case Later(seconds=seconds, why=why):
            settling.put_off(c, id, seconds, why)
        case Body():
            return replace(row, body=settling.worded(c, id, composed.to_json()))
        case _:
            assert_never(composed)
    return None


def compose(c: Connection, contact_id: int, about: dict[str, Any], now: datetime) -> Composed:
    """What is said to a contact about something, in the state it is in now."""
    if about["what"] == "reform":  # to somebody who may hold no post any more
        return _body(_reform(c, contact_id, about))
    person = people.find(c, contact_id).person
    if person is None or person.id != about["person"]:
        return Silent("passed on")
    match about["what"]:
        case "regrouped":
            return _body(_regrouped(c, person, about))
        case "nudge":
            return _body(_nudge(c, person, about, now))
        case "digest" if digesting.in_a_form(c, person, now):
            return Later(digesting.AGAIN, IN_A_TALK)
        case "digest":
            return _body(digesting.words_of(c, person, about, now))
        case "broadcast":
            return broadcast_body.compose(c, person, about["id"], now)
    raise LookupError(f"no reminder is about {about['what']!r}")


def _body(said: Say | str) -> Composed:
    return Silent(said) if isinstance(said, str) else Body.of(said)


def _reform(c: Connection, contact_id: int, about: dict[str, Any]) -> Say | str:
    mine = [r for r in people.reached(c, [about["person"]]) if r.contact_id == contact_id]
    came = reform_told.passed(c, about)
    if not mine or came is None:
        return "passed on" if came else "undone"
    return Say(people_notices.by_reform(words(mine[0].language), came))


def _regrouped(c: Connection, person: Person, about: dict[str, Any]) -> Say | str:
    came = cluster_heirs.told(c, about)
    return Say(people_notices.regrouped(words(person.language), came)) if came else "regrouped"


def _nudge(c: Connection, person: Person, about: dict[str, Any], now: datetime) -> Say | str:
    """The words, or why there are none."""
    plan, today = plans.current(c), local_day(now)
    held = [post for post in person.posts if post.unit_id == about["unit"]]
    found = duties.of_posts(c, plan, held, today) if plan else ()
    duty = next((d for d in found if d.term.key == about["term"]), None)
    if duty is None:
        return "passed on"
    if not duty.is_open:
        return "done"
    return reminding.nudge(words(person.language), person.language, duty, today)
