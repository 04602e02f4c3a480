"""The pace of bulk messages on both engines; time passes by changing the row."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.ext.asyncio import create_async_engine

from storage import rates
from storage.clock import from_now
from storage.database import Database
from storage.rates import Level, Limit
from storage.tables import rates as table

HOURLY = 1 / 3600  # tokens a second: no test takes so long that one comes by itself
BURST = 10
SLOW = Limit(HOURLY, BURST, HOURLY, BURST)
TELEGRAM = Limit(25, 2, 26, 12)


def draw(c: Connection, wanted: int, channel: str = "telegram") -> int:
    return rates.draw(c, channel, wanted, SLOW)


def pass_hours(c: Connection, hours: float) -> None:
    for row in c.execute(select(table)).all():
        values = {"at": row.at - timedelta(hours=hours)}
        c.execute(update(table).where(table.c.channel == row.channel).values(values))


async def test_tokens_come_by_time_up_to_the_burst(database: Database) -> None:
    def story(c: Connection) -> None:
        assert [draw(c, 4), draw(c, 16), draw(c, 1)] == [4, 6, 0]
        assert draw(c, 16, "zalo_oa") == BURST
        pass_hours(c, 3.1)
        assert [draw(c, 1), draw(c, 16), draw(c, 16)] == [1, 2, 0]
        pass_hours(c, 100)
        assert draw(c, 16) == BURST

    await database.transact(story)


async def test_part_of_a_token_is_kept(database: Database) -> None:
    def story(c: Connection) -> None:
        draw(c, BURST)
        for _ in range(3):
            pass_hours(c, 1.35)
            assert draw(c, 1) == 1
        pass_hours(c, 0)
        assert draw(c, 16) == 1  # 3 × 0.35

    await database.transact(story)


async def test_unused_tokens_go_back(database: Database) -> None:
    def story(c: Connection) -> None:
        assert draw(c, 8) == 8
        rates.give_back(c, "telegram", 5, SLOW)
        rates.give_back(c, "telegram", 0, SLOW)
        assert draw(c, 16) == 7

    await database.transact(story)


async def test_clock_that_steps_back_gives_nothing_and_goes_on(database: Database) -> None:
    def story(c: Connection) -> None:
        draw(c, 8)
        c.execute(update(table).values(at=from_now(100 * 3600)))
        assert [draw(c, 1), draw(c, 16)] == [0, 0]
        pass_hours(c, 1.1)
        assert draw(c, 16) == 1

    await database.transact(story)


async def test_what_came_too_late_is_made_up_for_without_a_rush(database: Database) -> None:
    limit = Limit(HOURLY, 2, 2 * HOURLY, BURST)

    def story(c: Connection) -> None:
        assert rates.draw(c, "telegram", 16, limit) == 2
        pass_hours(c, 50)  # nobody looked
        assert [rates.draw(c, "telegram", 16, limit) for _ in range(2)] == [2, 0]
        for _ in range(8):  # an hour brings one, and one of the stock
            pass_hours(c, 1.01)
            assert rates.draw(c, "telegram", 16, limit) == 2
        pass_hours(c, 1.01)
        assert rates.draw(c, "telegram", 16, limit) == 1

    await database.transact(story)


async def test_pause_holds_for_all_until_it_is_over(database: Database) -> None:
    def story(c: Connection) -> None:
        draw(c, 1)
        rates.pause(c, "telegram", 3600)
        rates.pause(c, "telegram", 60)  # never shortens one
        assert rates.is_paused(c, "telegram")
        assert not rates.is_paused(c, "zalo_oa")
        assert c.scalar(select(table.c.paused_until > from_now(3000)))
        pass_hours(c, 5)
        assert draw(c, 16) == 0
        c.execute(update(table).values(paused_until=from_now(-1)))
        assert not rates.is_paused(c, "telegram")
        assert draw(c, 16) == BURST

    await database.transact(story)


async def test_channel_that_never_drew_can_be_paused(database: Database) -> None:
    def story(c: Connection) -> None:
        rates.pause(c, "telegram", 3600)
        assert rates.is_paused(c, "telegram")
        assert draw(c, 16) == 0

    await database.transact(story)


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_nobody_waits_for_a_process_that_is_drawing(database: Database) -> None:
    await database.transact(draw, 1)
    other = create_async_engine(database.url)
    try:
        async with other.connect() as c:
            assert await c.run_sync(draw, 2) == 2
            assert await database.transact(draw, 2) == 0
            await c.commit()
    finally:
        await other.dispose()
    assert await database.transact(draw, 16) == 7


def granted_at(looks: list[float], limit: Limit) -> list[tuple[float, int]]:
    """What looks at these seconds get from a queue that never ends."""
    level, last, found = Level(limit.stock, 0.0), 0.0, []
    for at in looks:
        level = Level(level.tokens, level.ahead - (at - last))
        granted = level.ready(limit, 16)
        level, last = level.without(limit, granted) if granted else level, at
        found.append((at, granted))
    return found


def most_in(seconds: float, found: list[tuple[float, int]]) -> int:
    windows = ([n for at, n in found if begin <= at < begin + seconds] for begin, _ in found)
    return max(map(sum, windows))


@pytest.mark.parametrize("late", [0.0, 0.02, 0.04])
def test_pace_is_kept_within_a_hundredth_and_never_exceeded(late: float) -> None:
    """Looks every 20 ms, each of which comes late by chance; one in fifty very much so."""
    chance, looks = Random(1), [0.0]
    while looks[-1] < 120:
        very = 3 if chance.random() < 0.02 else 1
        looks.append(looks[-1] + 0.02 + very * chance.random() * late)
    found = granted_at(looks, TELEGRAM)
    minute = [n for at, n in found if 60 <= at < 120]
    assert 25 * 60 * 0.99 <= sum(minute) <= 25 * 60 * 1.01
    assert most_in(1, found) <= 28
    assert most_in(10, found) <= 262


@pytest.mark.parametrize("step", [0.04, 0.1, 0.17, 0.31])
def test_pace_without_a_stock_is_kept_by_a_large_burst(step: float) -> None:
    looks = [n * step for n in range(int(60 / step) + 1)]
    found = granted_at(looks, Limit(25, BURST, 25, BURST))
    assert 25 * 60 * 0.99 <= sum(n for _, n in found) <= 25 * 60 * 1.01
    assert most_in(10, found) <= 250 + BURST
