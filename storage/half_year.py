"""The cards of six months as they are kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from campaign.exemplar import Value
from campaign.half_year import FOLLOWED, STATE, Cards, Followed
from campaign.people import Post
from storage.clusters import paths_of
from storage.fostering import has_mentor
from storage.ranges import within
from storage.tables import half_cards, records, units
from storage.upsert import insert

FOLLOWED_NOW = records.c.status.in_(FOLLOWED) & records.c.discarded.is_(False)


def cards(c: Connection, record_id: int, half: str) -> Cards:
    """What was told of a record in a half-year, and the last time before it."""
    told = select(half_cards).where(
        half_cards.c.record_id == record_id, half_cards.c.half <= half
    ).order_by(half_cards.c.half.desc()).limit(2)  # fmt: skip
    rows = {row.half: row.body for row in c.execute(told)}
    now = rows.pop(half, {})
    return Cards(now, next(iter(rows.values()), {}))


def followed(c: Connection, post: Post, half: str) -> Sequence[Followed]:
    """Every exemplar under a post that has a card each half-year; first those without one."""
    card = and_(half_cards.c.record_id == records.c.id, half_cards.c.half == half)
    found = (
        select(
            records.c.id, records.c.number, records.c.name, units.c.name.label("unit"),
            half_cards.c.body, has_mentor().label("mentored"),
        )
        .join(units, units.c.id == records.c.unit_id)
        .outerjoin(half_cards, card)
        .where(within(records.c.path, paths_of(post)), FOLLOWED_NOW)
        .order_by(half_cards.c.record_id.is_not(None), records.c.number)
    )  # fmt: skip
    return tuple(
        Followed(
            r.id, r.number, r.name, r.unit, str((r.body or {}).get(STATE, "")), bool(r.mentored)
        )
        for r in c.execute(found)
    )


def untold(half: str) -> ColumnElement[bool]:
    """Exemplars that want a card and have none of this half-year."""
    told = select(half_cards.c.record_id).where(
        half_cards.c.record_id == records.c.id, half_cards.c.half == half
    )
    return FOLLOWED_NOW & ~told.exists()


def keep(  # noqa: PLR0913, PLR0917 - who told what of which record, when
    c: Connection, record_id: int, half: str, body: Mapping[str, Value], by: int, now: datetime
) -> None:
    """Write down a card; told again in the same half-year it takes the place of the first."""
    said = {"body": dict(body), "person_id": by, "at": now}
    new = insert(c, half_cards).values(record_id=record_id, half=half, **said)
    key = [half_cards.c.record_id, half_cards.c.half]
    c.execute(new.on_conflict_do_update(index_elements=key, set_=said))


def bodies(c: Connection, record_id: int) -> Sequence[Mapping[str, Value]]:
    """What every card of a record told, the latest first."""
    told = select(half_cards.c.body).where(half_cards.c.record_id == record_id)
    return tuple(c.scalars(told.order_by(half_cards.c.half.desc())))
