"""Who may do what, where: every role, every verb, every place. What nobody granted is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, insert, select

from campaign.desk import Assign, Discard, Invite, Invited, Move, Moved, Refused
from campaign.exemplar import Value
from campaign.people import INVITED as GIVEN
from campaign.people import Role, Verb
from campaign.workflow import STEPS, Status
from campaign.worklists import Standing
from storage import people, plans, records, units
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.people import Contact
from storage.records import Answered
from storage.tables import contacts, evidence
from storage.tables import records as table
from tests.stage import BUILT, KEYRING, Stage
from tests.territory import FIRST

NOW = BUILT + timedelta(days=100)
_V = Verb

# What the plan gives to each role, said once more by hand: this table is the test.
ALLOWED: dict[Role, frozenset[Verb]] = {
    Role.REPORTER: frozenset({_V.SUBMIT, _V.WITHDRAW}),
    Role.COMMUNE: frozenset(
        {_V.SUBMIT, _V.CONFIRM, _V.RETURN, _V.DECLINE, _V.BUILD, _V.WITHDRAW}
    ),
    Role.DISTRICT: frozenset(
        {
            _V.SUBMIT, _V.SELECT, _V.RETURN, _V.DECLINE, _V.BUILD, _V.ASSESS, _V.RECOGNISE,
            _V.COMMEND, _V.SUSPEND, _V.RESUME, _V.REVOKE, _V.CLOSE, _V.WITHDRAW,
        }
    ),
    Role.PROVINCE: frozenset(
        {
            _V.SUBMIT, _V.RECEIVE, _V.RETURN, _V.RECOGNISE, _V.COMMEND, _V.SUSPEND, _V.RESUME,
            _V.REVOKE, _V.CLOSE, _V.WITHDRAW,
        }
    ),
    Role.VIEWER: frozenset(),
    Role.ADMIN: frozenset(),
    Role.CLUSTER: frozenset(),
}  # fmt: skip
MOVING = sorted({step.verb for step in STEPS})
# Where each role is put, and units that lie at, below, beside and above it.
HOME = {
    Role.REPORTER: "04474.1", Role.COMMUNE: "04474", Role.DISTRICT: "137", Role.PROVINCE: "15",
    Role.VIEWER: "04474", Role.ADMIN: "04474",
    Role.CLUSTER: "04474",
}  # fmt: skip
PLACES = {
    "04474.1": {"own": "04474.1", "beside": "04474.2", "above": "04474", "far": "04414.1"},
    "04474": {"own": "04474", "below": "04474.1", "beside": "04414", "above": "137"},
    "137": {"own": "137", "below": "04474", "two below": "04474.1", "far": "04414", "above": "15"},
    "15": {"own": "15", "below": "137", "two below": "04414"},
}
REACHED = {"own", "below", "two below"}


@dataclass(frozen=True, slots=True)
class Case:
    verb: Verb
    where: str
    unit: str
    status: Status


def cases(role: Role) -> Iterator[Case]:
    """Each verb at each place, from a status in which this role, or else any, might use it."""
    for verb in MOVING:
        mine = [s.source for s in STEPS if s.verb is verb and s.role is role]
        source = (mine or [s.source for s in STEPS if s.verb is verb])[0]
        for where, unit in PLACES[HOME[role]].items():
            yield Case(verb, where, unit, source)


def unit_id(c: Connection, code: str) -> int:
    found = units.by_code(c, code, date(2021, 4, 14))
    assert found is not None, code
    return found.id


def actor(c: Connection, role: Role, code: str) -> Contact:
    person_id = people.add(c, f"Người {role} {code}", NOW)
    people.appoint(c, person_id, unit_id(c, code), role, NOW)
    new = insert(contacts).values(
        channel="web", address=f"{role}-{code}", person_id=person_id, created_at=NOW
    )
    return people.find(c, int(c.execute(new.returning(contacts.c.id)).scalar_one()))


def record(c: Connection, code: str, status: Status, **more: object) -> int:
    """A household's record at a unit, registered by the village head of the cast."""
    place = units.get(c, unit_id(c, code))
    assert place is not None
    values = {
        "plan_id": plans.current_id(c), "unit_id": place.id,
        "path": "/" + "".join(f"{id}/" for id in place.path), "category": "1.2B",
        "kind": "household", "name": "Giàng A Tủa", "folded": "giang a tua",
        "phase": "2021-2023", "status": status, "author_id": 1, "author_role": Role.REPORTER,
        "author_unit_id": place.id, "author_channel": "web", "created_at": NOW,
        "changed_at": NOW, "number": None if status is Status.DRAFT else 77,
    }  # fmt: skip
    new = insert(table).values(values | more)
    return int(c.execute(new.returning(table.c.id)).scalar_one())


def doing(c: Connection, who: Contact) -> Doing:
    return Doing(c, KEYRING, StoredDesk(c, KEYRING, who, NOW), NOW, {}, lambda _: {})


FIELDS = {"authority": "UBND", "number": "1/QĐ", "date": "2021-04-01"}


def tried(c: Connection, who: Contact, role: Role, case: Case) -> tuple[bool, bool]:
    """Whether the step was taken, and whether the record really changed; nothing of it stays."""
    savepoint = c.begin_nested()
    draft = {"author_role": role} if case.verb is Verb.SUBMIT else {}  # one sends one's own
    id = record(c, case.unit, case.status, **draft)
    came = perform(doing(c, who), Move(id, 1, case.verb, "lý do", "R5", FIELDS))
    changed = c.scalar(select(table.c.version).where(table.c.id == id)) != 1
    savepoint.rollback()
    return isinstance(came, Moved), changed


def matrix(c: Connection, role: Role) -> dict[Case, tuple[bool, bool]]:
    who = actor(c, role, HOME[role])
    return {case: tried(c, who, role, case) for case in cases(role)}


@pytest.mark.parametrize("role", Role)
async def test_a_step_is_taken_only_where_it_was_granted(role: Role, on_stage: Stage) -> None:
    for case, done in (await on_stage.database.transact(matrix, role)).items():
        wanted = case.verb in ALLOWED[role] and case.where in REACHED
        assert done == (wanted, wanted), case


# --- what is seen


SECRET: list[Answered] = [
    Answered("GI3a@2021", "good", fact=False, restricted=True),
    Answered("R5", {"text": "Trồng chè"}, fact=False, restricted=False),
    Answered("R10", ["name"], fact=False, restricted=False),
]


def seen(c: Connection, role: Role, at: str, of: str) -> dict[str, object]:
    """Everything `role` at one unit gets to see of a record at another."""
    id = record(c, of, Status.SUBMITTED)
    row = records.get(c, id)
    assert row is not None
    records.answer(c, KEYRING, row, SECRET, 1, NOW)
    c.execute(insert(evidence).values(
        contact_id=1, kind="photo", ref={}, state="stored", record_id=id, key="R5/photos",
        received_at=NOW,
    ))  # fmt: skip
    desk = StoredDesk(c, KEYRING, actor(c, role, at), NOW)
    answers: dict[str, Value] = dict(desk.answers(id))
    return {
        "record": desk.record(id) is not None, "by number": desk.by_number(77) is not None,
        "search": len(desk.worklists.search("tủa")),
        "listed": sum(desk.worklists.counts([Standing((Status.SUBMITTED,))], FIRST)),
        "pictures": len(desk.reviews.pictures(id)),
        "kept": sum(desk.kept(id, "R5/photos").values()),
        "plain": "R5" in answers, "rating": answers.get("GI3a@2021"),
    }  # fmt: skip


NOTHING = {
    "record": False, "by number": False, "search": 0, "listed": 0, "pictures": 0, "kept": 0,
    "plain": False, "rating": None,
}  # fmt: skip
ALL = {
    "record": True, "by number": True, "search": 1, "listed": 1, "pictures": 1, "kept": 1,
    "plain": True, "rating": "good",
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
async def test_a_record_elsewhere_is_simply_not_there(role: Role, on_stage: Stage) -> None:
    home = HOME[role]
    for where, unit in PLACES[home].items():
        if where in REACHED:
            continue

        def look(c: Connection, unit: str = unit) -> dict[str, object]:
            savepoint = c.begin_nested()
            found = seen(c, role, home, unit)
            savepoint.rollback()
            return found

        assert await on_stage.database.transact(look) == NOTHING, where


@pytest.mark.parametrize(
    ("role", "code", "rating"),
    [
        (Role.REPORTER, "04474.1", None), (Role.COMMUNE, "04474", "good"),
        (Role.DISTRICT, "137", "good"), (Role.PROVINCE, "15", "good"),
        (Role.VIEWER, "04474", None), (Role.ADMIN, "04474", None),
    ],
)  # fmt: skip
async def test_ratings_are_shown_to_offices_only(
    role: Role, code: str, rating: str | None, on_stage: Stage
) -> None:
    found = await on_stage.database.transact(seen, role, code, "04474.1")
    assert found == ALL | {"rating": rating}


# --- the other wishes


INVITED = {  # by whom, to which post, in which unit
    (Role.COMMUNE, Role.REPORTER, "04474.1"), (Role.COMMUNE, Role.VIEWER, "04474.1"),
    (Role.DISTRICT, Role.COMMUNE, "04474.1"), (Role.DISTRICT, Role.REPORTER, "04474.1"),
    (Role.DISTRICT, Role.VIEWER, "04474.1"),
    *((Role.PROVINCE, r, u) for r in GIVEN if r is not Role.ADMIN for u in ("04474.1", "04414.1")),
    *((Role.ADMIN, r, "04474.1") for r in GIVEN),
}  # fmt: skip


def inviting(c: Connection, role: Role) -> set[tuple[Role, Role, str]]:
    who = actor(c, role, HOME[role])
    found = set()
    for post in Role:
        for code in ("04474.1", "04414.1"):
            came = perform(doing(c, who), Invite(unit_id(c, code), post, "Ai đó"))
            if isinstance(came, Invited):
                found.add((role, post, code))
    return found


@pytest.mark.parametrize("role", Role)
async def test_a_post_invites_below_itself_only(role: Role, on_stage: Stage) -> None:
    found = await on_stage.database.transact(inviting, role)
    assert found == {one for one in INVITED if one[0] is role}


def meddling(c: Connection, role: Role) -> list[object]:
    """Dropping a draft, and giving photos to a record, in somebody else's unit."""
    who = actor(c, role, HOME[role])
    draft = record(c, "04414.1", Status.DRAFT)
    new = insert(evidence).values(
        contact_id=who.id, kind="photo", ref={}, state="stored", received_at=NOW
    )
    photo = int(c.execute(new.returning(evidence.c.id)).scalar_one())
    do = doing(c, who)
    return [perform(do, Discard(draft, 1)), perform(do, Assign((photo,), draft, "R5/photos"))]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.PROVINCE])
async def test_nobody_meddles_with_a_draft_elsewhere(role: Role, on_stage: Stage) -> None:
    outcomes = await on_stage.database.transact(meddling, role)
    assert all(isinstance(came, Refused) for came in outcomes)
