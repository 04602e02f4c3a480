"""Wishes about work on the ground made real. Rights are checked here again, at the row."""

from campaign.contributions import Contribute, Contributed
from campaign.contributions import is_sound as can_be
from campaign.desk import Outcome, Refusal, Refused
from campaign.fostering import NoteHelp, SetMentor
from campaign.ground import GroundDone, Work
from campaign.half_year import FOLLOWED, KeepCard, half_of
from campaign.people import Person, Role, Verb, may
from campaign.problems import Answer, PassUp, Raise
from campaign.village_card import KeepVillageCard, VillageCardKept
from campaign.yearly import VILLAGE, KeepSheet, SheetKept, is_sound
from storage import (
    audit,
    card_effects,
    contributions,
    foster_effects,
    problem_effects,
    ratings,
    survey_effects,
    units,
    village_cards,
    yearly,
)
from storage.doing import Doing
from storage.paths import ids_of


def perform(do: Doing, me: Person, work: Work) -> Outcome:
    if isinstance(work, KeepSheet):
        return _keep_sheet(do, me, work)
    if isinstance(work, KeepCard):
        return card_effects.perform(do, me, work)
    if isinstance(work, Contribute):
        return _contribute(do, me, work)
    if isinstance(work, KeepVillageCard):
        return _keep_village(do, me, work)
    if isinstance(work, SetMentor | NoteHelp):
        return foster_effects.perform(do, me, work)
    if isinstance(work, Raise | Answer | PassUp):
        return problem_effects.perform(do, me, work)
    return survey_effects.perform(do, me, work)


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
    ratings.to_records(do.c, do.keyring, unit, work.told, me.id, do.now)
    audit.note(do.c, do.now, me.id, "sheet", "unit", unit.id)
    do.desk.forget()
    after = do.desk.reviews.ground.sheet(unit.id)
    missing = tuple(part for part in asked if after and part not in after.now)
    return GroundDone(SheetKept(unit.name, work.told, missing))


def _keep_village(do: Doing, me: Person, work: KeepVillageCard) -> Outcome:
    unit = units.get(do.c, me.post.unit_id)
    own = me.post.role is Role.REPORTER and may(me.post, Verb.TELL, me.post.path)
    if unit is None or unit.level != VILLAGE or not own:
        return Refused(Refusal.RIGHTS)
    half = half_of(do.desk.today)
    village_cards.keep(do.c, unit.id, half, work.card, me.id, do.now)
    audit.note(do.c, do.now, me.id, "card", "unit", unit.id)
    do.desk.forget()
    return GroundDone(VillageCardKept(unit.name, work.card))


def _contribute(do: Doing, me: Person, work: Contribute) -> Outcome:
    row = do.desk.row(work.record_id) if work.record_id else None
    path = ids_of(row.path) if row is not None else me.post.path
    lost = bool(work.record_id) and row is None
    if lost or me.post.unit_id < 0 or not may(me.post, Verb.TELL, path):
        return Refused(Refusal.RIGHTS)
    if not can_be(work.figures) or (row is not None and row.status not in FOLLOWED):
        return Refused(Refusal.RIGHTS)
    id = contributions.add(do.c, path[-1], work.record_id, work.figures, me.id, do.now)
    audit.note(do.c, do.now, me.id, "contribute", "unit", id)
    do.desk.forget()
    giving = do.desk.reviews.ground.giving()
    if giving is None:
        return Refused(Refusal.GONE)
    name = row.name if row else giving.unit
    return GroundDone(Contributed(name, giving.total, giving.year, work.record_id))
