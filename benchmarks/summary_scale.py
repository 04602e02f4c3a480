"""What the province's summary costs at 10,000 and at 1,000,000 records, on PostgreSQL.

The records lie in the 1,356 villages and 173 communes as the plan spreads them, over two and a half
years, in the order in which they came, each as far along its life as its age lets it be.
"""

import asyncio
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from statistics import median
from time import perf_counter

from sqlalchemy import Connection, insert, text

from campaign.plan_file import load_shipped
from campaign.units_file import SHIPPED, read_file
from storage import summaries, units
from storage.database import Database
from storage.tables import counters, history, metadata, people, plans, records
from tests.postgres import MISSING, Postgres, find_binaries

SIZES = (10_000, 1_000_000)
VILLAGES = 1356
RUNS = 25
MOST_RATIO, MOST_MS = 2, 200
PHASE = "2021-2023"
DAY = date(2023, 11, 1)
NOW = datetime(2023, 11, 1, tzinfo=UTC)
PLAN = load_shipped("yenbai-2021-2025")
STATUSES = [column.name for column in counters.columns if column.server_default is not None]

# category, kind, level of the unit it lies at, share of all records
MIX = (
    ("1.2A", "front_commune", "commune", 0.01),
    ("1.2B", "household", "village", 0.22),
    ("1.2B", "cooperative", "village", 0.04),
    ("1.2B", "coop_group", "village", 0.04),
    ("1.3", "village", "village", 0.25),
    ("1.3", "front_work_committee", "village", 0.12),
    ("1.3", "front_commune", "commune", 0.02),
    ("1.4", "front_work_committee", "village", 0.06),
    ("1.4", "front_commune", "commune", 0.02),
    ("2A", "person_front", "village", 0.06),
    ("2B", "person_resident", "village", 0.15),
    ("local", "household", "village", 0.01),
)
_MAKE = (
    """CREATE TEMP TABLE places ON COMMIT DROP AS
    SELECT id, path, level, row_number() OVER (PARTITION BY level ORDER BY id) AS nth,
           count(*) OVER (PARTITION BY level) AS of FROM units""",
    """CREATE TEMP TABLE lives ON COMMIT DROP AS
    SELECT i, random() AS pick, random() AS place, random() AS fate, 1 + floor(random() * 9) AS far,
           timestamptz '2021-04-01' + i * (:now - timestamptz '2021-04-01') / :size AS began,
           (15 + random() * 45) * interval '1 day' AS pace
    FROM generate_series(1, :size) AS i""",
    """INSERT INTO records (id, number, plan_id, category, kind, unit_id, path, phase, status,
        author_id, author_role, author_unit_id, author_channel, created_at, changed_at)
    SELECT l.i, l.i, 1, m.category, m.kind, p.id, p.path, :phase, 'draft',
           1, 'reporter', p.id, 'web', l.began, l.began
    FROM lives l JOIN mix m ON l.pick >= m.low AND l.pick < m.high
    JOIN places p ON p.level = m.level AND p.nth = 1 + floor(l.place * p.of)
    ORDER BY l.i""",
    """INSERT INTO history (record_id, at, person_id, role, verb, source, target)
    SELECT l.i, l.began + (s.nth - 1) * l.pace AS at, 1, 'commune', 'confirm',
           CASE WHEN s.nth = 1 THEN 'draft' ELSE s.steps[s.nth - 1] END, s.steps[s.nth]
    FROM lives l CROSS JOIN LATERAL (
        SELECT steps, generate_subscripts(steps, 1) AS nth FROM (SELECT CASE
            WHEN fate < 0.03 THEN '{submitted,declined}'::text[]
            WHEN fate < 0.05 THEN '{submitted,commune_confirmed,withdrawn}'
            WHEN fate < 0.09 THEN '{submitted,returned}'
            ELSE '{submitted,commune_confirmed,selected,registered,building,assessed,recognised,
                   closed}' END AS steps) AS one) AS s
    WHERE s.nth <= l.far AND l.began + (s.nth - 1) * l.pace <= :now
    ORDER BY 2""",
    """UPDATE records r SET status = h.target FROM (
        SELECT DISTINCT ON (record_id) record_id, target FROM history
        ORDER BY record_id, at DESC) AS h WHERE h.record_id = r.id""",
    "INSERT INTO counters SELECT unit_id, category, kind, phase, "  # noqa: S608 - names of our own
    + ", ".join(f"count(*) FILTER (WHERE status = '{s}')" for s in STATUSES)
    + " FROM records WHERE status <> 'draft' GROUP BY 1, 2, 3, 4",
    """INSERT INTO arrivals SELECT (h.at + interval '7 hours')::date, r.unit_id, r.category, r.kind,
        r.phase, sum(CASE WHEN h.target = 'withdrawn' THEN -1 ELSE 1 END)
    FROM history h JOIN records r ON r.id = h.record_id
    WHERE h.target IN ('commune_confirmed', 'withdrawn') GROUP BY 1, 2, 3, 4, 5
    ORDER BY 1""",
)


def _begin(c: Connection) -> None:
    """The plan, the territory and one author."""
    metadata.create_all(c)
    c.execute(
        insert(plans).values(id=1, plan=PLAN.id, version=1, sha256="", source="", loaded_at=NOW)
    )
    c.execute(insert(people).values(id=1, name="Lò Văn Pha", created_at=NOW))
    units.load(c, read_file(SHIPPED / "yenbai-2021.csv"), PLAN, dry_run=False)
    province = units.by_code(c, "15", DAY)
    assert province is not None
    communes = [u for u in units.subtree(c, province.id, DAY) if u.level == "commune"]
    for n in range(VILLAGES):
        commune = communes[n % len(communes)]
        name = f"Thôn {n // len(communes) + 1}"
        units.add_village(c, commune.id, name, "thôn", DAY.replace(year=2021))


def _fill(c: Connection, size: int) -> None:
    """`size` records with their history and counters; indexes are made afterwards."""
    indexes = (*records.indexes, *history.indexes)
    for index in indexes:
        index.drop(c)
    for setting in ("session_replication_role = replica", "work_mem = '256MB'"):
        c.exec_driver_sql(f"SET LOCAL {setting}")
    c.execute(text("SELECT setseed(0.5)"))
    _mix(c)
    for statement in _MAKE:
        c.execute(text(statement), {"size": size, "now": NOW, "phase": PHASE})
    for index in indexes:
        index.create(c)


def _mix(c: Connection) -> None:
    c.execute(
        text("CREATE TEMP TABLE mix (category text, kind text, level text, low float, high float)")
    )
    low = 0.0
    for category, kind, level, share in MIX:
        row = {"c": category, "k": kind, "v": level, "low": low, "high": low + share}
        c.execute(text("INSERT INTO mix VALUES (:c, :k, :v, :low, :high)"), row)
        low += share


def _rows(c: Connection) -> dict[str, int]:
    tables = ("records", "history", "counters", "arrivals")
    c.exec_driver_sql("ANALYZE")
    return {t: int(c.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar_one()) for t in tables}  # noqa: S608 - names of our own


async def measure(server: Postgres, size: int) -> float:
    """The median time of the province's summary at `size` records, in milliseconds."""
    database = Database(server.make_database())
    await database.transact(_begin)
    await database.transact(_fill, size)
    rows = await database.transact(_rows)
    province = await database.transact(units.by_code, "15", DAY)
    assert province is not None
    times = []
    for _ in range(RUNS):
        began = perf_counter()
        await database.transact(summaries.summary, PLAN, province.id, PHASE, None, NOW)
        times.append((perf_counter() - began) * 1000)
    await database.close()
    said = ", ".join(f"{n:,} {name}" for name, n in rows.items())
    print(f"{said}: median {median(times):.1f} ms, slowest {max(times):.1f} ms")
    return median(times)


def main() -> None:
    """Measure both sizes; exits with 1 where the summary grows with the records."""
    bin_dir = find_binaries()
    if bin_dir is None:
        sys.exit(MISSING)
    with closing(Postgres(bin_dir, durable=True)) as server:
        small, large = (asyncio.run(measure(server, size)) for size in SIZES)
    ratio = large / small
    print(f"ratio {ratio:.2f} (at most {MOST_RATIO}), {large:.0f} ms (less than {MOST_MS})")
    if ratio > MOST_RATIO or large >= MOST_MS:
        sys.exit(1)


if __name__ == "__main__":
    main()
