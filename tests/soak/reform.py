"""The two reorganisations of a whole province: what arrives, what reads as before, the way back."""

import time
from collections.abc import Callable

from sqlalchemy import Connection

from storage.database import Database
from tests.reforms import FIRST, SECOND, reorganise, undo
from tests.soak.report import Report
from tests.test_reorganisations import BEFORE, NOW, dump, numbers, peopled, said


def _whole(c: Connection, villages: int, records: int) -> tuple[float, int]:
    """Seconds of the second step, and the records that are registered before as after it."""
    peopled(c, villages, records)
    reorganise(c, FIRST, NOW)
    kept, before = dump(c), said(c, BEFORE)
    began = time.perf_counter()
    reorganise(c, SECOND, NOW)
    took = time.perf_counter() - began
    assert said(c, BEFORE) == before
    total = sum(numbers(before).values())
    assert sum(numbers(said(c, NOW)).values()) == total
    assert undo(c, SECOND, NOW) == ()
    assert dump(c) == kept
    return took, total


async def reform(
    makers: dict[str, Callable[[], str]], villages: int, records: int, report: Report
) -> None:
    """`villages` in each of the 173 communes: eight are 1,384, as there were 1,356."""
    for engine, make in makers.items():
        database = Database(make())
        try:
            took, total = await database.transact(_whole, villages, records)
        finally:
            await database.close()
        report.add(
            f"Reorganisation of 1 July 2025 on {engine}: {173 * villages} villages and {records} "
            f"records, {total} of them registered before as after it, in {took:.1f} s; "
            "undone row by row"
        )
