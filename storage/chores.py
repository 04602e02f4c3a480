"""Questions that wait for a post: what the plan asks of its level, and what others passed up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import BindParameter, Connection, bindparam, select

from campaign.additions import Addition, at_place, items_of
from campaign.asking import items
from campaign.desk import Chore
from campaign.exemplar import Heading, Line, Value, is_state
from campaign.people import Post, Role
from campaign.plan import Plan
from campaign.workflow import OPEN_TO_ANSWERS, Status
from storage import additions, plans, records, withheld
from storage.paths import ids_of, path_of
from storage.secrets import Keyring
from storage.tables import answers, facts
from storage.tables import records as table
from storage.types import AnyRow

OPEN = tuple(s for s in OPEN_TO_ANSWERS if s is not Status.DRAFT)
LOOKED_AT = 200  # records; the oldest first, so that nothing waits for ever

# All records at once: the first screen of a commune would else ask two questions for each of them.
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_WHOLE = select(table).where(table.c.id.in_(_IDS))
_OWN = select(answers.c.record_id, answers.c.key, answers.c.value, answers.c.restricted).where(
    answers.c.record_id.in_(_IDS)
)
_SHARED = select(facts.c.subject_id, facts.c.key, facts.c.value, facts.c.restricted).where(
    facts.c.subject_id.in_(_IDS)
)


_IS_OPEN = table.c.status.in_(OPEN)


def waiting(c: Connection, keyring: Keyring, post: Post, today: date) -> Sequence[Chore]:
    """Records below the post with questions only its level can answer, oldest first."""
    if post.role not in (Role.COMMUNE, Role.DISTRICT):
        return ()
    known = _IS_OPEN & ~withheld.from_post(post)
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
    found, whole = [], _whole(c, [row.id for row in rows])
    given = _given(c, tuple(whole.values()))
    known = {id: plans.get(c, id) for id in {row.plan_id for row in whole.values()}}
    for row in rows:
        it = whole[row.id]
        told = records.opened(given[row.id], keyring, restricted=True)
        here = at_place(local, ids_of(row.path))
        keys = _keys(known[it.plan_id], it, told, role, today, here)
        if keys:
            line = Line(
                row.id, row.number, row.name, row.category, row.unit, Status(row.status),
                row.changed_at,
            )  # fmt: skip
            found.append(Chore(line, keys))
    return found


def _whole(c: Connection, ids: Sequence[int]) -> Mapping[int, AnyRow]:
    """The rows of some records, by id."""
    return {row.id: row for row in c.execute(_WHOLE, {"ids": ids})} if ids else {}


def _given(c: Connection, rows: Sequence[AnyRow]) -> Mapping[int, Sequence[AnyRow]]:
    """By record, what was answered of it and what is known of its subject, as `answers_of`."""
    own, shared = defaultdict[int, list[AnyRow]](list), defaultdict[int | None, list[AnyRow]](list)
    subjects = {row.subject_id for row in rows} - {None}
    for found in c.execute(_OWN, {"ids": [row.id for row in rows]}) if rows else ():
        own[found.record_id].append(found)
    for found in c.execute(_SHARED, {"ids": sorted(subjects)}) if subjects else ():
        shared[found.subject_id].append(found)
    return {row.id: own[row.id] + shared[row.subject_id] for row in rows}


def _keys(  # noqa: PLR0913, PLR0917 - as `_chores`, of one record
    plan: Plan,
    row: AnyRow,
    told: Mapping[str, Value],
    role: Role,
    today: date,
    local: Sequence[Addition],
) -> tuple[str, ...]:
    if row.hidden_at is not None:
        return ()
    heading = Heading(row.category, row.kind, row.name, row.unit_id, row.phase)
    return tuple(
        item.key
        for item in (*items(plan, heading, told, today), *items_of(local, heading, told))
        if (_open(told.get(item.key)) and item.criterion.respondent == role)
        or _asked(told.get(item.key), role)
    )


def _open(value: Value) -> bool:
    return value is None or is_state(value, "later")


def _asked(value: Value, role: Role) -> bool:
    return isinstance(value, dict) and value.get("asked") == role
