"""The wishes of conversations made real. Rights and versions are checked here again, at the row."""

from collections.abc import Collection, Sequence
from typing import Any, assert_never

from sqlalchemy import update

from campaign.amendments import Amend, AnswerAmendment
from campaign.batches import MoveAll, SettleAll
from campaign.broadcasts import Do, Know, Write
from campaign.closing_wishes import AnswerList, CloseList, SendReport
from campaign.clusters import KeepCluster, Supervise
from campaign.decisions import MendDecision, ShowPaper, UndoDecision
from campaign.desk import (
    Assign,
    Assigned,
    Began,
    Begin,
    Connect,
    Discard,
    Discarded,
    Effect,
    GivePhone,
    Invite,
    Join,
    Move,
    Moved,
    Open,
    Outcome,
    PhoneGiven,
    Refusal,
    Refused,
    Speak,
    Spoke,
    Stale,
)
from campaign.duty_wishes import NothingNow, Nudge, SetDay, SetLead
from campaign.ground import OnGround
from campaign.habits import Pause, PutOff, Resume, SetHour
from campaign.people import Person, Post, Role, Verb, may
from campaign.people_wishes import (
    ActIn,
    AddVillages,
    AskRevoke,
    HandOver,
    InviteAll,
    JoinByPhone,
    Leave,
    SettleRevoke,
)
from campaign.renewal import Renew
from campaign.review_wishes import Inquire, Reply
from campaign.reviewing import JUDGES
from campaign.vietnam import local_day
from campaign.workflow import Status, step, waits_for
from storage import (
    amendment_effects,
    audit,
    broadcast_effects,
    counters,
    decision_effects,
    duty_effects,
    evidence,
    ground_effects,
    habit_effects,
    joining,
    list_effects,
    numbers,
    people,
    people_effects,
    plans,
    records,
    renewal_effects,
    review,
    review_effects,
)
from storage.decision_effects import DECIDES
from storage.doing import Doing, acting
from storage.paths import ids_of
from storage.records import Answered
from storage.tables import records as records_table
from storage.types import AnyRow

WISHED_OTHERWISE = (Verb.CORRECT, Verb.UNDO)  # they are about one decision of a record


def perform(do: Doing, effect: Effect) -> Outcome:  # noqa: C901, PLR0912 - one case for each wish
    """Carry out a wish, or refuse it with a reason."""
    if isinstance(effect, Join):
        return joining.join(do, effect.code, effect.name)
    if isinstance(effect, JoinByPhone):
        return joining.by_phone(do, effect.phone)
    if do.me is None:
        return Refused(Refusal.RIGHTS)
    match effect:
        case Begin():
            return _begin(do, do.me)
        case Move():
            return _move(do, do.me, effect)
        case Assign():
            return _assign(do, do.me, effect)
        case Discard():
            return _discard(do, do.me, effect)
        case Speak(language=language):
            people.speak(do.c, do.me.id, language)
            return Spoke(language)
        case GivePhone(phone=phone):
            people.give_phone(do.c, do.me.id, phone)
            audit.note(do.c, do.now, do.me.id, "phone", "person", do.me.id)
            return PhoneGiven(phone)
        case Invite():
            return joining.invite(do, do.me, effect)
        case Connect():
            return people_effects.connect(do, do.me)
        case NothingNow() | SetDay() | SetLead() | Nudge():
            return duty_effects.perform(do, do.me, effect)
        case CloseList() | AnswerList() | SendReport():
            return list_effects.perform(do, do.me, effect)
        case SetHour() | Pause() | Resume() | PutOff():
            return habit_effects.perform(do, do.me, effect)
        case (
            InviteAll() | AddVillages() | HandOver() | Leave() | AskRevoke() | SettleRevoke()
            | ActIn()
        ):  # fmt: skip
            return people_effects.perform(do, do.me, effect)
        case Write() | Do() | Know():
            return broadcast_effects.perform(do, do.me, effect)
        case Inquire() | Reply() | MoveAll() | SettleAll() | KeepCluster() | Supervise():
            return review_effects.perform(do, do.me, effect, _move_seen)
        case OnGround(work=work):
            return ground_effects.perform(do, do.me, work)
        case MendDecision() | UndoDecision() | ShowPaper():
            return decision_effects.perform(do, do.me, effect)
        case Amend() | AnswerAmendment():
            return amendment_effects.perform(do, do.me, effect)
        case Renew():
            return renewal_effects.perform(do, do.me, effect)
        case Open():
            raise AssertionError  # the dialogue goes there itself
    assert_never(effect)


def _begin(do: Doing, me: Person) -> Outcome:
    id = _begun(do, me)
    return Began(id) if id is not None else Refused(Refusal.RIGHTS)


def _begun(do: Doing, me: Person) -> int | None:
    """A new draft of the person's post under the plan loaded last; None without the right."""
    plan_id = plans.current_id(do.c)
    if plan_id is None or not may(me.post, Verb.REGISTER, me.post.path):
        return None
    channel = do.desk.contact.channel
    id = records.begin(
        do.c, do.now, plan_id=plan_id, person_id=me.id, post=me.post, channel=channel
    )
    do.desk.forget()
    audit.note(do.c, do.now, me.id, "begin", "record", id)
    return id


def _move_seen(do: Doing, me: Person, effect: Move) -> Outcome:
    """A step for a record that its author has seen in a list."""
    return _move(do, me, effect, listed=True)


def _move(do: Doing, me: Person, effect: Move, *, listed: bool = False) -> Outcome:
    row = do.desk.row(effect.record_id)
    if row is None:
        return Refused(Refusal.GONE)
    post = acting(me, effect.verb, row.path)
    if post is None:
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
    return Moved(record, effect.verb, waits, officers, effect.note, source is Status.RETURNED, left)


def _is_unseen(do: Doing, effect: Move) -> bool:
    """Whether somebody would decide about something that has changed since their last look."""
    news = do.desk.reviews.news(effect.record_id) if effect.verb in JUDGES else None
    return news is not None and news.is_any


def _numbered(do: Doing, me: Person, row: AnyRow) -> dict[str, Any]:
    """What a submission gives a record: its number, its subject, its frozen copy."""
    kind = plans.get(do.c, row.plan_id).kind(row.kind)
    subject = row.subject_id or records.subject_of(do.c, row, unit_itself=kind.level is not None)
    given = records.answers_of(do.c, row.id, row.subject_id)
    _keep_filled(do, me, row, {r.key for r in given})
    sealed = {r.key for r in given if r.restricted}
    frozen = {key: value for key, value in do.path.items() if key not in sealed}
    review.submitted(do.c, do.now, row.id, row.version, frozen)
    learned = str(do.path.get("R9/from", "")).removeprefix("r")
    return {
        "number": row.number or numbers.next_number(do.c), "subject_id": subject,
        "derived_from_id": int(learned) if learned.isascii() and learned.isdigit() else None,
    }  # fmt: skip


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


def _assign(do: Doing, me: Person, effect: Assign) -> Outcome:
    """Loose evidence to a record; to a new draft where `record_id` is 0."""
    record_id = effect.record_id or _begun(do, me)
    row = do.desk.row(record_id) if record_id else None
    if row is None or acting(me, Verb.ANSWER, row.path) is None:
        return Refused(Refusal.RIGHTS)
    mine = {r.id for r in evidence.loose(do.c, do.desk.contact.id)}
    given = [id for id in effect.evidence if id in mine]
    evidence.link(do.c, given, row.id, effect.key)
    do.desk.forget()
    audit.note(do.c, do.now, me.id, "assign", "record", row.id)
    record = do.desk.record(row.id)
    return Assigned(record, len(given)) if record else Refused(Refusal.GONE)


def _discard(do: Doing, me: Person, effect: Discard) -> Outcome:
    row = do.desk.row(effect.record_id)
    if row is None or acting(me, Verb.WITHDRAW, row.path) is None:
        return Refused(Refusal.RIGHTS)
    if row.status != Status.DRAFT or row.version != effect.version:
        return Stale(row.id)
    mine = update(records_table).where(records_table.c.id == row.id)
    do.c.execute(mine.values(discarded=True, changed_at=do.now))
    do.desk.forget()
    audit.note(do.c, do.now, me.id, "discard", "record", row.id)
    return Discarded(row.name, effect.instead)
