"""The wish to register again made real: the next draft, with what goes along from before."""

from sqlalchemy import insert, select, update

from campaign.desk import Outcome, Refusal, Refused
from campaign.exemplar import Record, Value
from campaign.people import Person, Verb
from campaign.renewal import CARRIED, DEEDS, RENEWABLE, Choice, Renew, Renewed, following
from storage import audit, plans, records
from storage.doing import Doing, acting
from storage.records import Answered
from storage.renewals import renewable
from storage.tables import records as table
from storage.tables import renewals
from storage.types import AnyRow


def perform(do: Doing, me: Person, effect: Renew) -> Outcome:
    row, record = do.desk.row(effect.record_id), do.desk.record(effect.record_id)
    if row is None or record is None or acting(me, Verb.REGISTER, row.path) is None:
        return Refused(Refusal.RIGHTS)
    records.lock(do.c, row.id)
    open_ = renewable(do.c, me.post, following(do.desk.plan, do.desk.today))
    due = any((r.line.id, r.phase) == (row.id, effect.phase) for r in open_)
    reasoned = effect.choice is not Choice.STOP or bool(effect.why.strip())
    if not (due and reasoned and record.status in RENEWABLE):
        return Refused(Refusal.GONE)
    draft = 0 if effect.choice is Choice.STOP else _drafted(do, me, row, record, effect)
    do.c.execute(
        insert(renewals).values(
            record_id=row.id, phase=effect.phase, choice=effect.choice, renewed_id=draft or None,
            why=effect.why, person_id=me.id, at=do.now,
        )
    )  # fmt: skip
    audit.note(do.c, do.now, me.id, f"renew_{effect.choice}", "record", row.id)
    do.desk.forget()
    return Renewed(record, effect.phase, effect.choice, draft, effect.why)


def _drafted(do: Doing, me: Person, row: AnyRow, record: Record, effect: Renew) -> int:
    """A new draft about the same subject; its id."""
    plan_id, channel = plans.current_id(do.c) or row.plan_id, do.desk.contact.channel
    id = records.begin(
        do.c, do.now, plan_id=plan_id, person_id=me.id, post=me.post, channel=channel
    )
    do.c.execute(update(table).where(table.c.id == id).values(subject_id=row.subject_id))
    new = do.c.execute(select(table).where(table.c.id == id)).one()
    given = [
        Answered(key, value, fact=False, restricted=False)
        for key, value in carried(record, effect).items()
    ]
    records.answer(do.c, do.keyring, new, given, me.id, do.now)
    return id


def carried(record: Record, effect: Renew) -> dict[str, Value]:
    """The answers of the next registration that are those of the last one."""
    kept = {
        key: value
        for key, value in record.answers.items()
        if key.partition("/")[0] in CARRIED or (key == DEEDS and effect.choice is Choice.KEEP)
    }
    return kept | {"R4/same": "other", "R8": effect.phase}
