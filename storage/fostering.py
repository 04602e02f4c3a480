"""Who follows and helps an exemplar, and the help it was given, as they are kept."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, bindparam, insert, or_, select, type_coerce

from campaign.fostering import Fostered, Help, Mentor, NoteHelp, SetMentor
from campaign.vietnam import local_day
from storage.tables import answers, helps, mentors, people, records

REGISTERED_AS = "R6/mentor"  # the question of the registration that asks for the same


def of_record(c: Connection, record_id: int) -> Fostered:
    mine = {"record": record_id}
    return Fostered(
        tuple(Mentor(r.name, local_day(r.at), r.by or "") for r in c.execute(_MENTORS, mine)),
        tuple(Help(r.day, r.what, r.whose) for r in c.execute(_HELPS, mine)),
    )


_MENTORS = (
    select(mentors, people.c.name.label("by"))
    .outerjoin(people, people.c.id == mentors.c.person_id)
    .where(mentors.c.record_id == bindparam("record"))
    .order_by(mentors.c.id.desc())
)
_HELPS = (
    select(helps)
    .where(helps.c.record_id == bindparam("record"))
    .order_by(helps.c.day.desc(), helps.c.id.desc())
)


def has_mentor() -> ColumnElement[bool]:
    """Records of which somebody is named who follows and helps."""
    since = select(mentors.c.id).where(mentors.c.record_id == records.c.id)
    first = select(answers.c.record_id).where(
        answers.c.record_id == records.c.id, answers.c.key == REGISTERED_AS,
        type_coerce(answers.c.value, Text).contains('"text"'),
    )  # fmt: skip
    return or_(since.exists(), first.exists())


def name(c: Connection, work: SetMentor, by: int, now: datetime) -> None:
    c.execute(
        insert(mentors).values(
            record_id=work.record_id, name=work.name.strip(), person_id=by, at=now
        )
    )


def help_given(c: Connection, work: NoteHelp, by: int, now: datetime) -> None:
    c.execute(
        insert(helps).values(
            record_id=work.record_id, day=work.day, what=work.what.strip(),
            whose=work.whose.strip(), person_id=by, at=now,
        )
    )  # fmt: skip
