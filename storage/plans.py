"""Plans by version. A draft stays with the version it began under; a new one is a new row."""

import hashlib
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, func, insert, select

from campaign.plan import Plan
from campaign.plan_file import parse
from storage.tables import plans


@lru_cache(maxsize=16)
def _parsed(sha256: str, source: str) -> Plan:  # noqa: ARG001 - the hash makes the key cheap
    return parse(source, "plan")


def load(c: Connection, source: str, now: datetime) -> int:
    """Keep a plan that `parse` accepts; the id of its row, an old one if nothing changed."""
    plan = parse(source, "plan")
    sha256 = hashlib.sha256(source.encode()).hexdigest()
    same = c.scalar(select(plans.c.id).where(plans.c.plan == plan.id, plans.c.sha256 == sha256))
    if same is not None:
        return int(same)
    last = c.scalar(select(func.max(plans.c.version)).where(plans.c.plan == plan.id)) or 0
    made = c.execute(
        insert(plans)
        .values(plan=plan.id, version=last + 1, sha256=sha256, source=source, loaded_at=now)
        .returning(plans.c.id)
    )
    return int(made.scalar_one())


def current_id(c: Connection) -> int | None:
    """The row of the plan loaded last: what new drafts begin under."""
    found = c.scalar(select(func.max(plans.c.id)))
    return None if found is None else int(found)


def get(c: Connection, id: int) -> Plan:
    """The plan of a row; rows never change, so a parsed one is kept in memory."""
    row = c.execute(select(plans.c.sha256, plans.c.source).where(plans.c.id == id)).one()
    return _parsed(row.sha256, row.source)


def version(c: Connection, id: int) -> int:
    return int(c.scalar(select(plans.c.version).where(plans.c.id == id)) or 0)
