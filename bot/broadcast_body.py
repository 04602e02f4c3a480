"""What one person gets of a message to many, decided as its request begins."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.channels.base import Body
from bot.composed import Composed, Later, Silent
from campaign.broadcasts import Broadcast, State
from campaign.calendar import AWAKE, at_hour, is_awake, last_day, level_of
from campaign.people import Person, Post
from campaign.vietnam import local_day
from conversations.broadcast_words import message
from conversations.words import words
from storage import broadcast_results, broadcasts, plans, terms
from storage.broadcast_results import CANCELLED, DONE
from storage.ended import ended
from storage.paths import path_of

AGAIN = timedelta(minutes=30)  # the same text does not go to the same person twice within it
PAUSED_SECONDS = 1.0  # for a row that was claimed just before the pause; later none is


def compose(c: Connection, person: Person, id: int, now: datetime) -> Composed:
    found = broadcasts.get(c, id)
    if found is None or found.state is State.CANCELLED:
        return Silent(CANCELLED)
    if found.state is State.PAUSED:
        return Later(PAUSED_SECONDS, "paused")
    if not is_awake(now):
        return Later((_morning(now) - now).total_seconds(), "night")
    why = _spared(c, person, found, now)
    if why:
        return Silent(why)
    return Body.of(message(words(person.language), found))


def _morning(now: datetime) -> datetime:
    today = at_hour(local_day(now), AWAKE)
    return today if today > now else today + timedelta(days=1)


def _spared(c: Connection, person: Person, found: Broadcast, now: datetime) -> str:
    """Why it does not go to this person; nothing where it does."""
    row = broadcast_results.recipient(c, found.id, person.id)
    post = next((p for p in person.posts if row and p.unit_id == row.unit_id), None)
    if post is None:
        return "passed on"
    if found.term and not _owes(c, post, found.term, local_day(now)):
        return DONE
    return "same" if broadcast_results.repeated(c, found.id, person.id, now - AGAIN) else ""


def _owes(c: Connection, post: Post, key: str, today: date) -> bool:
    """Whether the duty of the post is still open."""
    plan = plans.current(c)
    level = level_of(plan, post.role) if plan else None
    if plan is None or level is None:
        return False
    term = next((one for one in terms.all_of(c, plan) if one.key == key), None)
    if term is None or last_day(plan, term, level.id, terms.given(c, plan)) is None:
        return False
    return post.unit_id not in ended(c, plan, term, level.id, path_of(post.path), today)
