"""The short numbers of records."""

from sqlalchemy import Connection, func, select, update

from storage.tables import records, settings
from storage.upsert import insert as upsert

NEXT_NUMBER = "next_number"


def next_number(c: Connection) -> int:
    """The next short number of a record; never given twice."""
    taken = update(settings).where(settings.c.key == NEXT_NUMBER)
    row = c.execute(
        select(settings.c.value).where(settings.c.key == NEXT_NUMBER).with_for_update()
    ).one_or_none()
    if row is None:
        highest = c.scalar(select(func.max(records.c.number))) or 0
        new = upsert(c, settings).values(key=NEXT_NUMBER, value=highest + 1)
        c.execute(new.on_conflict_do_nothing())
        row = c.execute(
            select(settings.c.value).where(settings.c.key == NEXT_NUMBER).with_for_update()
        ).one()
    c.execute(taken.values(value=row.value + 1))
    return int(row.value)
