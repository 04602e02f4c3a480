"""Plans by version. A draft stays with the version it began under; a new one is a new row."""

import hashlib
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select

from campaign.plan import Plan
from campaign.plan_file import parse
from storage.tables import plans

_parsed: dict[str, Plan] = {}  # by the hash of the source, which says all there is in it
_CURRENT = select(plans.c.id, plans.c.sha256).order_by(plans.c.id.desc()).limit(1)


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


def current(c: Connection) -> Plan | None:
    """The plan of that row."""
    row = c.execute(_CURRENT).one_or_none()
    return None if row is None else known(c, row.id, row.sha256)


def get(c: Connection, id: int) -> Plan:
    """The plan of a row."""
    return known(c, id, c.execute(_HASH, {"plan": id}).scalar_one())


_HASH = select(plans.c.sha256).where(plans.c.id == bindparam("plan"))


def known(c: Connection, id: int, sha256: str) -> Plan:
    """The plan of a row whose hash was read with something else: parsed once a process."""
    if sha256 not in _parsed:
        source = c.execute(select(plans.c.source).where(plans.c.id == id)).scalar_one()
        _parsed[sha256] = parse(source, "plan")
    return _parsed[sha256]


def version(c: Connection, id: int) -> int:
    return int(c.scalar(select(plans.c.version).where(plans.c.id == id)) or 0)
