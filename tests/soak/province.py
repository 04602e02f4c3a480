"""The whole province invited down the line and joined, each unit exactly once."""

import time
from collections.abc import Callable

from storage.database import Database
from tests.down_the_line import Line, held, open_and_used
from tests.soak.report import Report
from tests.stage import Stage

DISTRICTS, COMMUNES, VILLAGES = 9, 173, 1356


async def whole_province(engine: str, make: Callable[[], str], report: Report) -> None:
    stage = Stage(Database(make()))
    begun = time.monotonic()
    more = VILLAGES - COMMUNES * (VILLAGES // COMMUNES)
    line = Line(stage, [VILLAGES // COMMUNES + (n < more) for n in range(COMMUNES)])
    heads = [await line.join("district", *one) for one in await line.invite("tinh")]
    await line.district("lan", ["minh"])
    for head in heads:
        await line.district(head)
    seconds = time.monotonic() - begun
    found = await stage.database.transact(held)
    assert found == {
        "district": (DISTRICTS,) * 3, "commune": (COMMUNES,) * 3, "village": (VILLAGES,) * 3,
    }, found  # fmt: skip
    assert await stage.database.transact(open_and_used) == (0, len(line.used))
    await stage.database.close()
    turns = sum(stage.sent.values())
    report.add(
        f"a province comes in on {engine}: {COMMUNES} communes and {VILLAGES} villages invited "
        f"down the line and joined, each exactly once, {turns} messages in {seconds:.0f} s"
    )
