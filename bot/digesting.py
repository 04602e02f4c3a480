"""A digest gets its words: what is open by then, unless its person is busy answering questions."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from campaign.people import Person
from campaign.vietnam import local_day
from conversations import digest
from conversations.catalogue import by_name
from conversations.session import load
from conversations.showing import Say
from storage import plans
from storage.digest_contents import contents
from storage.talks import sessions_since

QUIET = timedelta(minutes=10)  # after the last answer somebody gave, before a digest comes
AGAIN = 300.0  # seconds until the next look at a talk that goes on


def in_a_form(c: Connection, person: Person, now: datetime) -> bool:
    """Whether somebody is just answering questions about a record, on any channel."""
    open_ = (load(kept) for kept in sessions_since(c, person.id, now - QUIET))
    return any(
        session.shown is not None and by_name(session.place.conversation).about_record
        for session in open_
    )


def words_of(c: Connection, person: Person, about: dict[str, Any], now: datetime) -> Say | str:
    """The words, or why there are none."""
    plan, today = plans.current(c), local_day(now)
    since = date.fromisoformat(about["since"]) if "since" in about else today
    if plan is None:
        return "no plan"
    found = contents(c, plan, person, since, today, missed=about["missed"])
    return found if isinstance(found, str) else digest.said(person, found)
