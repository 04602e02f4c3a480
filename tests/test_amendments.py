"""Changes of a registration at their edges: who may, two at once, what stays as it was."""

import pytest
from sqlalchemy import Connection, insert, select

from campaign.amendments import (
    ACCEPTED,
    REPLACED,
    Amend,
    Amended,
    AmendmentAnswered,
    AmendmentWish,
    AnswerAmendment,
)
from campaign.desk import Outcome, Refused, Stale
from campaign.exemplar import Value
from campaign.people import Role
from campaign.workflow import Status
from storage import amendments, records
from storage.effects import perform
from storage.export import everything
from storage.people import Contact
from storage.records import Answered
from storage.tables import counters, subjects, submissions
from storage.tables import records as table
from tests.stage import KEYRING, Stage
from tests.test_rights import NOW, actor, doing, record, unit_id

VILLAGE = "04474.1"
STORY: dict[str, Value] = {"R5": {"text": "Trồng 3 ha chè"}}


def wish(c: Connection, who: Contact, effect: AmendmentWish) -> Outcome:
    return perform(doing(c, who), effect)


def confirmed(
    c: Connection, registrant: Role = Role.REPORTER, status: Status = Status.COMMUNE_CONFIRMED
) -> int:
    new = insert(subjects).values(
        kind="household", name="Giàng A Tủa", folded="giang a tua", unit_id=unit_id(c, VILLAGE)
    )
    subject = int(c.execute(new.returning(subjects.c.id)).scalar_one())
    id = record(c, VILLAGE, status, author_role=registrant, subject_id=subject)
    row = records.get(c, id)
    assert row is not None
    told = Answered("R5", {"text": "Trồng 2 ha chè"}, fact=False, restricted=False)
    records.answer(c, KEYRING, row, [told], 1, NOW)
    return id


def story(c: Connection, id: int) -> object:
    return dict(records.opened(records.answers_of(c, id, None), KEYRING, restricted=True))["R5"]


async def test_it_stands_only_once_the_level_above_agrees(on_stage: Stage) -> None:
    def play(c: Connection) -> None:
        hoa, minh = actor(c, Role.REPORTER, VILLAGE), actor(c, Role.COMMUNE, "04474")
        id = confirmed(c)
        before = c.execute(select(counters)).all()
        asked = wish(c, hoa, Amend(id, 1, STORY, "thêm hộ"))
        assert isinstance(asked, Amended)
        assert asked.amendment.waits_for is Role.COMMUNE
        assert story(c, id) == {"text": "Trồng 2 ha chè"}
        for who in (hoa, actor(c, Role.DISTRICT, "137"), actor(c, Role.COMMUNE, "04414")):
            answer = AnswerAmendment(id, asked.amendment.id, agreed=True)
            assert isinstance(wish(c, who, answer), Refused)
        answered = wish(c, minh, AnswerAmendment(id, asked.amendment.id, agreed=True))
        assert isinstance(answered, AmendmentAnswered)
        assert story(c, id) == {"text": "Trồng 3 ha chè"}
        assert (answered.record.status, answered.record.version) == (Status.COMMUNE_CONFIRMED, 3)
        assert c.execute(select(counters)).all() == before
        frozen = c.execute(select(submissions.c.body).order_by(submissions.c.id)).scalars().all()
        assert frozen[-1]["R5"] == {"text": "Trồng 3 ha chè"}
        again = AnswerAmendment(id, asked.amendment.id, agreed=True)
        assert wish(c, minh, again) == Stale(id)

    await on_stage.database.transact(play)


async def test_a_newer_one_replaces_the_one_that_waits(on_stage: Stage) -> None:
    def play(c: Connection) -> None:
        hoa, minh = actor(c, Role.REPORTER, VILLAGE), actor(c, Role.COMMUNE, "04474")
        id = confirmed(c)
        first = wish(c, hoa, Amend(id, 1, STORY, "thêm hộ"))
        assert wish(c, hoa, Amend(id, 1, STORY, "gửi hai lần")) == Stale(id)
        second = wish(c, hoa, Amend(id, 2, {"R4": {"text": "Giàng A Tủa Lử"}}, "đúng tên"))
        assert isinstance(first, Amended)
        assert isinstance(second, Amended)
        late = AnswerAmendment(id, first.amendment.id, agreed=True)
        assert wish(c, minh, late) == Stale(id)
        wish(c, minh, AnswerAmendment(id, second.amendment.id, agreed=True))
        assert [a.state for a in amendments.of_record(c, id)] == [REPLACED, ACCEPTED]
        assert c.scalar(select(table.c.name).where(table.c.id == id)) == "Giàng A Tủa Lử"
        assert c.scalars(select(subjects.c.name)).all() == ["Giàng A Tủa Lử"]
        found = everything(c, KEYRING, now=NOW)["exemplars"][0]["amendments"]
        assert [(a["number"], a["state"]) for a in found] == [(1, "replaced"), (2, "accepted")]
        assert found[0]["before"] == {"R5": {"text": "Trồng 2 ha chè"}}

    await on_stage.database.transact(play)


@pytest.mark.parametrize(
    ("registrant", "role", "code", "judge"),
    [
        (Role.REPORTER, Role.COMMUNE, "04474", Role.DISTRICT),
        (Role.COMMUNE, Role.COMMUNE, "04474", Role.DISTRICT),
        (Role.DISTRICT, Role.DISTRICT, "137", Role.PROVINCE),
    ],
)  # fmt: skip
async def test_who_agrees_is_one_level_above_whoever_asks(
    registrant: Role, role: Role, code: str, judge: Role, on_stage: Stage
) -> None:
    def play(c: Connection) -> None:
        came = wish(c, actor(c, role, code), Amend(confirmed(c, registrant), 1, STORY, "vì"))
        assert isinstance(came, Amended)
        assert came.amendment.waits_for is judge

    await on_stage.database.transact(play)


async def test_the_province_agrees_with_itself(on_stage: Stage) -> None:
    def play(c: Connection) -> None:
        id = confirmed(c, Role.PROVINCE)
        came = wish(c, actor(c, Role.PROVINCE, "15"), Amend(id, 1, STORY, "vì"))
        assert isinstance(came, Amended)
        assert (came.amendment.state, story(c, id)) == (ACCEPTED, STORY["R5"])

    await on_stage.database.transact(play)


@pytest.mark.parametrize(
    ("role", "code", "status", "changes"),
    [
        (Role.REPORTER, "04474.2", Status.SELECTED, STORY),
        (Role.DISTRICT, "137", Status.SELECTED, STORY),
        (Role.VIEWER, "04474", Status.SELECTED, STORY),
        (Role.REPORTER, VILLAGE, Status.SUBMITTED, STORY),
        (Role.REPORTER, VILLAGE, Status.CLOSED, STORY),
        (Role.REPORTER, VILLAGE, Status.WITHDRAWN, STORY),
        (Role.REPORTER, VILLAGE, Status.SELECTED, {"R10": ["name"]}),
        (Role.REPORTER, VILLAGE, Status.SELECTED, {"GC6@2021": "yes"}),
        (Role.REPORTER, VILLAGE, Status.SELECTED, {}),
    ],
)
async def test_what_nobody_may_change(
    role: Role, code: str, status: Status, changes: dict[str, Value], on_stage: Stage
) -> None:
    def play(c: Connection) -> None:
        id = confirmed(c, status=status)
        assert isinstance(wish(c, actor(c, role, code), Amend(id, 1, changes, "vì")), Refused)
        assert amendments.of_record(c, id) == ()

    await on_stage.database.transact(play)
