"""Durable turns a second, beside the same statements sent by a program that does nothing else.

Simulated people register a household each, message by message, through `bot.turn.take` on uvloop.
The reference is pgbench (simple protocol, as many clients) or the sqlite3 driver alone, playing the
statements taken down from one such registration. Both sides wait for the disk at every commit, and
take turns on one database, so that what else the machine does meets both.
"""

import asyncio
import itertools
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeAlias

import uvloop
from sqlalchemy import Connection, func, select
from sqlalchemy.engine import make_url

from benchmarks.crowd import KINDS, NOW, SIZE, gather, registration
from benchmarks.replayed import Recorder, Turns, play, script
from bot.turn import take
from bot.world import World
from storage.database import Database
from storage.secrets import Keyring
from storage.tables import inbox
from tests.postgres import MISSING, OWNER, PORT, Postgres, find_binaries

ROUNDS, SECONDS = 5, 2.0
PEOPLE = (1, 16, 64)
LEAST_RATIO = 0.3  # of pgbench
HALF = SIZE // 2  # the first half of the people uses the product, the second plays statements

Reference: TypeAlias = Callable[[int], float]  # people at once → turns a second


@dataclass(slots=True)
class Product:
    """The product at work, driven by people who answer at once."""

    database: Database
    world: World = field(default_factory=lambda: World(Keyring("benchmark"), lambda _code: {}))
    registrations: Iterator[int] = field(default_factory=itertools.count)
    taken: int = 0

    async def register(self, until: float) -> None:
        """One registration after another, each by somebody new, until the time is up."""
        while perf_counter() < until:
            nth = next(self.registrations)
            for envelope in registration(nth % HALF, nth):
                await self.database.transact(take, self.world, envelope, NOW)
                self.taken += 1

    async def rate(self, people: int) -> float:
        """Turns a second with so many people at once."""
        began, before = perf_counter(), self.taken
        await asyncio.gather(*(self.register(began + SECONDS) for _ in range(people)))
        return (self.taken - before) / (perf_counter() - began)

    async def recorded(self) -> Turns:
        """The statements of one registration, turn by turn."""
        recorder = Recorder(self.database.engine)
        nth = next(self.registrations)
        for envelope in registration(nth, nth):
            recorder.turn()
            await self.database.transact(take, self.world, envelope, NOW)
            self.taken += 1
        return recorder.stop()


# --- the two references


def with_pgbench(server: Postgres, name: str, turns: Turns, file: Path) -> Reference:
    file.write_text(script(turns, HALF, HALF), encoding="utf-8")
    ours = [str(server.bin_dir / "pgbench"), "--no-vacuum", "--protocol=simple", f"--file={file}",
            f"--host={server.folder}", f"--port={PORT}", f"--username={OWNER}",
            f"--time={SECONDS:.0f}"]  # fmt: skip

    def rate(people: int) -> float:
        many = [f"--client={people}", f"--jobs={min(people, 2)}", name]
        done = subprocess.run([*ours, *many], check=False, capture_output=True, text=True)
        rates = re.findall(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
        if done.returncode or not rates or "aborted" in done.stderr:
            raise RuntimeError(f"pgbench failed: {done.stderr}")
        return float(rates[0]) * len(turns)

    return rate


def with_sqlite3(path: str, turns: Turns) -> Reference:
    numbers = itertools.count()

    def rate(people: int) -> float:
        del people  # one writer at a time, however many there are
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
                db.execute(f"PRAGMA {pragma}")
            began, played = perf_counter(), 0
            while perf_counter() < began + SECONDS:
                nth = HALF + next(numbers)
                ids = {kind: base + nth for kind, base in KINDS.items()}
                played += sum(1 for _ in play(db, turns, ids))
            return played / (perf_counter() - began)

    return rate


# --- both, by turns


async def compare(engine: str, product: Product, people: int, reference: Reference) -> float:
    """Print one line of the table; the ratio."""
    await product.rate(people)
    rates = []
    for _ in range(ROUNDS):
        ours = await product.rate(people)
        rates.append((ours, await asyncio.to_thread(reference, people)))
    ours, theirs = (median(side) for side in zip(*rates, strict=True))
    ratio = median(a / b for a, b in rates)
    print(f"{engine:<12}{people:>6}{ours:>12,.0f}{theirs:>14,.0f}{ratio:>8.2f}", flush=True)
    return ratio


async def on_postgres(server: Postgres, folder: Path) -> list[float]:
    name = "benchmark"
    database = Database(server.make_database(name=name))
    await database.transact(gather)
    await database.transact(_check_durable)
    product = Product(database)
    reference = with_pgbench(server, name, await product.recorded(), folder / "turns.sql")
    ratios = [await compare("PostgreSQL", product, people, reference) for people in PEOPLE]
    await _check_kept(product)
    await database.close()
    return ratios


async def on_sqlite(folder: Path) -> None:
    url = f"sqlite:///{folder / 'benchmark.db'}"
    database = Database(url)
    await database.transact(gather)
    product = Product(database)
    reference = with_sqlite3(str(make_url(url).database), await product.recorded())
    for people in (1, 16):
        await compare("SQLite", product, people, reference)
    await _check_kept(product)
    await database.close()


def _check_durable(c: Connection) -> None:
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        if c.exec_driver_sql(f"SHOW {setting}").scalar_one() != "on":
            raise RuntimeError(f"{setting} is off: nothing would be durable")


async def _check_kept(product: Product) -> None:
    """Every turn that was counted left its message in the inbox."""
    kept = await product.database.transact(_taken)
    if kept != product.taken:
        raise RuntimeError(f"{product.taken} turns counted, {kept} kept")


def _taken(c: Connection) -> int:
    ours = inbox.c.key < f"web:crowd-{KINDS['person'] + HALF}"
    return int(c.execute(select(func.count()).where(ours)).scalar_one())


def main() -> None:
    """Print the table; exits with 1 where the product is too slow."""
    bin_dir = find_binaries()
    if bin_dir is None:
        sys.exit(MISSING)
    print(f"{'engine':<12}{'people':>6}{'turns/s':>12}{'reference/s':>14}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as made, closing(Postgres(bin_dir, durable=True)) as server:
        folder = Path(made)
        ratios = uvloop.run(on_postgres(server, folder))
        uvloop.run(on_sqlite(folder))
    if min(ratios) < LEAST_RATIO:
        sys.exit(f"The product does less than {LEAST_RATIO} of what pgbench does.")
