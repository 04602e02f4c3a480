"""The calendar's clock. A rehearsal moves it; leases, back-off and time-outs never look at it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from storage import settings

KEY = "clock"
Clock = Callable[[], datetime]


def wall() -> datetime:
    return datetime.now(UTC)


def shifted(offset: timedelta) -> Clock:
    """A clock that runs at real speed, so far away from the wall's."""
    return lambda: wall() + offset


def offset(c: Connection, start: datetime | None) -> timedelta:
    """How far the calendar is from the wall. The value of CLOCK_START is kept with its offset, so
    that the same value goes on after a restart, a new one jumps, and all processes agree.
    """
    if start is None:
        return timedelta()
    wanted = start.isoformat()
    kept: dict[str, Any] | None = settings.value(c, KEY)
    if kept and kept["start"] == wanted:
        return timedelta(seconds=kept["offset"])
    found = start - wall()
    settings.keep(c, KEY, {"start": wanted, "offset": found.total_seconds()})
    return found
