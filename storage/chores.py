"""Questions that wait for a post: what the plan asks of its level, and what others passed up."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from campaign.additions import Addition, at_place, items_of
from campaign.asking import items
from campaign.desk import Chore
from campaign.exemplar import Heading, Line, Value, is_state
from campaign.people import Post, Role
from campaign.workflow import OPEN_TO_ANSWERS, Status
from storage import additions, plans, records, withheld
from storage.paths import ids_of, path_of
from storage.secrets import Keyring
from storage.tables import records as table
from storage.types import AnyRow

OPEN = tuple(s for s in OPEN_TO_ANSWERS if s is not Status.DRAFT)
LOOKED_AT = 200  # records; the oldest first, so that nothing waits for ever


def waiting(c: Connection, keyring: Keyring, post: Post, today: date) -> Sequence[Chore]:
    """Records below the post with questions only its level can answer, oldest first."""
    if post.role not in (Role.COMMUNE, Role.DISTRICT):
        return ()
    known = table.c.status.in_(OPEN) & ~withheld.from_post(post)
    rows = records.oldest(c, path_of(post.path), known, LOOKED_AT)
    return _chores(c, keyring, rows, post.role, today)


def own(c: Connection, keyring: Keyring, post: Post, today: date) -> Sequence[Chore]:
    """Records of the post itself with questions their registrant has still to answer."""
    rows = [r for r in records.by_author(c, post, LOOKED_AT) if r.status in OPEN]
    ids = {id for row in rows for id in ids_of(row.path)}
    local = additions.in_force(c, ids, today) if rows else ()
    return _chores(c, keyring, rows, Role.REPORTER, today, local)


def _chores(  # noqa: PLR0913, PLR0917 - whose records, on which day, and what is asked beside
    c: Connection,
    keyring: Keyring,
    rows: Sequence[AnyRow],
    role: Role,
    today: date,
    local: Sequence[Addition] = (),
) -> Sequence[Chore]:
    found = []
    for row in rows:
        keys = _keys(c, keyring, row.id, role, today, at_place(local, ids_of(row.path)))
        if keys:
            line = Line(
                row.id, row.number, row.name, row.category, row.unit, Status(row.status),
                row.changed_at,
            )  # fmt: skip
            found.append(Chore(line, keys))
    return found


def _keys(  # noqa: PLR0913, PLR0917 - as `_chores`, of one record
    c: Connection,
    keyring: Keyring,
    record_id: int,
    role: Role,
    today: date,
    local: Sequence[Addition],
) -> tuple[str, ...]:
    row = c.execute(select(table).where(table.c.id == record_id)).one()
    given = records.answers_of(c, record_id, row.subject_id)
    answers = records.opened(given, keyring, restricted=True)
    heading = Heading(row.category, row.kind, row.name, row.unit_id, row.phase)
    every = items(plans.get(c, row.plan_id), heading, answers, today)
    return tuple(
        item.key
        for item in (*every, *items_of(local, heading, answers))
        if (_open(answers.get(item.key)) and item.criterion.respondent == role)
        or _asked(answers.get(item.key), role)
    )


def _open(value: Value) -> bool:
    return value is None or is_state(value, "later")


def _asked(value: Value, role: Role) -> bool:
    return isinstance(value, dict) and value.get("asked") == role
