"""Entering for a village head: in whose post a draft is sent, and who may not."""

from typing import Any

import pytest
from sqlalchemy import Connection, exists, func, select

from campaign.desk import Move, Refused
from campaign.helping import EnterFor, Entering, helps
from campaign.people import Post, Role, Verb
from storage import people
from storage.helping import helper_of
from storage.tables import people as people_table
from storage.tables import records, units
from tests.registrations import exported
from tests.stage import Stage
from tests.test_consents import wish

ENTERED = ("nhập giúp", "Bản Háng Sung", "2", "Giàng A Tủa", "Trồng chè", "x", "1")


async def entered(stage: Stage) -> None:
    """Minh has entered a household for Hòa, up to the card before sending."""
    for said in ENTERED:
        await stage.say("minh", said)


async def first(stage: Stage) -> Any:  # noqa: ANN401 - a row
    return await stage.database.transact(lambda c: c.execute(select(records)).first())


async def unit_id(stage: Stage, name: str) -> int:
    def read(c: Connection) -> int:
        return int(c.execute(select(units.c.id).where(units.c.name == name)).scalar_one())

    return await stage.database.transact(read)


COMMUNE, VILLAGE, ELSEWHERE = (1, 2, 3), (1, 2, 3, 4), (1, 2, 3, 5)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", [(1,), (1, 2), COMMUNE, VILLAGE, ELSEWHERE])
def test_a_commune_and_whoever_shares_the_post_may_enter(role: Role, path: tuple[int, ...]) -> None:
    inside = path != ELSEWHERE
    expected = inside and role in {Role.REPORTER, Role.COMMUNE}
    assert helps(Post(1, role, path[-1], "", path), VILLAGE) is expected


async def test_a_draft_of_others_is_not_sent_by_who_did_not_enter_it(on_stage: Stage) -> None:
    for said in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè", "x", "1"):
        await on_stage.say("hoa", said)
    draft = await first(on_stage)
    came = await wish(on_stage, "minh", Move(draft.id, draft.version, Verb.SUBMIT))
    assert isinstance(came, Refused)
    assert (await first(on_stage)).status == "draft"


async def test_the_head_goes_on_with_what_was_entered_and_sends_it(on_stage: Stage) -> None:
    await entered(on_stage)
    await on_stage.say("hoa", "tiếp tục")
    await on_stage.tap("hoa", "Gửi – nội dung đúng sự thật")
    sent = await first(on_stage)
    assert (sent.status, sent.author_role) == ("submitted", "reporter")
    assert sent.author_id != sent.entered_by_id


async def test_who_lost_the_post_can_neither_see_nor_send_what_they_entered(
    on_stage: Stage,
) -> None:
    await entered(on_stage)
    await on_stage.say("minh", "nghỉ")
    await on_stage.tap("minh", "Thôi giữ chức vụ")
    draft = await first(on_stage)
    came = await wish(on_stage, "minh", Move(draft.id, draft.version, Verb.SUBMIT))
    assert isinstance(came, Refused)
    assert await on_stage.database.transact(helper_of, draft.id) == ()


async def test_a_village_of_another_commune_is_nobodys_to_enter_for(on_stage: Stage) -> None:
    elsewhere = await unit_id(on_stage, "Thôn Khe Dẹt")
    for who in ("minh", "hoa", "lan"):
        assert isinstance(await wish(on_stage, who, EnterFor(elsewhere, "Ai đó")), Refused)
    assert await first(on_stage) is None


async def test_a_head_is_named_once_and_an_empty_draft_is_taken_up_again(on_stage: Stage) -> None:
    def count(c: Connection) -> int:
        return int(c.scalar(select(func.count()).select_from(people_table)) or 0)

    village = await unit_id(on_stage, "Bản Tà Lành")
    before = await on_stage.database.transact(count)
    assert isinstance(await wish(on_stage, "minh", EnterFor(village, " ")), Refused)
    one = await wish(on_stage, "minh", EnterFor(village, "Thào A Sủa"))
    two = await wish(on_stage, "minh", EnterFor(village, "Ai khác"))
    assert one == two == Entering(one.record_id, "Bản Tà Lành", "Thào A Sủa")
    assert await on_stage.database.transact(count) == before + 1
    named = (await first(on_stage)).author_id
    assert await on_stage.database.transact(people.reached, [named]) == ()


async def test_the_export_names_the_head_and_the_helper(on_stage: Stage) -> None:
    await entered(on_stage)
    await on_stage.tap("minh", "Gửi – nội dung đúng sự thật")
    one = (await exported(on_stage.database))["exemplars"][0]
    assert (one["registered_by"]["name"], one["registered_by"]["role"]) == (
        "Giàng A Hòa", "reporter",
    )  # fmt: skip
    assert (one["entered_by"]["name"], one["entered_by"]["role"]) == ("Lý Văn Minh", "commune")


NAMED = ("Thào A Sủa", True)  # and whether a record is theirs


@pytest.mark.parametrize(
    ("called", "known"),
    [("thào a sủa", [NAMED]), ("Sùng Thị Mo", [NAMED, ("Sùng Thị Mo", False)])],
)
async def test_whom_a_helper_named_is_the_same_when_they_come(
    on_stage: Stage, called: str, known: list[tuple[str, bool]]
) -> None:
    for said in ("nhập giúp", "tà lành", "Thào A Sủa", "2", "Vàng A Chống", "Nuôi trâu", "x", "1"):
        await on_stage.say("minh", said)
    for said in ("mời", "2", "tà lành"):
        await on_stage.say("minh", said)
    code = (await on_stage.say("minh", called))[0].body.text.split(": ")[1][:14]
    await on_stage.say("sua", code)
    await on_stage.say("sua", "1")

    def people_of(c: Connection) -> list[tuple[str, bool]]:
        mine = people_table.c.name.in_(("Thào A Sủa", called))
        theirs = exists().where(records.c.author_id == people_table.c.id)
        asked = select(people_table.c.name, theirs).where(mine).order_by(people_table.c.id)
        return [(row[0], bool(row[1])) for row in c.execute(asked)]

    assert await on_stage.database.transact(people_of) == known
    heard = await on_stage.say("sua", "của tôi")
    assert "Vàng A Chống" in str([button.label for button in heard[-1].body.choices])
