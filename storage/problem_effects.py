"""Wishes about difficulties made real. Who owes the answer is checked here again, at the row."""

from collections.abc import Sequence
from typing import assert_never

from campaign.desk import Outcome, Refusal, Refused
from campaign.ground import GroundDone
from campaign.people import Person, Role, Verb, may
from campaign.problems import (
    LONGEST,
    Answer,
    Answered,
    PassedUp,
    PassUp,
    Problem,
    ProblemWork,
    Raise,
    Raised,
    Settled,
    desks_above,
)
from storage import audit, people, problems
from storage.doing import Doing


def perform(do: Doing, me: Person, work: ProblemWork) -> Outcome:
    match work:
        case Raise():
            return _raise(do, me, work)
        case Answer():
            return _answer(do, me, work)
        case PassUp():
            return _pass_up(do, me, work)
    assert_never(work)


def _raise(do: Doing, me: Person, work: Raise) -> Outcome:
    above = desks_above(me.post.role, district=do.desk.has_districts)
    granted = may(me.post, Verb.TELL, me.post.path) and work.role in above
    if not granted or not 0 < len(work.text) <= LONGEST:
        return Refused(Refusal.RIGHTS)
    id = problems.add(do.c, me, work, do.now)
    _noted(do, me, "problem", id)
    known = problems.get(do.c, id)
    return GroundDone(Raised(known, _desk(do, known))) if known else Refused(Refusal.GONE)


def _answer(do: Doing, me: Person, work: Answer) -> Outcome:
    known = _owned(do, me, work.problem_id)
    if known is None or not 0 < len(work.text) <= LONGEST:
        return Refused(Refusal.RIGHTS)
    if not problems.answer(do.c, work, me.id, do.now):
        return GroundDone(Settled(known))
    _noted(do, me, "answer", known.id)
    done = problems.get(do.c, known.id)
    return GroundDone(Answered(done)) if done else Refused(Refusal.GONE)


def _pass_up(do: Doing, me: Person, work: PassUp) -> Outcome:
    known = _owned(do, me, work.problem_id)
    above = desks_above(me.post.role, district=do.desk.has_districts)
    if known is None or not above:
        return Refused(Refusal.RIGHTS)
    if not problems.pass_up(do.c, known, above[0]):
        return GroundDone(Settled(known))
    _noted(do, me, "pass_up", known.id)
    done = problems.get(do.c, known.id)
    return GroundDone(PassedUp(done, _desk(do, done))) if done else Refused(Refusal.GONE)


def _owned(do: Doing, me: Person, id: int) -> Problem | None:
    """The problem, where this post owes its answer, or owed it: who comes second is told so."""
    known = problems.get(do.c, id)
    if known is None:
        return None
    return known if known.is_owned(me.post, district=do.desk.has_districts) else None


def _desk(do: Doing, problem: Problem) -> tuple[str, ...]:
    rows: Sequence[str] = [r.name for r in people.posted(do.c, Role(problem.role), problem.path)]
    return tuple(dict.fromkeys(rows))


def _noted(do: Doing, me: Person, verb: str, id: int) -> None:
    audit.note(do.c, do.now, me.id, verb, "problem", id)
    do.desk.forget()
