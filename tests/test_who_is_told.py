"""Every step on the way up: who hears of it, and nobody else, on either side of July 2025."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, insert, select

from bot import cast, review_telling, step_telling
from bot.channels.base import Body
from campaign.desk import Effect, Move, Moved, Outcome
from campaign.exemplar import Ask
from campaign.people import Role, Verb
from campaign.review_wishes import Inquire, Reply
from campaign.workflow import STEPS, Status, step
from storage import inquiries, people, review
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.outbox import Message
from storage.people import Contact
from storage.tables import contacts
from tests.stage import KEYRING, Stage, address_of
from tests.test_rights import FIELDS, NOW, record, unit_id

_S = Status
VILLAGE, COMMUNE, DISTRICT, PROVINCE = "hoa", "minh", "lan", "tinh"
ROLES = {
    VILLAGE: Role.REPORTER, COMMUNE: Role.COMMUNE, DISTRICT: Role.DISTRICT, PROVINCE: Role.PROVINCE
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    who: str
    verb: Verb
    source: Status
    told: frozenset[str]

    def __str__(self) -> str:
        return f"{self.who} {self.verb} {self.source}"


def case(who: str, verb: Verb, source: Status, *told: str) -> Case:
    return Case(who, verb, source, frozenset(told))


# The whole way up, said once by hand: this table is the test.
TOLD = (
    case(VILLAGE, Verb.SUBMIT, _S.RETURNED, COMMUNE),
    case(COMMUNE, Verb.CONFIRM, _S.SUBMITTED, VILLAGE, DISTRICT),
    case(COMMUNE, Verb.RETURN, _S.SUBMITTED, VILLAGE),
    case(COMMUNE, Verb.DECLINE, _S.SUBMITTED, VILLAGE),
    case(DISTRICT, Verb.SELECT, _S.COMMUNE_CONFIRMED, VILLAGE, PROVINCE),
    case(DISTRICT, Verb.RETURN, _S.COMMUNE_CONFIRMED, VILLAGE, COMMUNE),
    case(DISTRICT, Verb.DECLINE, _S.COMMUNE_CONFIRMED, VILLAGE, COMMUNE),
    case(PROVINCE, Verb.RECEIVE, _S.SELECTED, VILLAGE),
    case(PROVINCE, Verb.RETURN, _S.SELECTED, VILLAGE, COMMUNE, DISTRICT),
    case(VILLAGE, Verb.WITHDRAW, _S.SUBMITTED, COMMUNE),
    case(VILLAGE, Verb.WITHDRAW, _S.COMMUNE_CONFIRMED, DISTRICT),
    case(VILLAGE, Verb.WITHDRAW, _S.RETURNED, COMMUNE),
    case(COMMUNE, Verb.INQUIRE, _S.SUBMITTED, VILLAGE),
    case(DISTRICT, Verb.INQUIRE, _S.COMMUNE_CONFIRMED, VILLAGE),
    case(VILLAGE, Verb.REPLY, _S.COMMUNE_CONFIRMED, DISTRICT),
)
WAY = {Verb.CONFIRM, Verb.RETURN, Verb.DECLINE, Verb.SELECT, Verb.RECEIVE}


def test_the_table_knows_every_step_of_the_way_up() -> None:
    known = {(ROLES[c.who], c.verb, c.source) for c in TOLD}
    assert {(s.role, s.verb, s.source) for s in STEPS if s.verb in WAY} <= known


def contact(c: Connection, name: str) -> Contact:
    found = select(contacts.c.id).where(contacts.c.address == address_of(name))
    return people.find(c, int(c.execute(found).scalar_one()))


def onlookers(c: Connection) -> None:
    """Officers and heads elsewhere, and one who only looks on at the same commune."""
    cast.add_villages(c, NOW.date(), cast.EXTRA_UNITS)
    cast.join(c, NOW, parts=cast.EXTRAS)
    person_id = people.add(c, "Người xem", NOW)
    people.appoint(c, person_id, unit_id(c, "04474"), Role.VIEWER, NOW)
    new = {"channel": "web", "address": address_of("viewer"), "person_id": person_id}
    c.execute(insert(contacts).values(new | {"created_at": NOW}))


def on_its_way(c: Connection, source: Status) -> int:
    """A record of Hòa's that has come as far as `source`, with the steps that led there."""
    id = record(c, "04474.1", source)
    taken = [(COMMUNE, Verb.CONFIRM, _S.SUBMITTED), (DISTRICT, Verb.SELECT, _S.COMMUNE_CONFIRMED)]
    far = {_S.COMMUNE_CONFIRMED: 1, _S.SELECTED: 2}.get(source, 0)
    if source is _S.RETURNED:
        taken, far = [(COMMUNE, Verb.RETURN, _S.SUBMITTED)], 1
    for who, verb, before in taken[:far]:
        after = step(ROLES[who], verb, before)
        assert after is not None
        person = contact(c, who).person
        assert person is not None
        review.happened(
            c, NOW, record_id=id, person_id=person.id, post=person.post, verb=verb, source=before,
            target=after.target, note="lý do", key="R5" if verb is Verb.RETURN else "",
        )  # fmt: skip
    return id


def wish(c: Connection, case: Case, id: int) -> Effect:
    if case.verb is Verb.INQUIRE:
        return Inquire(id, "Bán cho ai?")
    if case.verb is Verb.REPLY:
        asker = contact(c, DISTRICT).person
        assert asker is not None
        asked = inquiries.ask(c, id, asker.id, Role.DISTRICT, "Bán cho ai?", NOW)
        return Reply(asked, {"text": "Hợp tác xã"})
    asks = (Ask("R5", "Ghi rõ"),) if case.verb is Verb.RETURN else ()
    return Move(id, 1, case.verb, "lý do", "R5" if asks else "", FIELDS, asks)


def messages(c: Connection, case: Case) -> tuple[Outcome, list[Message]]:
    desk = StoredDesk(c, KEYRING, contact(c, case.who), NOW)
    do = Doing(c, KEYRING, desk, NOW, {}, lambda _: {})
    came = perform(do, wish(c, case, on_its_way(c, case.source)))
    if isinstance(came, Moved):
        return came, step_telling.told(c, desk.me, came)
    return came, review_telling.told(c, desk.me, came)


def who_hears(c: Connection, case: Case) -> tuple[Outcome, list[str], list[str]]:
    onlookers(c)
    came, put = messages(c, case)
    by_id = {r.id: r.address for r in c.execute(select(contacts.c.id, contacts.c.address))}
    names = [by_id[m["contact_id"]].removeprefix("demo-") for m in put]
    return came, names, [Body.from_json(m["body"]).text for m in put]


@pytest.mark.parametrize("case", TOLD, ids=str)
async def test_a_step_is_told_to_those_it_concerns_and_to_nobody_else(
    case: Case, on_stage: Stage
) -> None:
    came, names, texts = await on_stage.database.transact(who_hears, case)
    assert sorted(names) == sorted(case.told), came
    assert all("0077" in text for text in texts)
    if case.verb is Verb.WITHDRAW:
        assert all("đã được rút" in text for text in texts)


async def test_only_the_author_is_asked_to_supplement(on_stage: Stage) -> None:
    returned = next(c for c in TOLD if (c.who, c.verb) == (PROVINCE, Verb.RETURN))
    _, names, texts = await on_stage.database.transact(who_hears, returned)
    asked = {name: "bổ sung 0077" in text for name, text in zip(names, texts, strict=True)}
    assert asked == {VILLAGE: True, COMMUNE: False, DISTRICT: False}
