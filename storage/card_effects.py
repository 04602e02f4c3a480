"""A card of six months made real, with the help that it asks for."""

from campaign.desk import Outcome, Refusal, Refused
from campaign.ground import GroundDone
from campaign.half_year import FOLLOWED, CardKept, KeepCard, asks_for, half_of, owner
from campaign.people import Person, Verb
from campaign.problems import LONGEST, Problem, Raise, desks_above
from campaign.workflow import Status
from storage import audit, half_year, problems
from storage.doing import Doing, acting
from storage.types import AnyRow


def perform(do: Doing, me: Person, work: KeepCard) -> Outcome:
    row = do.desk.row(work.record_id)
    if row is None or acting(me, Verb.TELL, row.path) is None:
        return Refused(Refusal.RIGHTS)
    known_keys = {c.id for c in do.desk.plan_of(row.id).half_year}
    strange = {key.partition("/")[0] for key in work.values} - known_keys
    if Status(row.status) not in FOLLOWED or strange:
        return Refused(Refusal.RIGHTS)
    half = half_of(do.desk.today)
    known = half_year.cards(do.c, row.id, half).known
    half_year.keep(do.c, row.id, half, work.values, me.id, do.now)
    audit.note(do.c, do.now, me.id, "card", "record", row.id)
    problem = _raised(do, me, row, asks_for(work.values, known))
    do.desk.forget()
    return GroundDone(CardKept(row.number, row.name, work.values, problem))


def _raised(do: Doing, me: Person, row: AnyRow, asked: tuple[str, str]) -> Problem | None:
    wanted, text = asked
    above = list(desks_above(me.post.role, district=do.desk.has_districts))
    role = owner(wanted, above)
    if not text or role is None:
        return None
    said = f"{row.name}: {text}"[:LONGEST]
    id = problems.add(do.c, me, Raise(said, role), do.now)
    audit.note(do.c, do.now, me.id, "problem", "problem", id)
    return problems.get(do.c, id)
