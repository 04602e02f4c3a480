"""Digests in the outbox: who is due one now, and what became of those of before.

A digest is queued under the key of its person and day, so whatever looks twice queues it once. What
it says, and whether there still is anything to say, is found when it is sent (`bot.composing`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, literal_column, select

from campaign.calendar import ASLEEP, at_hour, is_holiday
from campaign.digest import REMEMBERED, Looked, after, hours_due
from campaign.plan import Plan
from campaign.vietnam import local_day
from storage import plans, reminders
from storage.digest_causes import Call, Calls
from storage.settling import HELD
from storage.tables import contacts, outbox, settings
from storage.types import AnyRow
from storage.upsert import insert

KEY = "digests"  # of the settings: until when each day was looked at
IN_A_TALK = "in a talk"  # why one waits whose person is answering questions
# A literal, not a parameter: only this proves to a planner that the partial index will do.
_EXPIRED: ColumnElement[str] = literal_column("'expired'")


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody who is to get a digest today. It stands for the days from `since` on; `missed` says
    that it comes late because the system was interrupted.
    """

    person_id: int
    since: date
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: the hours that came, and who is due at them."""

    today: date
    hours: tuple[time, ...] = ()
    due: tuple[Due, ...] = ()


def look(c: Connection, now: datetime) -> Look:
    """Whose digest is due now. Nothing is kept before `looked` says that all of it is queued."""
    before, today = _looked(c), local_day(now)
    hours = hours_due(before, now)
    plan = plans.current(c) if hours else None
    if plan is None or is_holiday(plan, today):
        return Look(today)
    calls, lapsed = Calls(c, plan, before, today, hours), _lapsed(c, today)
    if not lapsed and not calls.possible:
        return Look(today, hours)
    return Look(today, hours, tuple(_due(c, plan, calls, lapsed, today)))


def looked(c: Connection, found: Look) -> None:
    """Everybody of a look is queued."""
    kept = after(_looked(c), found.today, max(found.hours))
    value = {day.isoformat(): hour.isoformat("minutes") for day, hour in kept.items()}
    new = insert(c, settings).values(key=KEY, value=value)
    c.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


def lag(c: Connection, now: datetime) -> float:
    """How many seconds of the calendar the first hour not looked at has waited; 0 while people
    sleep, on a holiday and without a plan, for then nobody is to be looked up.
    """
    waiting = hours_due(_looked(c), now)
    plan = plans.current(c) if waiting else None
    if plan is None or is_holiday(plan, local_day(now)):
        return 0.0
    return (now - at_hour(local_day(now), waiting[0])).total_seconds()


def _looked(c: Connection) -> Looked:
    kept = c.scalar(select(settings.c.value).where(settings.c.key == KEY)) or {}
    return {date.fromisoformat(d): time.fromisoformat(h) for d, h in kept.items()}


# --- queueing


def put(
    c: Connection, now: datetime, due: Collection[Due], not_before: datetime | None = None
) -> int:
    """Queue digests of today, each to the contact its person spoke on last; how many are new.

    Whoever can be reached nowhere gets none.
    """
    today, reach = local_day(now), _reach(c, [one.person_id for one in due])
    return sum(
        reminders.put(
            c, now, contact_id=reach[one.person_id].id, channel=reach[one.person_id].channel,
            about=_about(one, today), dedupe=_key(one.person_id, today),
            not_before=not_before, expires_at=at_hour(today, ASLEEP),
        )
        for one in due
        if one.person_id in reach
    )  # fmt: skip


def _about(due: Due, today: date) -> dict[str, Any]:
    since = {"since": due.since.isoformat()} if due.since < today else {}
    return {"what": "digest", "person": due.person_id, "missed": due.missed} | since


def _key(person_id: int, day: date) -> str:
    return f"digest:{person_id}:{day}"


def _reach(c: Connection, person_ids: Sequence[int]) -> Mapping[int, AnyRow]:
    """By person, the contact they spoke on last of those that take messages."""
    rows = c.execute(
        select(contacts.c.id, contacts.c.channel, contacts.c.person_id)
        .where(contacts.c.person_id.in_(person_ids), contacts.c.reachable)
        .order_by(contacts.c.seen_at.nulls_first(), contacts.c.id.desc())
    )
    return {row.person_id: row for row in rows}


# --- who is due


def _due(
    c: Connection, plan: Plan, calls: Calls, lapsed: Mapping[int, Call], today: date
) -> Iterable[Due]:
    """Of each person one digest for all their days."""
    days = defaultdict[int, set[date]](set)
    found = calls.found()
    for call in found - _queued(c, {one for one in found if one.day < today}):
        days[call.person_id].add(call.day)
    for person_id, since in calls.since.items():
        if person_id in lapsed and lapsed[person_id].day >= since - timedelta(days=1):
            days[person_id].add(lapsed[person_id].day)
    for person_id, those in sorted(days.items()):
        late = any(day < today and not is_holiday(plan, day) for day in those)
        yield Due(person_id, min(those), late)


def _queued(c: Connection, missed: Collection[Call]) -> set[Call]:
    """Which of these were queued on their day after all, as before a process died."""
    keys = {_key(one.person_id, one.day): one for one in missed}
    rows = c.execute(select(outbox.c.dedupe).where(outbox.c.dedupe.in_(keys))) if keys else ()
    return {keys[row.dedupe] for row in rows}


def _lapsed(c: Connection, today: date) -> Mapping[int, Call]:
    """By person, the last earlier day whose digest was queued and never sent, unless it waited for
    that person.
    """
    rows = c.execute(
        select(outbox.c.dedupe, outbox.c.why)
        .where(
            outbox.c.state == _EXPIRED, outbox.c.lane == "reminder",
            outbox.c.expires_at >= at_hour(today - REMEMBERED, ASLEEP),
            outbox.c.expires_at < at_hour(today, ASLEEP),
            outbox.c.dedupe.startswith("digest:"),
        )
        .order_by(outbox.c.expires_at)
    )  # fmt: skip
    kept = [row.dedupe.split(":") for row in rows if not row.why.startswith((IN_A_TALK, HELD))]
    return {int(id): Call(int(id), date.fromisoformat(day)) for _, id, day in kept}
