"""In which cụm a commune is that others were merged into, and who is told where that was not plain.

What ended stays in its cụm, so that the cụm of an earlier day can still be told; it reaches nothing
there any more. The heir comes in beside it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from campaign.clusters import Regrouped
from campaign.people import Role
from storage import clusters, people, reminders
from storage.paths import ids_of
from storage.tables import cluster_units, units
from storage.tables import clusters as names

Merged = tuple[int, int, list[int], bool]  # heir, its cụm, those of its parts, newly in it


def hand_over(c: Connection, heirs: Mapping[int, int | None]) -> list[Merged]:
    """Each heir comes into the cụm that it was in already, else into that of most of its old
    communes, and of as many into that of the first.
    """
    known, parts = clusters.by_commune(c), defaultdict[int, list[int]](list)
    for old in sorted(heirs):
        heir = heirs[old]
        if heir is not None and old in known:
            parts[heir].append(known[old])
    return [_into(c, heir, known.get(heir), found) for heir, found in parts.items()]


def _into(c: Connection, heir: int, there: int | None, found: Sequence[int]) -> Merged:
    chosen = there or Counter(found).most_common(1)[0][0]
    if there is None:
        c.execute(insert(cluster_units).values(unit_id=heir, cluster_id=chosen))
    return heir, chosen, sorted({chosen, *found}), there is None


def take_back(c: Connection, made: Sequence[Merged]) -> None:
    """What `hand_over` put into a cụm leaves it."""
    new = [heir for heir, *_, is_new in made if is_new]
    c.execute(delete(cluster_units).where(cluster_units.c.unit_id.in_(new)))


def tell(
    c: Connection, event: int, made: Sequence[Merged], now: datetime, wakes: datetime | None
) -> None:
    """The province hears of each commune whose parts were in several cụm."""
    for heir, chosen, ways, _ in made:
        path = c.execute(select(units.c.path).where(units.c.id == heir)).scalar_one()
        for row in people.posted(c, Role.PROVINCE, ids_of(path)) if len(ways) > 1 else ():
            if row.contact_id is not None:
                about = {"what": "regrouped", "person": row.id, "heir": heir, "into": chosen}
                reminders.put(
                    c, now, contact_id=row.contact_id, channel=row.channel,
                    about=about | {"ways": ways},
                    dedupe=f"reform:{event}:cluster:{heir}:{row.id}", not_before=wakes,
                )  # fmt: skip


def told(c: Connection, about: Mapping[str, Any]) -> Regrouped | None:
    """What there is to tell; None once the commune is in another cụm, or in none."""
    if clusters.by_commune(c).get(about["heir"]) != about["into"]:
        return None
    called = select(names.c.id, names.c.name).where(names.c.id.in_(about["ways"]))
    name = {row.id: row.name for row in c.execute(called)}
    commune = c.execute(select(units.c.name).where(units.c.id == about["heir"])).scalar_one()
    others = tuple(name[id] for id in about["ways"] if id != about["into"] and id in name)
    return Regrouped(commune, name[about["into"]], others)
