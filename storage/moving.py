"""A step of a record on its way: who may take it, what it leaves behind, and who waits for it then.

Everything is checked here again, at the row: of two who decide at once the second is shown what
the first did, and nobody decides about what has changed since they looked.
"""

from collections.abc import Collection, Sequence
from typing import Any

from campaign.desk import Move, Moved, Outcome, Refusal, Refused, Stale
from campaign.people import Person, Post, Role, Verb
from campaign.privacy import ENDS
from campaign.reviewing import JUDGES
from campaign.vietnam import local_day
from campaign.workflow import Status, step, waits_for
from storage import (
    audit,
    counters,
    decision_effects,
    helping,
    numbers,
    people,
    plans,
    ratings,
    records,
    replication_effects,
    review,
)
from storage.decision_effects import DECIDES
from storage.doing import Doing, acting
from storage.help_effects import sending
from storage.paths import ids_of
from storage.records import Answered
from storage.types import AnyRow

WISHED_OTHERWISE = (Verb.CORRECT, Verb.UNDO)  # they are about one decision of a record


def move(do: Doing, me: Person, effect: Move, *, listed: bool = False) -> Outcome:
    """Take the step, or say why not; `listed` where it was seen in a list."""
    row = do.desk.row(effect.record_id)
    if row is None:
        return Refused(Refusal.GONE)
    post = sending(me, row) if effect.verb is Verb.SUBMIT else acting(me, effect.verb, row.path)
    if post is None or (row.hidden_at is not None and effect.verb not in ENDS):
        return Refused(Refusal.RIGHTS)
    source = Status(row.status)
    last = review.last_return(do.c, row.id) if source is Status.RETURNED else None
    district = do.desk.district_above(ids_of(row.path))
    back = Status(last.source) if last else None
    taken = step(post.role, effect.verb, source, back, district=district)
    unseen = not listed and _is_unseen(do, effect)
    elsewhere = effect.verb in WISHED_OTHERWISE
    if taken is None or row.version != effect.version or unseen or elsewhere:
        return Stale(row.id)
    changed: dict[str, Any] = {"status": taken.target, "changed_at": do.now}
    if effect.verb is Verb.SUBMIT:
        changed |= _numbered(do, me, row)
    if not records.change(do.c, row.id, effect.version, changed):
        return Stale(row.id)
    _written(do, me, post, effect, row, taken.target)
    do.desk.forget()
    record = do.desk.record(row.id)
    if record is None:
        return Refused(Refusal.GONE)
    waits = waits_for(taken.target, district=district)
    officers = _officers(do, waits, ids_of(row.path))
    left = waits_for(back or source, district=district)  # what was returned is awaited there
    again, helper = source is Status.RETURNED, _helper(effect, row, me)
    return Moved(record, effect.verb, waits, officers, effect.note, again, left, helper)


def _helper(effect: Move, row: AnyRow, me: Person) -> str:
    """Who sends it for its author; nothing where that is the author, or an office acts."""
    return me.name if effect.verb is Verb.SUBMIT and helping.entered(row, me) else ""


def _is_unseen(do: Doing, effect: Move) -> bool:
    """Whether somebody would decide about something that has changed since their last look."""
    news = do.desk.reviews.news(effect.record_id) if effect.verb in JUDGES else None
    return news is not None and news.is_any


def _numbered(do: Doing, me: Person, row: AnyRow) -> dict[str, Any]:
    """What a submission gives a record: its number, its subject, its frozen copy."""
    plan = plans.get(do.c, row.plan_id)
    itself = plan.kind(row.kind).level is not None
    subject = row.subject_id or records.subject_of(do.c, row, unit_itself=itself)
    ratings.to_subject(do.c, do.keyring, plan, row, subject, me.id, do.now)
    given = records.answers_of(do.c, row.id, row.subject_id)
    _keep_filled(do, me, row, {r.key for r in given})
    sealed = {r.key for r in given if r.restricted}
    frozen = {key: value for key, value in do.path.items() if key not in sealed}
    review.submitted(do.c, do.now, row.id, row.version, frozen)
    numbered = {"number": row.number or numbers.next_number(do.c), "subject_id": subject}
    return numbered | replication_effects.learned_from(do, me, row)


def _keep_filled(do: Doing, me: Person, row: AnyRow, given: Collection[str]) -> None:
    """Write down what the form filled in and nobody changed."""
    filled = [
        Answered(key, value, fact=False, restricted=False)
        for key, value in do.path.items()
        if key not in given
    ]
    if filled:
        records.answer(do.c, do.keyring, row, filled, me.id, do.now)


def _written(  # noqa: PLR0913, PLR0917 - everything a step leaves behind
    do: Doing, me: Person, post: Post, effect: Move, row: AnyRow, target: Status
) -> None:
    source = Status(row.status)
    review.happened(
        do.c, do.now, record_id=row.id, person_id=me.id, post=post, verb=effect.verb,
        source=source, target=target, note=effect.note, key=effect.key, fields=effect.fields,
        asks=effect.asks,
    )  # fmt: skip
    if effect.verb in DECIDES:
        decision = review.decided(do.c, do.now, row.id, DECIDES[effect.verb], effect.fields)
        decision_effects.keep_paper(do, effect.paper, row.id, decision)
    if effect.verb is Verb.REVOKE:
        review.revoked(do.c, row.id)
    audit.note(do.c, do.now, me.id, effect.verb, "record", row.id)
    counters.moved(
        do.c, unit_id=row.unit_id, category=row.category or "", kind=row.kind or "",
        phase=row.phase or "", source=None if source is Status.DRAFT else source, target=target,
        on=local_day(do.now),
    )  # fmt: skip


def _officers(do: Doing, role: Role | None, path: Sequence[int]) -> tuple[str, ...]:
    if role is None:
        return ()
    return tuple(dict.fromkeys(r.name for r in people.posted(do.c, role, path)))
