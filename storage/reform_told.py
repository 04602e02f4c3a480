"""Whose post passes on or ends by a reorganisation hears of it, in the morning of its day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from campaign.calendar import waking
from campaign.people import PassedOn, Role
from storage import people, reminders
from storage.tables import outbox, posts, reorganisations, units
from storage.types import AnyRow

LASTS = timedelta(days=7)  # after that everybody knows


def tell(
    c: Connection, event: int, passed: Sequence[tuple[int, int | None]], now: datetime
) -> None:
    """Queue a word to each holder; `passed` are the ids of posts that ended and of their heirs."""
    holders = _holders(c, [old for old, _ in passed])
    reached = {row.id: row for row in people.reached(c, list(holders.values()))}
    for old, new in passed:
        row = reached.get(holders[old])
        if row is not None:
            _queue(c, row, {"event": event, "old": old, "new": new}, now)


def _holders(c: Connection, ids: Sequence[int]) -> Mapping[int, int]:
    rows = c.execute(select(posts.c.id, posts.c.person_id).where(posts.c.id.in_(ids)))
    return {row.id: row.person_id for row in rows}


def _queue(c: Connection, who: AnyRow, passed: dict[str, int | None], now: datetime) -> None:
    wakes = waking(now)
    reminders.put(
        c, now, contact_id=who.contact_id, channel=who.channel,
        about={"what": "reform", "person": who.id, **passed},
        dedupe=f"reform:{passed['event']}:{passed['old']}",
        not_before=wakes, expires_at=(wakes or now) + LASTS,
    )  # fmt: skip


def take_back(c: Connection, event: int) -> None:
    """Nobody hears of what was undone before it was said."""
    its = outbox.c.dedupe.startswith(f"reform:{event}:")
    c.execute(delete(outbox).where(its, outbox.c.state == "queued"))


def passed(c: Connection, about: Mapping[str, int]) -> PassedOn | None:
    """What there is to tell; None once the reorganisation was undone."""
    event = select(reorganisations.c.day, reorganisations.c.state)
    row = c.execute(event.where(reorganisations.c.id == about["event"])).one()
    if row.state != "done":
        return None
    old = _post(c, about["old"])
    heir = _post(c, about["new"]).name if about["new"] else ""
    return PassedOn(row.day, Role(old.role), old.name, heir)


def _post(c: Connection, id: int) -> AnyRow:
    found = select(posts.c.role, units.c.name).join(units, units.c.id == posts.c.unit_id)
    return c.execute(found.where(posts.c.id == id)).one()
