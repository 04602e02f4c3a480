"""What Zalo calls somebody nobody has named: asked once, used when they join, never in the way."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.naming import Naming
from campaign.people import Role
from storage import codes
from storage.tables import contacts, units
from storage.tables import people as table
from tests.stage import KEYRING, START
from tests.zalo_oa import DETAIL
from tests.zalo_oa.people import Person
from tests.zalo_oa_looks import contact, heard, on_sqlite, there
from tests.zalo_oa_stage import ZaloOAStage

__all__ = ["there"]

SAID = "Thào Thị Dợ ở bản"
VILLAGE = "Bản Tà Lành"


def stranger(there: ZaloOAStage, shown: str = "Thào Thị Dợ") -> Person:
    """Somebody on Zalo who never came near the account."""
    person = there.api.person(shown, "9000000000000000001")
    there.people["dợ"], there.addresses["dợ"] = person, person.id
    return person


def invited(c: Connection, name: str) -> str:
    unit_id = c.scalars(select(units.c.id).where(units.c.name == VILLAGE)).one()
    return codes.invite(c, KEYRING, unit_id, Role.REPORTER, name, START)[0]


async def joins(there: ZaloOAStage, name: str = "") -> str:
    """The stranger joins by an invite, which names them or nobody; what they are called then."""
    await there.say("dợ", await there.database.transact(invited, name))
    await there.say("dợ", "1")
    if "Họ và tên" in heard(there, "dợ")[-1]:  # neither the invite nor Zalo says it
        await there.say("dợ", SAID)
    assert f"Đồng chí đã vào {VILLAGE}." in heard(there, "dợ")[-2]
    called = select(table.c.name).join(contacts).where(contacts.c.address == there.addresses["dợ"])
    return str(await there.database.transact(lambda c: c.scalar(called)))


def asked(there: ZaloOAStage) -> list[Any]:
    return [call.params for call in there.api.calls_of(DETAIL)]


async def test_who_follows_is_asked_about_once(there: ZaloOAStage) -> None:
    person = stranger(there)
    await person.follows()
    await there.round()
    await there.say("dợ", "alo")
    assert asked(there) == [{"user_id": person.id}]
    assert (await contact(there, "dợ")).name == "Thào Thị Dợ"


async def test_whom_the_invite_does_not_name_goes_by_their_name_on_zalo(
    there: ZaloOAStage,
) -> None:
    stranger(there)
    assert await joins(there) == "Thào Thị Dợ"
    assert "Thào Thị Dợ" in heard(there, "dợ")[-1]
    assert len(asked(there)) == 1


async def test_name_of_the_invite_comes_first(there: ZaloOAStage) -> None:
    stranger(there, "Dợ Bán Chè 🌱")
    assert await joins(there, "Thào Thị Dợ") == "Thào Thị Dợ"


async def test_nobody_is_asked_about_whom_the_product_knows(there: ZaloOAStage) -> None:
    await there.say("hoa", "menu")
    assert asked(there) == []


@on_sqlite
@pytest.mark.parametrize(
    ("shown", "kept"),
    [(" Dợ\n\u202eThào  ", "Dợ Thào"), ("\u200b", SAID), ("x" * 300, "x" * 200)],
)
async def test_name_is_kept_as_one_clean_line(there: ZaloOAStage, shown: str, kept: str) -> None:
    stranger(there, shown)
    assert await joins(there) == kept


@on_sqlite
@pytest.mark.parametrize(
    "fault",
    [{"error": -32}, {"error": -201}, {"error": -213}, {"status": 502}, {"cut": "before"},
     {"status": 403, "body": "<html>no JSON</html>"}, {"status": 200, "body": '{"error": 0}'},
     {"status": 200, "body": '{"error": 0, "data": {"display_name": 7}}'}],
)  # fmt: skip
async def test_name_that_is_not_given_hinders_nobody(
    there: ZaloOAStage, fault: dict[str, Any]
) -> None:
    there.api.faults.next(DETAIL, times=2, **fault)
    person = stranger(there)
    await person.follows()
    await there.round()
    assert "mã mời" in heard(there, "dợ")[-1]
    assert await joins(there) == SAID
    assert len(asked(there)) <= 2  # a client repeats a question that was cut off


async def test_token_that_died_is_renewed_for_the_question(there: ZaloOAStage) -> None:
    there.api.faults.next(DETAIL, error=-216)
    stranger(there)
    assert await joins(there) == "Thào Thị Dợ"
    assert there.api.refreshes == 1


async def test_nothing_is_asked_without_a_token(there: ZaloOAStage) -> None:
    there.more = {"ZALO_OA_ACCESS_TOKEN": "A9", "ZALO_OA_REFRESH_TOKEN": "R1"}
    there.api.tokens.revoke()
    person = stranger(there)
    await person.follows()
    await there.round()
    assert (await contact(there, "dợ")).name == ""


async def test_two_messages_at_once_lead_to_one_question(there: ZaloOAStage) -> None:
    person = stranger(there)
    await person.says("alo")
    await person.says("có ai không")
    await there.api.idle()
    await there.intake.settle()
    naming = Naming(there.database, {"zalo_oa": there.channel})
    assert len(there.strangers) == 2
    await asyncio.gather(*(naming.ask(one) for one in there.strangers))
    assert len(asked(there)) == 1


async def test_others_are_answered_while_zalo_thinks_about_a_name(there: ZaloOAStage) -> None:
    answer = asyncio.Event()
    there.api.faults.next(DETAIL, hold=answer)
    await stranger(there).says("alo")
    await there.api.idle()
    await there.intake.settle()
    naming = Naming(there.database, {"zalo_oa": there.channel})
    asking = asyncio.create_task(naming.ask(there.strangers.pop()))
    await there.api.until(lambda: asked(there))
    await there.say("minh", "menu")
    assert heard(there, "minh")
    assert not asking.done()
    answer.set()
    await asking
    assert (await contact(there, "dợ")).name == "Thào Thị Dợ"
