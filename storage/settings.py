"""Single values that all processes share and that outlive them, each under its key."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from storage.tables import settings
from storage.upsert import insert


def value(c: Connection, key: str) -> Any:  # noqa: ANN401 - whatever JSON was kept
    """None where nothing was kept."""
    return c.scalar(_VALUE, {"of": key})


_VALUE = select(settings.c.value).where(settings.c.key == bindparam("of"))


def keep(c: Connection, key: str, value: object) -> None:
    """Keep what JSON can say, in the place of what was there."""
    new = insert(c, settings).values(key=key, value=value)
    c.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
