"""Wishes about work on the ground made real. Rights are checked here again, at the row."""

from campaign.desk import Outcome, Refusal, Refused
from campaign.ground import GroundDone, Work
from campaign.half_year import KeepCard
from campaign.people import Person, Verb, may
from campaign.yearly import KeepSheet, SheetKept, is_sound
from storage import audit, card_effects, problem_effects, units, yearly
from storage.doing import Doing


def perform(do: Doing, me: Person, work: Work) -> Outcome:
    if isinstance(work, KeepSheet):
        return _keep_sheet(do, me, work)
    if isinstance(work, KeepCard):
        return card_effects.perform(do, me, work)
    return problem_effects.perform(do, me, work)


def _keep_sheet(do: Doing, me: Person, work: KeepSheet) -> Outcome:
    unit = units.get(do.c, work.unit_id)
    if unit is None or not any(may(p, Verb.TELL, unit.path) for p in me.posts):
        return Refused(Refusal.RIGHTS)
    before = do.desk.reviews.ground.sheet(unit.id)
    asked = before.asked if before else ()
    sound = all(part in asked and is_sound(part, value) for part, value in work.told.items())
    if not (work.told and sound):
        return Refused(Refusal.RIGHTS)
    yearly.keep(do.c, unit.id, work.told, me.id, do.now)
    audit.note(do.c, do.now, me.id, "sheet", "unit", unit.id)
    do.desk.forget()
    after = do.desk.reviews.ground.sheet(unit.id)
    missing = tuple(part for part in asked if after and part not in after.now)
    return GroundDone(SheetKept(unit.name, work.told, missing))
