"""The wishes of conversations made real. Rights and versions are checked here again, at the row."""

from typing import assert_never

from sqlalchemy import update

from campaign.addition_wishes import MakeAddition, MoveAddition
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
from campaign.field import DrawChecks, LearnFrom, NoteCheck
from campaign.ground import OnGround
from campaign.habits import Pause, PutOff, Resume, SetHour
from campaign.helping import EnterFor
from campaign.people import Person, Verb, may
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
from campaign.praise import OnPraise
from campaign.privacy import (
    Agree,
    AskErase,
    Correct,
    FlagChildren,
    Rename,
    See,
    SettleData,
    Withdraw,
)
from campaign.renewal import Renew
from campaign.replication import AnswerLink, InviteToRegister
from campaign.review_wishes import Inquire, Reply
from campaign.summary import SendPicture
from campaign.survey import Suggest, TakeBack
from campaign.workflow import Status
from storage import (
    audit,
    broadcast_effects,
    duty_effects,
    evidence,
    field_effects,
    ground_effects,
    habit_effects,
    joining,
    life_effects,
    list_effects,
    moving,
    people,
    people_effects,
    plans,
    privacy_effects,
    records,
    review_effects,
    survey_effects,
)
from storage.doing import Doing, acting
from storage.tables import records as records_table


def perform(do: Doing, effect: Effect) -> Outcome:  # noqa: C901, PLR0912 - one case for each wish
    """Carry out a wish, or refuse it with a reason."""
    if isinstance(effect, Join):
        return joining.join(do, effect.code, effect.name)
    if isinstance(effect, JoinByPhone):
        return joining.by_phone(do, effect.phone)
    if isinstance(effect, OnGround) and isinstance(effect.work, Suggest | TakeBack):
        return survey_effects.own(do, effect.work)
    if do.me is None:
        return Refused(Refusal.RIGHTS)
    match effect:
        case Begin():
            return _begin(do, do.me)
        case Move():
            return moving.move(do, do.me, effect)
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
            | ActIn() | EnterFor()
        ):  # fmt: skip
            return people_effects.perform(do, do.me, effect)
        case Write() | Do() | Know():
            return broadcast_effects.perform(do, do.me, effect)
        case Inquire() | Reply() | MoveAll() | SettleAll() | KeepCluster() | Supervise():
            return review_effects.perform(do, do.me, effect)
        case (
            MendDecision() | UndoDecision() | ShowPaper() | Amend() | AnswerAmendment() | Renew()
            | MakeAddition() | MoveAddition() | OnPraise()
        ):  # fmt: skip
            return life_effects.perform(do, do.me, effect)
        case OnGround(work=work):
            return ground_effects.perform(do, do.me, work)
        case SendPicture():
            return field_effects.send_picture(do, do.me, effect)
        case LearnFrom() | NoteCheck() | DrawChecks() | AnswerLink() | InviteToRegister():
            return field_effects.perform(do, do.me, effect)
        case (
            Agree() | Withdraw() | See() | Correct() | AskErase() | SettleData() | Rename()
            | FlagChildren()
        ):  # fmt: skip
            return privacy_effects.perform(do, do.me, effect)
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
