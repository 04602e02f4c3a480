"""Exemplars nearby, checks on the spot and random lists at their edges: who may, what leaks."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update

from bot.field_telling import told
from campaign.desk import Outcome, Refusal, Refused
from campaign.exemplar import Value
from campaign.field import Checked, DrawChecks, Drawn, FieldWish, LearnFrom, Learning, NoteCheck
from campaign.people import Role
from campaign.privacy import Children
from campaign.proof import Finding, Proof, Seen, is_positive, proof_of
from campaign.workflow import Status
from storage import draws, exemplars, pages, people, records, spot_checks, summaries, units
from storage.database import Database
from storage.draws import Ticket
from storage.effects import perform
from storage.export import everything
from storage.people import Contact
from storage.records import Answered
from storage.tables import contacts, decisions, evidence, lessons
from storage.tables import people as people_rows
from storage.tables import records as table
from tests.closing import doing
from tests.made_up import officer
from tests.stage import KEYRING
from tests.territory import DAY, FIRST, NOW, PLAN, move, record, unit

_S = Status
UP = (_S.SUBMITTED, _S.COMMUNE_CONFIRMED, _S.SELECTED, _S.REGISTERED, _S.BUILDING, _S.ASSESSED,
      _S.RECOGNISED)  # fmt: skip
HOUSEHOLD = ("1.2B", "household")
ALL = ["name", "photo", "press"]
RIGHTS = Refused(Refusal.RIGHTS)


def exemplar(c: Connection, code: str, name: str, consent: Value, *steps: Status) -> int:
    """A recognised household at a unit, with a photo of its deed and one of a paper."""
    id = record(c, code, HOUSEHOLD, *(steps or UP))
    place = "/" + "".join(f"{one}/" for one in unit(c, code).path)
    number = int(c.scalar(select(func.count()).select_from(table)) or 0)
    c.execute(update(table).where(table.c.id == id).values(path=place, name=name, number=number))
    row = records.get(c, id)
    assert row is not None
    given: Mapping[str, Value] = {"R10": consent, "R5": {"text": f"Việc của {name}"}}
    records.answer(
        c,
        KEYRING,
        row,
        [Answered(k, v, fact=False, restricted=False) for k, v in given.items()],
        1,
        NOW,
    )
    for key in (exemplars.PICTURES, "R10"):
        _photo(c, id, key)
    c.execute(
        insert(decisions).values(
            record_id=id, kind="recognition", authority="MTTQ huyện", number="1/QĐ", date=DAY,
            at=NOW,
        )
    )  # fmt: skip
    return id


def _photo(c: Connection, id: int, key: str) -> int:
    contact_id = c.scalar(select(contacts.c.id).order_by(contacts.c.id).limit(1))
    new = insert(evidence).values(
        contact_id=contact_id, kind="photo", ref={}, state="stored", record_id=id, key=key,
        received_at=NOW,
    )  # fmt: skip
    return int(c.execute(new.returning(evidence.c.id)).scalar_one())


def village(c: Connection, commune: str, name: str) -> str:
    return units.add_village(c, unit(c, commune).id, name, "bản", date(2021, 1, 4)).code


def wish(c: Connection, who: Contact, effect: FieldWish) -> Outcome:
    return perform(doing(c, who, NOW), effect)


# --- gương


async def test_the_nearest_come_first_and_only_as_far_as_consent_goes(settled: Database) -> None:
    def look(c: Connection) -> None:
        officer(c, Role.PROVINCE, "15")
        home = village(c, "04474", "Bản Háng Sung")
        me = officer(c, Role.REPORTER, home)
        exemplar(c, home, "Nhà mình", ALL)  # one's own unit has nothing to learn from itself
        far = exemplar(c, "04249", "Rất xa", ALL)
        c.execute(update(table).where(table.c.id == far).values(children=Children.NONE))
        exemplar(c, "04477", "Cùng huyện", ["name"])
        exemplar(c, "04474", "Cùng xã", ["name", "photo"])
        exemplar(c, "04474", "Chưa hỏi", ["none"])
        exemplar(c, "04474", "Chỉ cho ảnh", ["photo"])
        exemplar(c, "04474", "Chưa công nhận", ALL, *UP[:-1])
        exemplar(c, "04474", "Đã thu hồi", ALL, *UP, _S.REVOKED)
        near = doing(c, me, NOW).desk.field.near()
        assert [n.name for n in near] == ["Cùng xã", "Cùng huyện", "Rất xa"]
        assert [bool(n.picture) for n in near] == [True, False, True]
        assert [n.story for n in near] == ["", "", "Việc của Rất xa"]
        c.execute(update(table).where(table.c.id == far).values(children=Children.UNASKED))
        (_, _, last) = doing(c, me, NOW).desk.field.near()
        assert (last.picture, last.story) == (0, "")
        for n in range(3):
            exemplar(c, "04474", f"Thêm {n}", ALL)
        again = doing(c, me, NOW).desk.field.near()
        assert len(again) == 3
        assert "Cùng huyện" not in [n.name for n in again]

    await settled.transact(look)


async def test_offices_are_told_who_wants_to_learn_and_no_number_is_given(
    settled: Database,
) -> None:
    def play(c: Connection) -> None:
        there, here = village(c, "04249", "Bản Xa"), village(c, "04474", "Bản Gần")
        me, minh = officer(c, Role.REPORTER, here), officer(c, Role.COMMUNE, "04474")
        hoa = officer(c, Role.REPORTER, there)
        officer(c, Role.COMMUNE, "04249")
        c.execute(update(people_rows).values(phone="0912345678"))
        id = exemplar(c, there, "Vàng A Páo", ["name"])
        do = doing(c, me, NOW)
        came = perform(do, LearnFrom(id))
        assert isinstance(came, Learning)
        assert not came.again
        heard = {m["contact_id"]: m["body"]["text"] for m in told(c, do.desk, came)}
        assert set(heard) == {minh.id, hoa.id}
        assert "Bản Gần" in heard[minh.id]
        assert "Vàng A Páo" in heard[minh.id]
        assert "Bản Gần, Xã Lao Chải muốn học theo" in heard[hoa.id]
        assert not [text for text in heard.values() if "0912345678" in text]
        second = perform(do, LearnFrom(id))
        assert isinstance(second, Learning)
        assert second.again
        assert told(c, do.desk, second) == []
        kept = everything(c, KEYRING, now=NOW)["lessons"]
        assert [(k["exemplar"], k["unit_id"]) for k in kept] == [(id, unit(c, here).id)]

    await settled.transact(play)


async def test_nobody_learns_from_what_may_not_be_shown(settled: Database) -> None:
    def play(c: Connection) -> None:
        officer(c, Role.PROVINCE, "15")
        hidden = exemplar(c, "04249", "Chưa hỏi", ["none"])
        shown = exemplar(c, "04249", "Có hỏi", ["name"])
        head = officer(c, Role.REPORTER, village(c, "04474", "Bản Gần"))
        assert wish(c, head, LearnFrom(hidden)) == Refused(Refusal.GONE)
        looker = officer(c, Role.VIEWER, "04474")
        assert wish(c, looker, LearnFrom(shown)) == Refused(Refusal.GONE)
        assert c.scalar(select(func.count()).select_from(lessons)) == 0

    await settled.transact(play)


async def test_a_photo_of_the_deed_is_shown_to_others_and_a_signature_never(
    settled: Database,
) -> None:
    def look(c: Connection) -> None:
        officer(c, Role.PROVINCE, "15")
        for consent, seen in ((["name", "photo"], 1), (["name"], 0), (["photo"], 0)):
            id = exemplar(c, "04249", "Giàng A Tủa", consent)
            photos = c.scalars(select(evidence.c.id).where(evidence.c.record_id == id)).all()
            stranger = people.take(c, "web", f"lạ {id}", NOW)
            head = officer(c, Role.REPORTER, village(c, "04474", f"Bản {id}"))
            assert not [p for p in photos if pages.stored_for(c, stranger.id, p)]
            shown = [p for p in photos if pages.stored_for(c, head.id, p)]
            assert len(shown) == seen, consent

    await settled.transact(look)


# --- what is declared, and how far it is proved


DECLARES: list[tuple[str, Value]] = [
    ("M2B.1", {"text": "Đổi mới"}), ("M2B.1", {"voice": 3}), ("M2B.2", ["machines", "online"]),
    ("M2B.3", "higher"), ("GC3b", 2), ("P2.4", {"land": 300, "money": 0}),
    ("GC5", {"num": 45, "den": 50}), ("GC1", "partly"),
]  # fmt: skip
SAYS_NOTHING: list[tuple[str, Value]] = [
    ("M2B.1", "no"), ("M2B.2", ["none"]), ("M2B.3", "same"), ("GC3b", 0),
    ("P2.4", {"land": 0, "money": 0}), ("GC5", {"num": 0, "den": 50}), ("GC1", None),
    ("GC1", {"state": "later"}),
]  # fmt: skip


def test_what_an_answer_declares() -> None:
    assert [one for one in DECLARES if not is_positive(PLAN.criterion(one[0]), one[1])] == []
    assert [one for one in SAYS_NOTHING if is_positive(PLAN.criterion(one[0]), one[1])] == []


def test_what_was_seen_says_more_than_a_photo() -> None:
    photo, right, wrong = {"GC1/meetings@2021"}, {"GC1": Finding.RIGHT}, {"GC1": Finding.WRONG}
    assert proof_of("GC1", (), {}) is Proof.NONE
    assert proof_of("GC1", photo, {}) is Proof.EVIDENCE
    assert proof_of("GC1", (), right) is Proof.SEEN
    assert proof_of("GC1", photo, wrong) is Proof.REFUTED
    assert proof_of("GC1", {"GC1x", "check"}, {"GC2a": Finding.RIGHT}) is Proof.NONE


MAY = ((Role.COMMUNE, "04474"), (Role.DISTRICT, "137"), (Role.PROVINCE, "15"))
MAY_NOT = ((Role.COMMUNE, "04477"), (Role.DISTRICT, "132"), (Role.REPORTER, "04474"),
           (Role.VIEWER, "15"), (Role.ADMIN, "15"))  # fmt: skip


async def test_offices_above_say_what_they_saw_and_nobody_else(settled: Database) -> None:
    def play(c: Connection) -> None:
        officer(c, Role.PROVINCE, "15")
        id = exemplar(c, "04474", "Giàng A Tủa", ALL)
        seen = NoteCheck(id, "", Finding.RIGHT, DAY)
        assert {wish(c, officer(c, *who), seen) for who in MAY_NOT} == {RIGHTS}
        assert spot_checks.of_record(c, id) == Seen()
        for who in MAY:
            assert isinstance(wish(c, officer(c, *who), seen), Checked), who

    await settled.transact(play)


async def test_a_check_is_not_of_a_day_to_come_and_takes_no_photo_of_others(
    settled: Database,
) -> None:
    def play(c: Connection) -> None:
        minh = officer(c, Role.COMMUNE, "04474")
        id = exemplar(c, "04474", "Giàng A Tủa", ALL)
        tomorrow = NoteCheck(id, "", Finding.RIGHT, DAY + timedelta(days=1))
        assert wish(c, minh, tomorrow) == RIGHTS
        other = officer(c, Role.COMMUNE, "04474")
        theirs = insert(evidence).values(
            contact_id=other.id, kind="photo", ref={}, state="stored", received_at=NOW
        )
        photo = int(c.execute(theirs.returning(evidence.c.id)).scalar_one())
        wish(c, minh, NoteCheck(id, "", Finding.RIGHT, DAY, "Đúng", photo))
        assert [check.photo for check in spot_checks.of_record(c, id).checks] == [False]

    await settled.transact(play)


def verified(c: Connection, code: str, ago: timedelta | None = None) -> tuple[int, int]:
    as_of = NOW - ago if ago is not None else None
    found = summaries.summary(c, PLAN, unit(c, code).id, FIRST, as_of, NOW)
    line = next(q for q in found.quotas if q.id == "Q-1.2B")
    return line.registered, line.verified


async def test_totals_carry_what_was_declared_and_what_was_verified(settled: Database) -> None:
    def play(c: Connection) -> None:
        lan = officer(c, Role.DISTRICT, "137")
        first, second = (exemplar(c, "04474", f"Hộ {n}", ALL) for n in range(2))
        exemplar(c, "04477", "Hộ khác", ALL)
        wish(c, lan, NoteCheck(first, "", Finding.RIGHT, DAY))
        wish(c, lan, NoteCheck(second, "", Finding.WRONG, DAY, "Chưa có chè"))
        wish(c, lan, NoteCheck(second, "M2B.1", Finding.RIGHT, DAY))  # one answer is no record
        assert [verified(c, code) for code in ("15", "137", "04474", "04477")] == [
            (3, 1), (3, 1), (2, 1), (1, 0),
        ]  # fmt: skip
        assert verified(c, "137", timedelta(0)) == (3, 1)
        assert verified(c, "137", timedelta(days=1)) == (3, 0)
        _exported(c, first)
        wish(c, lan, NoteCheck(first, "", Finding.WRONG, DAY, "Nhìn lại chưa đúng"))
        assert verified(c, "137") == (3, 0)
        wish(c, lan, NoteCheck(first, "", Finding.RIGHT, DAY))
        move(c, first, _S.RECOGNISED, _S.REVOKED, NOW)
        assert verified(c, "137") == (2, 0)

    await settled.transact(play)


def _exported(c: Connection, id: int) -> None:
    data = everything(c, KEYRING, now=NOW)
    lines = [q for q in data["quotas"] if (q["id"], q["phase"]) == ("Q-1.2B", FIRST)]
    by_unit: dict[int, Any] = {q["unit_id"]: (q["declared"], q["verified"]) for q in lines}
    assert by_unit[unit(c, "15").id] == by_unit[unit(c, "137").id] == (3, 1)
    one = next(e for e in data["exemplars"] if e["id"] == id)
    assert [(k["question"], k["verdict"]) for k in one["checks"]] == [(None, "right")]


# --- chance


def tickets(*sizes: int) -> tuple[Ticket, ...]:
    """Units with so many records each."""
    many = (unit for unit, n in enumerate(sizes) for _ in range(n))
    return tuple(Ticket(id, unit) for id, unit in enumerate(many, 1))


def test_chance_is_the_same_for_everybody_and_another_for_each_quarter() -> None:
    found = tickets(40, 1, 7)
    lists = {draws.pick(found, 10, draws.seed_of("plan", "137", f"2022-Q{q}")) for q in (1, 2, 3)}
    assert len(lists) == 3
    assert draws.pick(found, 10, "x") == draws.pick(found, 10, "x")
    assert len(set(draws.pick(found, 100, "x"))) == 48


@pytest.mark.parametrize("n", [1, 3, 4, 7, 10, 12])
def test_no_unit_has_a_second_one_before_each_has_one(n: int) -> None:
    found = tickets(40, 1, 7, 5)
    unit_of = {ticket.record_id: ticket.unit_id for ticket in found}
    for seed in range(20):
        drawn = Counter(unit_of[id] for id in draws.pick(found, n, str(seed)))
        assert sum(drawn.values()) == n
        most = max(drawn.values())
        assert all(drawn[u] >= min(size, most - 1) for u, size in enumerate((40, 1, 7, 5)))


def test_every_record_of_a_unit_has_the_same_chance() -> None:
    found = tickets(10)
    hit = Counter(draws.pick(found, 1, str(seed))[0] for seed in range(1000))
    assert len(hit) == 10
    assert all(70 <= n <= 135 for n in hit.values())


async def test_of_two_who_draw_at_once_one_does_and_the_list_stays(settled: Database) -> None:
    def begin(c: Connection) -> tuple[Contact, Contact]:
        first, second = officer(c, Role.DISTRICT, "137"), officer(c, Role.DISTRICT, "137")
        for n in range(6):
            exemplar(c, ("04474", "04477")[n % 2], f"Hộ {n}", ALL)
        exemplar(c, "04249", "Huyện khác", ALL)
        exemplar(c, "04474", "Chưa tới lượt", ALL, *UP[:2])
        return first, second

    both = await settled.transact(begin)
    came = await asyncio.gather(
        *(settled.transact(wish, who, DrawChecks(n)) for who, n in zip(both, (4, 2), strict=True))
    )
    assert sorted(one.again for one in came if isinstance(one, Drawn)) == [False, True]

    def look(c: Connection) -> None:
        draw = doing(c, both[0], NOW).desk.field.draw()
        assert draw is not None
        assert (draw.of, draw.period) == (6, "2022-Q2")
        assert len(draw.lines) in {2, 4}
        assert len({line.unit for line in draw.lines}) == 2
        assert wish(c, both[0], DrawChecks(6)) == Drawn(again=True)
        again = doing(c, both[1], NOW).desk.field.draw()
        assert again == draw
        kept = everything(c, KEYRING, now=NOW)["draws"]
        assert [k["of"] for k in kept] == [6]
        assert kept[0]["exemplars"] == [line.id for line in draw.lines]

    await settled.transact(look)
