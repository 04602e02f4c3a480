"""A made-up province of records in every state, put there without any conversation."""

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, select, update

from campaign.people import Role
from campaign.proof import Finding
from campaign.text import fold
from campaign.units import Unit
from campaign.workflow import STEPS, Status
from storage import people, records, spot_checks, units
from storage.people import Contact
from storage.records import Answered
from storage.secrets import Keyring
from storage.tables import contacts, decisions, evidence, nothings, subjects
from storage.tables import records as table
from tests.territory import DAY, FIRST, LONG_AGO, NOW, PLAN, SECOND, move, record, settle, unit

KEYRING = Keyring("khóa thử")
KINDS = (("1.2B", "household"), ("1.3", "village"), ("1.4", "front_work_committee"))
BEFORE = date(2021, 1, 4)  # any round
COMMUNES = ("04249", "04252", "04474", "04414")  # of three districts
FACTS = {"M2B.3@2021", "GC6@2021"}
GIVEN: dict[str, dict[str, tuple[Any, ...]]] = {  # by kind, what may be answered
    "household": {
        "M2B.1": ({"text": "Đổi mới"}, "no"), "M2B.2": (["machines"], ["none"]),
        "M2B.6": (["poor"], ["none"]), "M2B.3@2021": ("higher", "same"),
        "M2B.5": ("good", "mended", "breach"),
    },
    "village": {"M3.1a": ({"text": "Đường hoa"}, {"state": "later"})},
    "front_work_committee": {
        "GC6@2021": ("excellent", "good", "done", "unrated"), "M4.2a": ("good", "breach"),
    },
}  # fmt: skip


def officer(c: Connection, role: Role, code: str) -> Contact:
    person_id = people.add(c, f"Người {role} {code}", NOW)
    people.appoint(c, person_id, unit(c, code).id, role, NOW)
    new = insert(contacts).values(
        channel="web", address=f"{role}-{code}-{person_id}", person_id=person_id, created_at=NOW
    )
    return people.find(c, int(c.execute(new.returning(contacts.c.id)).scalar_one()))


def fill(c: Connection, seed: int, n: int) -> None:
    """`n` records in eight villages; what happens to each is up to the seed."""
    settle(c)
    chance = Random(seed)
    officer(c, Role.PROVINCE, "15")
    places = [_village(c, code, k) for code in COMMUNES for k in (1, 2, 3)]
    some = places[:-3]  # the rest stay silent
    made = [_record(c, chance, number, chance.choice(some)) for number in range(1, n + 1)]
    for id in made[::5]:
        c.execute(update(table).where(table.c.id == id).values(derived_from_id=made[0]))
    term = f"{PLAN.id}:D1"
    c.execute(insert(nothings).values(unit_id=places[-1].id, term=term, person_id=1, at=NOW))


def _village(c: Connection, commune: str, n: int) -> Unit:
    return units.add_village(c, unit(c, commune).id, f"Tổ {n}", "tổ dân phố", BEFORE)


def _record(c: Connection, chance: Random, number: int, place: Unit) -> int:
    what = chance.choice(KINDS)
    phase = chance.choice((FIRST, FIRST, SECOND))
    at = LONG_AGO + timedelta(days=chance.randrange(60))
    id = record(c, place.code, what, phase=phase, at=at)
    name = f"Giàng A Tủa {number}"
    c.execute(
        update(table).where(table.c.id == id).values(
            path="/" + "".join(f"{one}/" for one in place.path), name=name, folded=fold(name),
            subject_id=_subject(c, what[1], name, place),
        )
    )  # fmt: skip
    if _walk(c, chance, id) is not Status.DRAFT:
        c.execute(update(table).where(table.c.id == id).values(number=number))
    _tell(c, chance, id, what[1])
    return id


def _subject(c: Connection, kind: str, name: str, place: Unit) -> int:
    new = insert(subjects).values(kind=kind, name=name, folded=fold(name), unit_id=place.id)
    return int(c.execute(new.returning(subjects.c.id)).scalar_one())


def _walk(c: Connection, chance: Random, id: int) -> Status:
    """Some steps of the workflow, each some days after the one before."""
    status, at = Status.DRAFT, LONG_AGO + timedelta(days=60)
    for _ in range(chance.randrange(10)):
        ahead = [s.target for s in STEPS if s.source is status and s.target is not status]
        kind = [s for s in ahead if s is not Status.WITHDRAWN] or ahead
        if not kind:
            break
        target, at = chance.choice(kind), at + timedelta(days=chance.randrange(1, 16))
        move(c, id, status, target, at)
        status = target
        if status is Status.RECOGNISED and chance.random() < 0.5:
            _commended(c, id, revoked=chance.random() < 0.3)
    return status


def _commended(c: Connection, id: int, *, revoked: bool) -> None:
    c.execute(
        insert(decisions).values(
            record_id=id, kind="commendation", authority="UBND", number="1/QĐ", date=DAY,
            revoked=revoked, at=LONG_AGO,
        )
    )  # fmt: skip


def _tell(c: Connection, chance: Random, id: int, kind: str) -> None:
    row = records.get(c, id)
    assert row is not None
    given = {key: chance.choice(values) for key, values in GIVEN[kind].items()}
    given = {key: value for key, value in given.items() if chance.random() < 0.8}
    given["R10"] = chance.choice((["name", "photo"], ["none"]))
    answers = [Answered(key, value, key in FACTS, restricted=False) for key, value in given.items()]
    records.answer(c, KEYRING, row, answers, 1, LONG_AGO)
    for key in [k for k in given if k != "R10" and chance.random() < 0.6]:
        _photo(c, id, key)
    if chance.random() < 0.5:
        _seen(c, chance, id, "")
    if chance.random() < 0.3:
        _seen(c, chance, id, chance.choice(list(given)).partition("@")[0])


def _photo(c: Connection, id: int, key: str) -> None:
    contact_id = c.scalar(select(contacts.c.id).limit(1))
    c.execute(
        insert(evidence).values(
            contact_id=contact_id, kind="photo", ref={}, state="stored", record_id=id, key=key,
            received_at=LONG_AGO,
        )
    )  # fmt: skip


def _seen(c: Connection, chance: Random, id: int, key: str) -> None:
    spot_checks.note(
        c, NOW, record_id=id, key=key, finding=chance.choice(list(Finding)),
        day=DAY - timedelta(days=chance.randrange(200)), words="", evidence_id=None, person_id=1,
        role=Role.COMMUNE, next_visit=DAY + timedelta(days=id % 20) if id % 3 else None,
    )  # fmt: skip
