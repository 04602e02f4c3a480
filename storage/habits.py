"""When people want to be reminded, and of what not for a while."""

from collections.abc import Mapping
from datetime import date, time

from sqlalchemy import Connection, select

from campaign.duty_wishes import Habit
from storage.tables import habits, snoozes
from storage.types import AnyRow
from storage.upsert import insert


def of(c: Connection, person_id: int) -> Habit:
    row = c.execute(select(habits).where(habits.c.person_id == person_id)).one_or_none()
    return Habit(as_time(row.hour), row.quiet_until) if row else Habit()


def as_time(minutes: int | None) -> time | None:
    return None if minutes is None else time(minutes // 60, minutes % 60)


def set_hour(c: Connection, person_id: int, hour: time) -> None:
    _keep(c, person_id, {"hour": hour.hour * 60 + hour.minute})


def be_quiet(c: Connection, person_id: int, until: date | None) -> None:
    """No digest before a day; with None again as usual."""
    _keep(c, person_id, {"quiet_until": until})


def _keep(c: Connection, person_id: int, kept: dict[str, int | date | None]) -> None:
    new = insert(c, habits).values(person_id=person_id, **kept)
    c.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=kept))


# --- duties put off


def put_off(c: Connection, person_id: int, term: str, until: date) -> None:
    """`term` is the id of a term: no digest speaks of it before a day."""
    new = insert(c, snoozes).values(person_id=person_id, term=term, until=until)
    c.execute(new.on_conflict_do_update(index_elements=["person_id", "term"],
                                        set_={"until": until}))  # fmt: skip


def put_off_by(c: Connection, person_id: int) -> Mapping[str, date]:
    """The day before which somebody wants to hear nothing of a term, by its id; also past ones."""
    rows = c.execute(select(snoozes).where(snoozes.c.person_id == person_id))
    return {row.term: row.until for row in rows}


def put_off_since(c: Connection, since: date) -> list[AnyRow]:
    """What is or was put off to that day or a later one: person_id, term, until."""
    return list(c.execute(select(snoozes).where(snoozes.c.until >= since)))
