"""Wishes about signed decisions made real; what is changed says in the history what it was before.

A recognition that was recorded by mistake takes its record back to where it was assessed, and the
numbers with it; a commendation leaves the record where it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from sqlalchemy import update

from campaign.decisions import (
    DecisionMended,
    DecisionUndone,
    DecisionWish,
    MendDecision,
    PaperShown,
    ShowPaper,
    UndoDecision,
    paper_key,
)
from campaign.desk import Outcome, Refusal, Refused, Stale
from campaign.exemplar import COMMENDATION, RECOGNITION, Decision, Record
from campaign.people import Person, Post, Verb
from campaign.vietnam import local_day
from campaign.workflow import Status, step
from storage import audit, counters, evidence, records, review
from storage.doing import Doing, acting
from storage.tables import decisions
from storage.types import AnyRow

DECIDES: Mapping[Verb, str] = {Verb.RECOGNISE: RECOGNITION, Verb.COMMEND: COMMENDATION}


@dataclass(frozen=True, slots=True)
class _Found:
    """A decision that counts, its record, and the post in which somebody may change it."""

    row: AnyRow
    record: Record
    decision: Decision
    post: Post
    target: Status  # of the record, were the verb done


def perform(do: Doing, me: Person, effect: DecisionWish) -> Outcome:
    match effect:
        case MendDecision():
            return _mend(do, me, effect)
        case UndoDecision():
            return _undo(do, me, effect)
        case ShowPaper():
            return _show(do, me, effect)
    assert_never(effect)


def _find(do: Doing, me: Person, verb: Verb, record_id: int, id: int) -> _Found | Refused:
    row, record = do.desk.row(record_id), do.desk.record(record_id)
    post = acting(me, verb, row.path) if row is not None else None
    if row is None or record is None or post is None:
        return Refused(Refusal.RIGHTS)
    taken = step(post.role, verb, record.status, district=record.district)
    decision = next((d for d in record.decisions if d.id == id and not d.revoked), None)
    if taken is None or decision is None:
        return Refused(Refusal.GONE)
    return _Found(row, record, decision, post, taken.target)


def _mend(do: Doing, me: Person, effect: MendDecision) -> Outcome:
    found = _find(do, me, Verb.CORRECT, effect.record_id, effect.decision_id)
    if isinstance(found, Refused):
        return found
    before = found.decision
    old = {"authority": before.authority, "number": before.number, "date": before.date.isoformat()}
    values: dict[str, object] = {key: effect.fields[key] for key in old if key in effect.fields}
    said = {key: str(value) for key, value in values.items()}
    if "date" in said:
        values["date"] = date.fromisoformat(said["date"])
    unchanged = not said or said.get("date", "") > do.desk.today.isoformat()
    if unchanged or not _changed(do, found, effect.version, found.record.status):
        return Stale(found.row.id)
    do.c.execute(update(decisions).where(decisions.c.id == before.id).values(values))
    fields = said | {f"{key}_was": old[key] for key in said}
    _noted(do, me, found, Verb.CORRECT, found.record.status, effect.why, fields)
    return _after(do, found, DecisionMended)


def _undo(do: Doing, me: Person, effect: UndoDecision) -> Outcome:
    found = _find(do, me, Verb.UNDO, effect.record_id, effect.decision_id)
    if isinstance(found, Refused):
        return found
    recognised = found.decision.kind == RECOGNITION
    target = found.target if recognised else found.record.status
    if not _changed(do, found, effect.version, target):
        return Stale(found.row.id)
    gone = update(decisions).where(decisions.c.id == found.decision.id)
    do.c.execute(gone.values(revoked=True, mistaken=True))
    decision = found.decision
    fields = {"authority": decision.authority, "number": decision.number,
              "date": decision.date.isoformat()}  # fmt: skip
    _noted(do, me, found, Verb.UNDO, target, effect.why, fields)
    return _after(do, found, DecisionUndone)


def _show(do: Doing, me: Person, effect: ShowPaper) -> Outcome:
    found = _find(do, me, Verb.CORRECT, effect.record_id, effect.decision_id)
    if isinstance(found, Refused):
        return found
    records.lock(do.c, found.row.id)
    if not keep_paper(do, effect.paper, found.row.id, found.decision.id):
        return Refused(Refusal.GONE)
    audit.note(do.c, do.now, me.id, "paper", "record", found.row.id)
    return _after(do, found, PaperShown)


def keep_paper(do: Doing, paper: int, record_id: int, decision_id: int) -> bool:
    """Keep a picture with a decision: one that came from this very contact and belongs to nothing
    else. Whether there is one.
    """
    if paper not in {row.id for row in evidence.loose(do.c, do.desk.contact.id)}:
        return False
    evidence.claim(do.c, paper, paper_key(decision_id), record_id)
    return True


def _changed(do: Doing, found: _Found, version: int, target: Status) -> bool:
    changed = {"status": target, "changed_at": do.now}
    return records.change(do.c, found.row.id, version, changed)


def _noted(  # noqa: PLR0913, PLR0917 - everything a change leaves behind
    do: Doing,
    me: Person,
    found: _Found,
    verb: Verb,
    target: Status,
    why: str,
    fields: Mapping[str, str],
) -> None:
    row, source = found.row, found.record.status
    review.happened(
        do.c, do.now, record_id=row.id, person_id=me.id, post=found.post, verb=verb,
        source=source, target=target, note=why, key=paper_key(found.decision.id), fields=fields,
    )  # fmt: skip
    audit.note(do.c, do.now, me.id, verb, "record", row.id)
    counters.moved(
        do.c, unit_id=row.unit_id, category=row.category or "", kind=row.kind or "",
        phase=row.phase or "", source=source, target=target, on=local_day(do.now),
    )  # fmt: skip


def _after(
    do: Doing,
    found: _Found,
    came: type[DecisionMended] | type[DecisionUndone] | type[PaperShown],
) -> Outcome:
    do.desk.forget()
    record = do.desk.record(found.row.id)
    if record is None:
        return Refused(Refusal.GONE)
    now = next((d for d in record.decisions if d.id == found.decision.id), found.decision)
    return came(record, replace(now, revoked=False))
