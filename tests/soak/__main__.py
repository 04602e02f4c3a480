"""`make soak`: every long check, at its full size or at `--size short`."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests import stage
from tests.databases import postgres_maker, sqlite_maker
from tests.postgres import MISSING, Postgres, find_binaries
from tests.soak.fuzzing import hostile_words
from tests.soak.outages import outage
from tests.soak.phones import on_phones
from tests.soak.reform import reform
from tests.soak.report import Report
from tests.soak.storms import crash_storm
from tests.soak.telegram_fuzzing import hostile_batches, hostile_calls
from tests.soak.telegram_storm import Violence, telegram_storm
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
    updates: int
    each_way: bool  # of a platform that each transcript is played in
    villages: int  # in each commune that is reorganised


SIZES = {
    "full": Size(
        40, 200, 60, 4000, 8, Violence(200, 14, 220, waits=True), ("SQLite", "PostgreSQL"),
        100_000, each_way=True, villages=8,
    ),
    "short": Size(
        1, 20, 3, 400, 1, Violence(20, 2, 60, waits=False), ("SQLite",), 2000, each_way=False,
        villages=2,
    ),
}  # fmt: skip


Makers = dict[str, Callable[[], str]]


async def soak(size: Size, server: Postgres, makers: Makers, report: Report) -> None:
    await crash_storm(makers, size.rounds, report)
    await outage(server, makers["PostgreSQL"], size.crowd, size.away, report)
    for seed in range(size.seeds):
        await hostile_words(
            makers["SQLite" if seed % 2 else "PostgreSQL"], size.words, seed, report
        )
    await reform(makers, size.villages, size.villages * 75, report)
    await soak_telegram(size, makers, report)


async def soak_telegram(size: Size, makers: Makers, report: Report) -> None:
    for engine in size.engines:
        for way in Way:
            await telegram_storm(engine, makers[engine], way, size.violence, report)
    # PostgreSQL takes less than SQLite: nothing that is too long, and no zero bytes.
    await hostile_calls(makers["PostgreSQL"], size.updates, report)
    await hostile_batches(makers["PostgreSQL"], size.updates // 50, report)
    await on_phones(makers, report, each_way=size.each_way)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=sorted(SIZES), default="full")
    size = parser.parse_args().size
    binaries = find_binaries()
    if binaries is None:
        print(MISSING, file=sys.stderr)
        return 1
    report, begun = Report(), time.monotonic()
    with closing(Postgres(binaries)) as server, tempfile.TemporaryDirectory() as folder:
        makers: Makers = {
            "SQLite": sqlite_maker(Path(folder), stage.build),
            "PostgreSQL": postgres_maker(server, stage.build),
        }
        asyncio.run(soak(SIZES[size], server, makers, report))
    minutes = (time.monotonic() - begun) / 60
    print(f"soak ({size}): {len(report.lines)} passed, 0 failed in {minutes:.1f} min")
    if size == "full":
        report.keep(f"Measured on {datetime.now(UTC):%d/%m/%Y}, {os.cpu_count()} cores:")
    return 0


if __name__ == "__main__":
    sys.exit(main())
