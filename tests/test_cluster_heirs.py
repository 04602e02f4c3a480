"""A commune that others were merged into comes into their cụm, and the way back."""

from datetime import date, datetime

import pytest
from sqlalchemy import Connection, select

from storage import clusters, units
from storage.reorganisations import do_due, undo
from storage.tables import reorganisations as events
from tests import reforms
from tests.stage import ZONE, Stage
from tests.test_clusters import NOW, commune, grouped

MERGE = date(2026, 1, 1)
LATER = datetime(2026, 1, 1, 8, 0, tzinfo=ZONE)
PARTS = ("Xã Lao Chải", "Xã Púng Luông", "Xã Khao Mang")


def _merged(c: Connection, *, cluster_of_heir: bool) -> tuple[int, int, int]:
    """Three communes of two cụm become one; the two cụm, and the new commune."""
    for day in (reforms.FIRST, reforms.SECOND):
        reforms.reorganise(c, day, datetime(2024, 12, 1, 8, 0, tzinfo=ZONE))
    do_due(c, NOW)
    many = grouped(c, *PARTS[1:], called="Cụm Hai")
    one = grouped(c, PARTS[0], called="Cụm Một")
    codes = [u.code for name in PARTS if (u := units.get(c, commune(c, name)))]
    goes_on = "unchanged" if cluster_of_heir else "merged_whole"
    lines = [f"{codes[0]},{PARTS[0]},,,{codes[0]},{PARTS[0]},{goes_on}"]
    lines += [
        f"{code},{name},,,{codes[0]},{PARTS[0]},merged_whole"
        for code, name in zip(codes[1:], PARTS[1:], strict=True)
    ]
    head = "old_gso,old_unit,old_district_gso,old_district,new_gso,new_unit,kind"
    reforms.reorganise(c, MERGE, LATER, "\n".join([head, *lines]))
    heir = units.by_code(c, codes[0], MERGE)
    assert heir is not None
    return one, many, heir.id


@pytest.mark.parametrize("cluster_of_heir", [False, True])
async def test_it_is_where_it_was_or_where_most_of_it_was(
    on_stage: Stage, *, cluster_of_heir: bool
) -> None:
    def merged(c: Connection) -> bool:
        one, many, heir = _merged(c, cluster_of_heir=cluster_of_heir)
        found = {id: [u.id for u in clusters.members(c, id, MERGE)] for id in (one, many)}
        return found == ({one: [heir], many: []} if cluster_of_heir else {one: [], many: [heir]})

    assert await on_stage.database.transact(merged)
    on_stage.now = LATER
    told = next(h.body.text for h in await on_stage.idle() if h.name == "tinh")
    here, there = ("Cụm Một", "Cụm Hai") if cluster_of_heir else ("Cụm Hai", "Cụm Một")
    assert told.startswith(f"Xã Lao Chải gồm các xã trước đây thuộc {here} và {there};")


async def test_undoing_takes_it_out_again(on_stage: Stage) -> None:
    def there_and_back(c: Connection) -> tuple[int, ...]:
        one, many, _ = _merged(c, cluster_of_heir=False)
        kept = select(events.c.sha256).where(events.c.day == MERGE)
        assert undo(c, c.execute(kept).scalar_one(), MERGE, LATER) == ()
        held = clusters.by_commune(c)
        return (*(held[commune(c, name)] - one for name in PARTS), many - one)

    *of, apart = await on_stage.database.transact(there_and_back)
    assert of == [0, apart, apart]
