"""Wishes about additions made real. Rights and words are checked here again, at the row."""

from typing import assert_never

from campaign.addition_rules import Objection, objection
from campaign.addition_wishes import (
    AdditionMoved,
    AdditionRefused,
    AdditionStale,
    AdditionWish,
    MakeAddition,
    MoveAddition,
)
from campaign.additions import ANSWERS, REASONED, Act, Addition, State, may_make, step
from campaign.desk import Outcome, Refusal, Refused
from campaign.people import Person
from storage import additions, audit, people
from storage.doing import Doing

REWRITTEN = (State.DRAFT, State.DECLINED)


def perform(do: Doing, me: Person, effect: AdditionWish) -> Outcome:
    match effect:
        case MakeAddition():
            return _make(do, me, effect)
        case MoveAddition():
            return _move(do, me, effect)
    assert_never(effect)


def _make(do: Doing, me: Person, wish: MakeAddition) -> Outcome:
    category = next((c for c in do.desk.plan.categories if c.id == wish.category), None)
    allowed = may_make(me.post) and category is not None and not category.recognised_by_party
    if not allowed or wish.answer not in ANSWERS:
        return Refused(Refusal.RIGHTS)
    why = _objection(do, wish)
    if why is not None:
        return AdditionRefused(why)
    state = State.PROPOSED if wish.propose else State.DRAFT
    id = wish.instead or additions.make(do.c, wish, me, state, do.now)
    if wish.instead and not _rewritten(do, me, wish, state):
        return AdditionStale(wish.instead)
    audit.note(do.c, do.now, me.id, "write", "addition", id)
    return _done(do, id, Act.PROPOSE if wish.propose else None)


def _rewritten(do: Doing, me: Person, wish: MakeAddition, state: State) -> bool:
    one = additions.get(do.c, wish.instead, do.desk.today)
    mine = one is not None and one.path[-1] == me.post.unit_id and one.role is me.post.role
    if one is None or not mine or one.state not in REWRITTEN:
        return False
    return additions.rewrite(do.c, wish, me, state, do.now)


def _objection(do: Doing, wish: MakeAddition) -> Objection | None:
    known = [one for one in do.desk.life.local.known() if one.id != wish.instead]
    return objection(wish.kind, wish.text, wish.category, do.desk.plan, known)


def _move(do: Doing, me: Person, wish: MoveAddition) -> Outcome:
    one = additions.get(do.c, wish.id, do.desk.today)
    if one is None or not additions.near(one, me):
        return Refused(Refusal.RIGHTS)
    if one.version != wish.version:
        return AdditionStale(one.id)
    target = step(one, me, wish.act)
    if target is None or (wish.act in REASONED and not wish.note.strip()):
        return Refused(Refusal.RIGHTS)
    if not additions.move(do.c, one, wish.act, target, by=me.id, note=wish.note, now=do.now):
        return AdditionStale(one.id)
    audit.note(do.c, do.now, me.id, wish.act, "addition", one.id)
    return _done(do, one.id, wish.act)


def _done(do: Doing, id: int, act: Act | None) -> Outcome:
    do.desk.forget()
    one = additions.get(do.c, id, do.desk.today)
    if one is None:
        return Refused(Refusal.GONE)
    return AdditionMoved(one, act, _deciders(do, one))


def _deciders(do: Doing, one: Addition) -> tuple[str, ...]:
    """The names of those whose decision is due."""
    if one.state not in (State.PROPOSED, State.RAISED):
        return ()
    rows = people.posted(do.c, *additions.decided_by(one))
    return tuple(dict.fromkeys(row.name for row in rows if row.id != one.by_id))
