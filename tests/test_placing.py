"""A place that has become part of another still is where what was said of it was counted."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.reports.summary_text import as_json
from storage import summaries, units
from storage.tables import records
from tests.stage import Stage
from tests.territory import PLAN, SECOND
from tests.transcript import FOLDER, Mode, Play, codes_counting_up, script

LAST = date(2025, 6, 30)  # of the communes before
BEFORE = datetime(2025, 6, 30, 16, 59, tzinfo=UTC)
MENDED = "Phụng> bổ sung 0001"


def _place(c: Connection) -> Any:  # noqa: ANN401 - a unit
    found = units.get(c, c.execute(select(records.c.unit_id)).scalar_one())
    assert found is not None
    return found


def _counted(c: Connection, unit_id: int, as_of: datetime | None, now: datetime) -> Any:  # noqa: ANN401 - JSON
    return as_json(summaries.summary(c, PLAN, unit_id, SECOND, as_of, now))


async def test_a_record_that_is_mended_later_stays_where_it_was_counted(on_stage: Stage) -> None:
    lines = script(FOLDER / "reform" / "own_place.chat")
    then = lines.index(MENDED)
    mended = next(n for n, line in enumerate(lines) if line.startswith("= ") and n > then)
    play, read = Play(on_stage, Mode.BUTTONS), on_stage.database.transact
    with codes_counting_up():
        await play.run(lines[:then])
    place = await read(_place)
    assert place.valid_to == LAST
    before = await read(_counted, place.id, BEFORE, on_stage.now)
    assert before != await read(_counted, place.id, datetime(2025, 6, 19, tzinfo=UTC), on_stage.now)

    await play.run(lines[then:mended])
    assert (await read(_place)).id == place.id
    assert await read(_counted, place.id, BEFORE, on_stage.now) == before
    heir = await read(units.get, place.parent_id)
    assert heir is not None
    assert place.became_part_of(heir)
    now = await read(_counted, heir.id, None, on_stage.now)
    assert now["waiting"] == {"commune_confirmed": 1}
    assert sum(q["declared"] for q in now["quotas"]) == 1
