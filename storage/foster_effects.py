"""Wishes about who helps an exemplar made real. Rights are checked here again, at the row."""

from typing import assert_never

from campaign.desk import Outcome, Refusal, Refused
from campaign.fostering import Fostering, FosterWork, Help, Mentor, NoteHelp, SetMentor, is_sound
from campaign.ground import GroundDone
from campaign.half_year import FOLLOWED
from campaign.people import Person, Verb
from campaign.workflow import Status
from storage import audit, fostering
from storage.doing import Doing, acting


def perform(do: Doing, me: Person, work: FosterWork) -> Outcome:
    row = do.desk.row(work.record_id)
    if row is None or row.hidden_at is not None or acting(me, Verb.TELL, row.path) is None:
        return Refused(Refusal.RIGHTS)
    if Status(row.status) not in FOLLOWED or not is_sound(work, do.desk.today):
        return Refused(Refusal.RIGHTS)
    kept = _kept(do, me, work)
    audit.note(do.c, do.now, me.id, "foster", "record", row.id)
    do.desk.forget()
    return GroundDone(Fostering(row.id, row.name, kept))


def _kept(do: Doing, me: Person, work: FosterWork) -> Mentor | Help:
    match work:
        case SetMentor(name=name):
            fostering.name(do.c, work, me.id, do.now)
            return Mentor(name, do.desk.today, me.name)
        case NoteHelp(day=day, what=what, whose=whose):
            fostering.help_given(do.c, work, me.id, do.now)
            return Help(day, what, whose)
    assert_never(work)
