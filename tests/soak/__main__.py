"""`make soak`: every long check, or some of them, at full size or at `--size short`.

What does not look at the clock runs three at a time, each in a process of its own. The figures of
the full size are kept in docs/measured.md, check by check.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests import stage
from tests.databases import ENGINES, postgres_maker, sqlite_maker
from tests.hasty import hasty
from tests.postgres import MISSING, Postgres, find_binaries
from tests.soak.broadcasts_cancelled import cancelled_while_sending
from tests.soak.broadcasts_faults import Weather, broadcast_in_bad_weather
from tests.soak.broadcasts_rates import rates_of_a_broadcast
from tests.soak.fuzzing import hostile_words
from tests.soak.lives import ONE_DISTRICT, THE_PROVINCE, Scale, whole_lives
from tests.soak.outages import AT_THE_INTAKE, outage
from tests.soak.phones import on_phones, on_the_page
from tests.soak.province import whole_province
from tests.soak.reform import reform
from tests.soak.rehearsal import PROVINCE, rehearse
from tests.soak.report import Report, keep
from tests.soak.rights import rights_of_all
from tests.soak.storms import crash_storm
from tests.soak.telegram_fuzzing import hostile_batches, hostile_calls
from tests.soak.telegram_storm import Violence, telegram_storm
from tests.soak.zalo_oa_forgeries import forged_events
from tests.soak.zalo_oa_outages import AT_THE_WEBHOOK
from tests.telegram_stage import Way


@dataclass(frozen=True)
class Size:
    rounds: int
    crowd: int
    away: float
    words: int
    seeds: int
    violence: Violence
    engines: tuple[str, ...]  # that the violence is done on
    rehearsed: tuple[str, ...]  # engines; what is short leaves the tests their own
    updates: int
    forgeries: int
    villages: int  # of the province whose first deadline is rehearsed
    district: str | None  # the only one that has officers then
    lives: Mapping[str, Scale]  # by engine
    whole: bool  # nothing is left out that would take long
    told: int  # people whom a broadcast goes to
    weather: Weather


BOTH = ("SQLite", "PostgreSQL")
SIZES = {
    "full": Size(
        rounds=8, crowd=200, away=60, words=4000, seeds=2,
        violence=Violence(200, 14, 220, waits=True), engines=BOTH, rehearsed=BOTH,
        updates=100_000, forgeries=100_000, villages=PROVINCE, district=None,
        lives={"PostgreSQL": THE_PROVINCE, "SQLite": ONE_DISTRICT}, whole=True, told=700,
        weather=Weather(3000, 500, 100, 60, 3, quick=False),
    ),
    "short": Size(
        rounds=1, crowd=20, away=3, words=400, seeds=1,
        violence=Violence(20, 2, 60, waits=False), engines=("SQLite",), rehearsed=("PostgreSQL",),
        updates=2000, forgeries=4000, villages=692, district="137",
        lives={"SQLite": ONE_DISTRICT}, whole=False, told=200,
        weather=Weather(100, 50, 10, 2, 1, quick=True),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Rig:
    """What the checks are played with; `makers` make databases, by engine."""

    size: Size
    server: Postgres
    makers: dict[str, Callable[[], str]]
    report: Report
    kept: bool  # whether what it finds is kept in docs/measured.md


async def crashes(rig: Rig) -> None:
    await crash_storm(rig.makers, rig.size.rounds, rig.report)


async def outages(rig: Rig) -> None:
    make, size = rig.makers["PostgreSQL"], rig.size
    for entrance in (AT_THE_INTAKE, AT_THE_WEBHOOK):
        await outage(rig.server, make, entrance, size.crowd, size.away, rig.report)


async def words(rig: Rig) -> None:
    for seed in range(rig.size.seeds):
        make = rig.makers["SQLite" if seed % 2 else "PostgreSQL"]
        await hostile_words(make, rig.size.words, seed, rig.report)


async def forgeries(rig: Rig) -> None:
    await forged_events(rig.makers["PostgreSQL"], rig.size.forgeries, rig.report)


async def rehearsal(rig: Rig) -> None:
    for engine in rig.size.rehearsed:
        await rehearse(rig.makers[engine](), rig.report, rig.size.villages, rig.size.district)


async def reforms(rig: Rig) -> None:
    villages = 8 if rig.size.district is None else 2
    await reform(rig.makers, villages, villages * 75, rig.report)


async def invitations(rig: Rig) -> None:
    for engine in rig.size.engines:
        await whole_province(engine, rig.makers[engine], rig.report)


async def lives(rig: Rig) -> None:
    for engine, scale in rig.size.lives.items():
        await whole_lives(engine, rig.makers[engine], scale, rig.report)


async def telegram(rig: Rig) -> None:
    for engine in rig.size.engines:
        for way in Way:
            await telegram_storm(engine, rig.makers[engine], way, rig.size.violence, rig.report)
    # PostgreSQL takes less than SQLite: nothing that is too long, and no zero bytes.
    make, updates = rig.makers["PostgreSQL"], rig.size.updates
    await hostile_calls(make, updates, rig.report)
    await hostile_batches(make, updates // 50, rig.report)


async def rates(rig: Rig) -> None:
    make, full = rig.makers["PostgreSQL"], rig.size.whole
    deaths, people = (4, 10_000) if full else (2, 200)
    await rates_of_a_broadcast(make, people, deaths, rig.report, timed=full)


async def faults(rig: Rig) -> None:
    make = rig.makers["PostgreSQL"]
    await broadcast_in_bad_weather(rig.server, make, rig.size.weather, rig.report)


async def cancelled(rig: Rig) -> None:
    timed = rig.size.whole
    await cancelled_while_sending(rig.makers["PostgreSQL"], rig.size.told, rig.report, timed=timed)


async def rights(rig: Rig) -> None:
    await rights_of_all(rig.makers, 1 if rig.size.whole else 40, rig.report)


async def phones(rig: Rig) -> None:
    await on_the_page(dict(zip(ENGINES, rig.makers.values(), strict=True)), rig.report)
    await on_phones(rig.makers, rig.report, widely=rig.size.whole)


CHECKS = {  # the longest first
    check.__name__: check
    for check in (
        telegram,
        lives,
        rights,
        phones,
        rehearsal,
        crashes,
        words,
        invitations,
        forgeries,
        reforms,
        rates,
        faults,
        cancelled,
        outages,
    )
}
# These look at the clock, so each has the machine to itself; the others run three at a time:
# some wait for most of it.
TIMED = (rates, faults, cancelled, outages)
AT_ONCE = 3


async def soak(rig: Rig, names: Sequence[str]) -> list[str]:
    """Each of them, whatever became of those before; which ones failed."""
    failed = []
    for name in names:
        begun, already = time.monotonic(), len(rig.report.lines)
        try:
            await CHECKS[name](rig)
        except Exception:  # noqa: BLE001 - a run of half an hour is to find all that is wrong
            traceback.print_exc()
            failed.append(name)
        seconds = time.monotonic() - begun
        print(f"  ({name}: {seconds:.0f} s)", flush=True)
        if rig.kept and name not in failed:
            keep(name, seconds, rig.report.lines[already:], list(CHECKS))
    return failed


def here(size: str, names: Sequence[str]) -> list[str]:
    """Some checks in this process, one after another; which ones failed."""
    binaries = find_binaries()
    if binaries is None:
        print(MISSING, file=sys.stderr)
        return list(names)
    with closing(Postgres(binaries)) as server, tempfile.TemporaryDirectory() as folder, hasty():
        makers = {
            "SQLite": sqlite_maker(Path(folder), stage.build),
            "PostgreSQL": postgres_maker(server, stage.build),
        }
        rig = Rig(SIZES[size], server, makers, Report(), kept=size == "full")
        return asyncio.run(soak(rig, names))


def every(size: str) -> list[str]:
    """All checks, each in a process of its own; which ones failed."""

    def passes(name: str) -> bool:
        command = [sys.executable, "-m", "tests.soak", "--size", size, "--only", name]
        return subprocess.run(command, check=False).returncode == 0

    alone = [check.__name__ for check in TIMED]
    passed = {name: passes(name) for name in alone}
    rest = [name for name in CHECKS if name not in alone]
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        passed |= dict(zip(rest, lanes.map(passes, rest), strict=True))
    return [name for name, well in passed.items() if not well]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=sorted(SIZES), default="full")
    parser.add_argument("--only", nargs="+", choices=CHECKS, help="these checks, in this order")
    asked = parser.parse_args()
    begun = time.monotonic()
    failed = here(asked.size, asked.only) if asked.only else every(asked.size)
    if not asked.only:
        minutes = (time.monotonic() - begun) / 60
        print(f"soak ({asked.size}): {len(CHECKS)} checks, {len(failed)} failed, {minutes:.1f} min")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
