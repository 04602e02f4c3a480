"""What a new database needs before anybody speaks: a plan and its units."""

from datetime import datetime

from sqlalchemy import Connection, select

from campaign.plan import Plan
from campaign.plan_file import source_of
from campaign.units_file import SHIPPED, read_file
from storage import plans, units
from storage.tables import units as units_table

UNITS_OF = {"yenbai-2021-2025": "yenbai-2021.csv"}  # shipped lists of units, by plan


def set_up(c: Connection, plan_name: str, now: datetime) -> Plan:
    """Load the plan and its units where the database holds none. Raises PlanError, UnitsError."""
    if plans.current_id(c) is None:
        plans.load(c, source_of(plan_name), now)
    id = plans.current_id(c)
    assert id is not None  # noqa: S101 - loaded just now
    plan = plans.get(c, id)
    if c.scalar(select(units_table.c.id).limit(1)) is None and plan.id in UNITS_OF:
        units.load(c, read_file(SHIPPED / UNITS_OF[plan.id]), plan, dry_run=False)
    return plan
