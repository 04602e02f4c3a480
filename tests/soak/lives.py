"""Six hundred exemplars through their whole lives, by simulated people, and the province reformed.

Everybody writes what a phone would send, through the real turn: a province is invited down the
line, villages register, communes confirm, districts select, the province receives; what follows in
five years follows, and on 1 July 2025 the districts end. Totals are compared with two counts of the
check's own: one of the JSON export, one of what its people did.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from unittest.mock import patch

from storage.database import Database
from tests.down_the_line import Line
from tests.reforms import FIRST, SECOND
from tests.soak.lives_acts import Acts
from tests.soak.lives_cast import Names
from tests.soak.lives_count import Tree
from tests.soak.lives_land import Land, surveyed
from tests.soak.lives_reform import Reform
from tests.soak.lives_talk import Voices
from tests.soak.lives_world import World
from tests.soak.lives_years import Years, seasons
from tests.soak.report import Report
from tests.stage import ZONE, Stage, jpeg


@dataclass(frozen=True)
class Scale:
    """How many of what; of a province, or of one district of it."""

    districts: int | None  # whose officers are invited, besides the cast's; None: all of them
    villages: tuple[int, ...]  # of each commune, in the order they come
    lives: int
    second: int  # new ones of the second phase
    drafts: int


# 1,356 villages in 173 communes; the plan wants 409 to 600 exemplars of the first phase.
THE_PROVINCE = Scale(None, (8,) * 145 + (7,) * 28, lives=600, second=60, drafts=40)
ONE_DISTRICT = Scale(0, (4,) * 14, lives=25, second=6, drafts=3)


async def whole_lives(engine: str, make: Callable[[], str], scale: Scale, report: Report) -> None:
    begun, chance, stage = time.perf_counter(), Random(20210420), Stage(Database(make()))
    # What good news says is read as ever; only its picture is not drawn two thousand times.
    with patch("bot.result_cards.draw", lambda _: jpeg(0)):
        land = await _come_in(stage, scale)
        years = Years(Acts(Voices(stage, chance), land), chance, Names(chance), scale.drafts)
        world = World(stage, years)
        await _five_years(world, scale)
        reform = Reform(years)
        report.add(_lived(engine, world, land, time.perf_counter() - begun))
        drafts = len(years.acts.drafts)
        await _reformed(world, reform, scale)
    await stage.database.close()
    report.add(
        f"lives on {engine}: on 1 July 2025 {reform.people} people, {drafts} drafts and every "
        f"in-tray are where the files say; summaries of 30/6/2025 read as on that day, those of "
        f"{stage.now:%d/%m/%Y} as counted; {time.perf_counter() - begun:.0f} s in all"
    )


async def _come_in(stage: Stage, scale: Scale) -> Land:
    """Everybody is invited down the line and joins."""
    line = Line(stage, scale.villages)
    codes = (await line.invite("tinh"))[: scale.districts]
    heads = [await line.join("district", *one) for one in codes]
    await line.district("lan", ["minh"])
    for head in heads:
        await line.district(head)
    return await stage.database.transact(surveyed)


async def _five_years(world: World, scale: Scale) -> None:
    """2021 to 2024; at the end of each season everything is counted."""
    for season in seasons(world.years, scale.lives, scale.second):
        for act in season:
            await act()
        await world.look()
    await world.supervisors_ask()
    assert await world.nobody_finds()


def _lived(engine: str, world: World, land: Land, seconds: float) -> str:
    acts, held = world.acts, {level: len(land.held(level)) for level in ("commune", "village")}
    steps = sum(len(life.steps) for life in acts.lives)
    return (
        f"lives on {engine}: {held['commune']} communes and {held['village']:,} villages joined, "
        f"{len(acts.lives)} exemplars took {steps:,} steps and told {world.years.answered:,} "
        f"answers, by {sum(world.stage.sent.values()):,} messages; {world.compared:,} numbers are "
        f"equal to a count of the export and to one of what people did; {seconds:.0f} s"
    )


async def _reformed(world: World, reform: Reform, scale: Scale) -> None:
    """173 communes, 168, and then 51 without districts; and what goes on in the new ones."""
    await _comes(world, reform, FIRST, flat=False)
    await _comes(world, reform, SECOND, flat=True)
    await world.look()
    await reform.everybody_asks()
    await reform.in_trays()
    await reform.drafts()
    await world.years.afterwards(scale.second)
    await world.look()
    await reform.in_trays()
    await world.supervisors_ask()
    await world.read_again()


async def _comes(world: World, reform: Reform, on: date, *, flat: bool) -> None:
    """The last minutes of the old order are looked at; then the day comes."""
    await reform.load(on)
    world.stage.now = datetime(on.year, on.month, on.day, tzinfo=ZONE) - timedelta(minutes=10)
    await world.look()
    await reform.comes(on)
    await reform.arrived(on, Tree(await world.export()), flat=flat)
