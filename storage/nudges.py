"""One tap of a supervisor reminds everybody below who is late, a few times a day at most."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from campaign.calendar import Term, waking
from campaign.desk import Outcome
from campaign.duties import Late
from campaign.duty_wishes import Nudged, TooOften
from campaign.people import Person, Role
from campaign.plan import Plan
from campaign.vietnam import local_day
from storage import reminders
from storage.duties import level_under, officers, watched_from
from storage.tables import nudges
from storage.types import AnyRow

A_DAY = 2  # nudges of one supervisor for one term
LASTS = timedelta(days=1)


def nudge(  # noqa: PLR0913, PLR0917 - who reminds whom of what
    c: Connection, now: datetime, me: Person, plan: Plan, term: Term, late: Sequence[Late]
) -> Outcome:
    """Queue a word to the officer of each late unit, each of them once a day."""
    today = local_day(now)
    left = A_DAY - _given(c, me, term, now)
    if left <= 0:
        return TooOften(term.key)
    kept = {"unit_id": _desk(me), "term": term.id, "day": today}
    c.execute(insert(nudges).values(person_id=me.id, at=now, **kept))
    who = officers(c, _role_below(c, plan, me, today), [u.unit_id for u in late])
    told = {u.unit_id: _tell(c, now, term, u, who.get(u.unit_id)) for u in late}
    reached, already, missed = (
        tuple(u.unit for u in late if told[u.unit_id] is said) for said in (True, False, None)
    )
    return Nudged(term.key, reached, missed, already, left - 1)


def _desk(me: Person) -> int:
    """Whose nudges are counted together; a cụm's with those of its first commune."""
    return min(me.post.group, default=me.post.unit_id)


def _given(c: Connection, me: Person, term: Term, now: datetime) -> int:
    mine = select(func.count()).where(
        nudges.c.unit_id == _desk(me), nudges.c.term == term.id,
        nudges.c.day == local_day(now),
    )  # fmt: skip
    return int(c.scalar(mine) or 0)


def _role_below(c: Connection, plan: Plan, me: Person, today: date) -> Role:
    place = watched_from(plan, me.post)
    level = level_under(c, plan, place, today) if place else None
    if level is None:
        raise LookupError("nobody below")
    return Role(level.role)


def _tell(c: Connection, now: datetime, term: Term, unit: Late, row: AnyRow | None) -> bool | None:
    """Whether it is queued; False where they were reminded today already, None: out of reach."""
    if row is None or row.contact_id is None:
        return None
    wakes = waking(now)
    return reminders.put(
        c, now, contact_id=row.contact_id, channel=row.channel,
        about={"what": "nudge", "person": row.person_id, "term": term.key, "unit": unit.unit_id},
        dedupe=f"nudge:{row.person_id}:{unit.unit_id}:{term.id}:{local_day(now)}",
        not_before=wakes, expires_at=(wakes or now) + LASTS,
    )  # fmt: skip
