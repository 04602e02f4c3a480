"""The cards of villages without exemplars as they are kept; the last word of a half-year counts."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, case, func, select

from campaign.people import Post
from campaign.village_card import VillageCard, VillageCards
from campaign.yearly import VILLAGE
from storage.clusters import paths_of
from storage.half_year import FOLLOWED_NOW
from storage.ranges import within
from storage.tables import records, units, village_cards
from storage.units import standing
from storage.upsert import insert


def keep(  # noqa: PLR0913, PLR0917 - which village told what, when
    c: Connection, unit_id: int, half: str, card: VillageCard, by: int, now: datetime
) -> None:
    said = {"fresh": card.fresh, "stuck": card.stuck, "person_id": by, "at": now}
    new = insert(c, village_cards).values(unit_id=unit_id, half=half, **said)
    keys = [village_cards.c.unit_id, village_cards.c.half]
    c.execute(new.on_conflict_do_update(index_elements=keys, set_=said))


def wanted(half: str, today: date) -> ColumnElement[bool]:
    """Villages without an exemplar to be asked about, that have not told theirs."""
    followed = select(records.c.id).where(records.c.unit_id == units.c.id, FOLLOWED_NOW)
    told = select(village_cards.c.unit_id).where(
        village_cards.c.unit_id == units.c.id, village_cards.c.half == half
    )
    there = (units.c.level == VILLAGE) & standing(today)
    return there & ~followed.exists() & ~told.exists()


def is_wanted(c: Connection, unit_id: int, half: str, today: date) -> bool:
    mine = select(units.c.id).where(units.c.id == unit_id, wanted(half, today))
    return c.scalar(mine) is not None


def summed(c: Connection, post: Post, half: str) -> VillageCards:
    """What the villages under a post have told of a half-year."""
    fresh, stuck = (
        func.coalesce(func.sum(case((flag, 1), else_=0)), 0)
        for flag in (village_cards.c.fresh, village_cards.c.stuck)
    )
    mine = (
        select(func.count(), fresh, stuck)
        .select_from(village_cards)
        .join(units, units.c.id == village_cards.c.unit_id)
        .where(within(units.c.path, paths_of(post)), village_cards.c.half == half)
    )
    told, new, held = c.execute(mine).one()
    return VillageCards(int(told), int(new), int(held))
