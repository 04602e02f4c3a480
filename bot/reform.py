"""A reorganisation that was loaded ahead of its day is done when the day comes."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from storage.database import Database, Unreachable
from storage.reorganisations import do_due

EVERY = 60.0  # seconds
_log = structlog.get_logger()


async def watch(database: Database, clock: Callable[[], datetime]) -> None:
    """Look every minute until cancelled; `clock` is the calendar. Any number of processes may."""
    while True:
        try:
            done = await database.transact(do_due, clock())
        except Unreachable:
            done = 0
        if done:
            _log.info("units_reorganised", events=done)
        await asyncio.sleep(EVERY)
