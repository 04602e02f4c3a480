"""How somebody wants to be reminded: what may be wished, and what comes of it."""

from dataclasses import dataclass
from datetime import date, time
from typing import TypeAlias

PAUSES = (1, 3, 7)  # days without a digest; the last one is the most at once
PUT_OFF = 3  # days that one duty is put off, never beyond its last day


@dataclass(frozen=True, slots=True)
class SetHour:
    """One of `campaign.digest.HOURS`."""

    hour: time


@dataclass(frozen=True, slots=True)
class Pause:
    """No digest for some days, today included."""

    days: int


@dataclass(frozen=True, slots=True)
class Resume:
    """Digests again, from now on."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """Do not speak of one duty for a while. `term` is the key of a term."""

    term: str


HabitWish: TypeAlias = SetHour | Pause | Resume | PutOff


@dataclass(frozen=True, slots=True)
class HourSet:
    hour: time


@dataclass(frozen=True, slots=True)
class Paused:
    """No digest before `until`."""

    until: date


@dataclass(frozen=True, slots=True)
class Resumed:
    hour: time


@dataclass(frozen=True, slots=True)
class PutOffUntil:
    term: str
    until: date


HabitOutcome: TypeAlias = HourSet | Paused | Resumed | PutOffUntil
