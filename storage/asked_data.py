"""What people ask for about what is kept of them: to be read it, to correct it, to have it erased.

Who enters for somebody may correct while it is theirs to answer; afterwards, and for an erasure,
it takes a second person.
"""

from datetime import datetime

from sqlalchemy import Connection, update

from campaign.desk import Outcome, Refusal, Refused
from campaign.exemplar import Value
from campaign.people import Person, Role, Verb
from campaign.praise import Act
from campaign.privacy import (
    Asked,
    AskErase,
    Correct,
    Corrected,
    DataRequest,
    Kind,
    Rename,
    Renamed,
    See,
    Seen,
    Settled,
    SettleData,
    Verified,
)
from campaign.text import fold
from campaign.workflow import Status
from storage import audit, data_requests, erasing, plans, praises, records, scrubbing
from storage.agreeing import open_to
from storage.doing import Doing, acting
from storage.people import NAME_LENGTH
from storage.secrets import Keyring
from storage.tables import answers, people, subjects
from storage.tables import records as table
from storage.types import AnyRow
from storage.upsert import insert as upsert

CORRECTED = ("R4", "R5")  # the name, the story
NEAR = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)  # in which its author still answers


def see(do: Doing, me: Person, effect: See) -> Outcome:
    row = open_to(do, me, effect.record_id)
    if isinstance(row, Refusal):
        return Refused(row)
    data_requests.note(
        do.c, do.now, kind=Kind.SEE, by=me.id, verified=effect.verified, asker=effect.asker,
        record_id=row.id, done=True,
    )  # fmt: skip
    audit.note(do.c, do.now, me.id, "see", "record", row.id)
    record = do.desk.record(row.id)
    return Seen(record) if record else Refused(Refusal.GONE)


# --- correct


def correct(do: Doing, me: Person, effect: Correct) -> Outcome:
    row = open_to(do, me, effect.record_id)
    if isinstance(row, Refusal):
        return Refused(row)
    if effect.key not in CORRECTED or row.hidden_at is not None or not effect.text.strip():
        return Refused(Refusal.RIGHTS)
    at_once = _alone(me, row)
    id = data_requests.note(
        do.c, do.now, kind=Kind.CORRECT, by=me.id, verified=effect.verified, asker=effect.asker,
        record_id=row.id, text=f"{effect.key}: {effect.text}", done=at_once,
    )  # fmt: skip
    audit.note(do.c, do.now, me.id, "correct", "record", row.id)
    if not at_once:
        return asked(do, id)
    _put_right(do.c, do.keyring, row, effect.key, effect.text, me.id, do.now)
    do.desk.forget()
    record = do.desk.record(row.id)
    return Corrected(record) if record else Refused(Refusal.GONE)


def _alone(me: Person, row: AnyRow) -> bool:
    """Whether one person is enough: an office, or the author before the commune confirmed."""
    post = acting(me, Verb.ANSWER, row.path)
    return post is not None and (post.role is not Role.REPORTER or Status(row.status) in NEAR)


def _put_right(  # noqa: PLR0913, PLR0917 - which answer of which record, by whom, when
    c: Connection, keyring: Keyring, row: AnyRow, key: str, text: str, person_id: int | None,
    now: datetime,
) -> None:  # fmt: skip
    """Other words in the place of an answer; a name is put right in the copies as well."""
    said: dict[str, Value] = {"text": text}
    new = {"value": said, "person_id": person_id, "at": now}
    put = upsert(c, answers).values(record_id=row.id, key=key, restricted=False, **new)
    keys = [answers.c.record_id, answers.c.key]
    c.execute(put.on_conflict_do_update(index_elements=keys, set_=new))
    named = {"name": text, "folded": fold(text)} if key == "R4" else {}
    if named:
        scrubbing.name(c, keyring, row, scrubbing.swap(c, row, text))
    mine = update(table).where(table.c.id == row.id)
    c.execute(mine.values(version=row.version + 1, **named))
    if named and row.subject_id is not None:
        c.execute(update(subjects).where(subjects.c.id == row.subject_id).values(**named))


# --- erase


def ask_erase(do: Doing, me: Person, effect: AskErase) -> Outcome:
    if not effect.record_id:
        return _ask(do, me, effect, None, me.id)
    row = open_to(do, me, effect.record_id)
    if isinstance(row, Refusal):
        return Refused(row)
    if row.erased_at is not None:
        return Refused(Refusal.GONE)
    return _ask(do, me, effect, row.id, None)


def _ask(
    do: Doing, me: Person, effect: AskErase, record_id: int | None, of_person_id: int | None
) -> Outcome:
    """A request; the one that waits already is asked about once more."""
    id = data_requests.open_for(do.c, Kind.ERASE, record_id, of_person_id)
    if not id:
        verified = effect.verified if record_id else Verified.OWN
        id = data_requests.note(
            do.c, do.now, kind=Kind.ERASE, by=me.id, verified=verified, asker=effect.asker,
            record_id=record_id, of_person_id=of_person_id,
        )  # fmt: skip
    thing = ("record", record_id) if record_id else ("person", of_person_id)
    audit.note(do.c, do.now, me.id, "ask_erase", *thing)
    return asked(do, id)


def asked(do: Doing, id: int) -> Outcome:
    """A request that waits for a second person, and who that may be."""
    plan = plans.current(do.c)
    request = data_requests.get(do.c, plan, id) if plan else None
    if request is None:
        return Refused(Refusal.GONE)
    others = data_requests.seconds(do.c, request)
    return Asked(request, tuple((r.id, r.name) for r in others))


# --- a second person


def settle(do: Doing, me: Person, effect: SettleData) -> Outcome:
    plan = plans.current(do.c)
    request = data_requests.get(do.c, plan, effect.id) if plan else None
    if request is None:
        return Refused(Refusal.GONE)
    if not data_requests.may_settle(me, request):
        return Refused(Refusal.RIGHTS)
    if not data_requests.settle(do.c, request.id, me.id, do.now, done=effect.agreed):
        return Refused(Refusal.GONE)
    audit.note(do.c, do.now, me.id, "agree_data" if effect.agreed else "keep_data", "request",
               request.id)  # fmt: skip
    if effect.agreed:
        carry_out(do.c, do.keyring, request, me.id, do.now)
    do.desk.forget()
    return Settled(request, effect.agreed)


def carry_out(
    c: Connection, keyring: Keyring, request: DataRequest, person_id: int | None, now: datetime
) -> None:
    """Do what two people agreed on; `person_id` is the second, None the operator."""
    row = records.get(c, request.record_id) if request.record_id else None
    if request.kind is Kind.CORRECT and row is not None and row.hidden_at is None:
        key, _, text = request.note.partition(": ")
        _put_right(c, keyring, row, key, text, person_id, now)
    elif request.kind is Kind.ERASE and row is not None:
        erasing.record(c, keyring, row, now)
    elif request.kind is Kind.ERASE and request.praise_id:
        _forget(c, keyring, request.praise_id, person_id, now)
    elif request.kind is Kind.ERASE:
        erasing.person(c, request.by_id, now)  # who asks to be erased asks for themselves


def _forget(
    c: Connection, keyring: Keyring, praise_id: int, person_id: int | None, now: datetime
) -> None:
    row = praises.row(c, praise_id)
    if row is not None and row.record_id is None:
        erasing.praise(c, keyring, row, now)
        praises.say(c, praise_id, Act.FORGET, person_id, None, now)


# --- one's own


def rename(do: Doing, me: Person, effect: Rename) -> Outcome:
    name = effect.name.strip()[:NAME_LENGTH]
    if not name:
        return Refused(Refusal.RIGHTS)
    do.c.execute(update(people).where(people.c.id == me.id).values(name=name))
    audit.note(do.c, do.now, me.id, "rename", "person", me.id)
    return Renamed(name)
