"""Steps for many records made real: each one by itself, with its own line of history.

The records are held in the order of their ids, so that two such steps never wait for each other in
a circle; each is looked at again once it is held.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, assert_never

from campaign.batches import STEP, BatchAsked, BatchRefused, BatchWish, MoveAll, SettleAll
from campaign.desk import Move, Moved, Outcome, Refusal, Refused
from campaign.exemplar import Record
from campaign.people import Person, Role
from campaign.review_wishes import MovedAll
from storage import audit, batches, moving, staff
from storage.doing import Doing

Marks: TypeAlias = Sequence[tuple[int, str]]


def perform(do: Doing, me: Person, effect: BatchWish) -> Outcome:
    if me.post.role not in STEP:
        return Refused(Refusal.RIGHTS)
    match effect:
        case MoveAll():
            return _move_all(do, me, effect)
        case SettleAll():
            return _settle(do, me, effect)
    assert_never(effect)


def _move_all(do: Doing, me: Person, effect: MoveAll) -> Outcome:
    """At once, or, where the desk has a second officer, once they agree."""
    others = staff.colleagues(do.c, me)
    if not others:
        return _taken(do, me, effect.unit_id, effect.marks, effect.fields)
    unit = do.desk.unit(effect.unit_id)
    if unit is None or not effect.marks or me.post.unit_id not in unit.path:
        return Refused(Refusal.RIGHTS)
    id = batches.ask(do.c, me, unit.id, effect.marks, effect.fields, do.now)
    audit.note(do.c, do.now, me.id, "ask_batch", "batch", id)
    ids, names = tuple(r.id for r in others), tuple(r.name for r in others)
    return BatchAsked(unit.name, STEP[me.post.role], len(effect.marks), me.name, ids, names)


def _settle(do: Doing, me: Person, effect: SettleAll) -> Outcome:
    row = next((r for r in batches.waiting_for(do.c, me) if r.id == effect.request_id), None)
    mine = row is not None and batches.settle(do.c, row.id, me.id, do.now, agreed=effect.agreed)
    if row is None or not mine:
        return Refused(Refusal.GONE)
    audit.note(do.c, do.now, me.id, "batch" if effect.agreed else "refuse_batch", "batch", row.id)
    if not effect.agreed:
        return BatchRefused(row.unit, me.name, row.person_id)
    asked = dict(row.marks)
    both = [(id, mark) for id, mark in effect.marks if asked.get(id) == mark]
    return _taken(do, me, row.unit_id, both, row.fields, row.person_id)


def _taken(  # noqa: PLR0913, PLR0917 - which records, seen how, by whom
    do: Doing, me: Person, unit_id: int, marks: Marks, fields: Mapping[str, str],
    asker_id: int = 0,
) -> Outcome:  # fmt: skip
    verb, done, left = STEP[me.post.role], [], []
    waits: Role | None = None
    do.desk.held = do.desk.held | {id for id, _ in marks}
    do.desk.forget()
    for id, mark in sorted(marks):
        record = _still(do, unit_id, id, mark)
        step = Move(id, record.version, verb, fields=fields) if record else None
        came = moving.move(do, me, step, listed=True) if step else None
        if isinstance(came, Moved):
            done.append(came.record)
            waits = came.waits_for
        else:
            left.append(_name(do, id))
    unit = do.desk.unit(unit_id)
    named = unit.name if unit else ""
    return MovedAll(named, verb, tuple(done), tuple(n for n in left if n), waits, asker_id)


def _still(do: Doing, unit_id: int, id: int, mark: str) -> Record | None:
    """A record that still says what was seen of it, and still is ready."""
    together = do.desk.reviews.together
    record = do.desk.record(id)
    if record is None or unit_id not in record.path or together.mark(id) != mark:
        return None
    return record if together.is_ready(record) else None


def _name(do: Doing, id: int) -> str:
    record = do.desk.record(id)
    return record.heading.name if record else ""
