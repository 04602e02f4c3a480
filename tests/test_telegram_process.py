"""A whole process on Telegram: taps answered at once, waiting shown, joining by a link, menus."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, select

from campaign.people import Role
from conversations.commands import about, commands
from conversations.words import languages, words
from storage import codes
from storage.tables import units
from tests.stage import KEYRING, START
from tests.telegram import FakeTelegram
from tests.telegram.people import Person
from tests.telegram.values import Json
from tests.telegram_process import Process

pytest_plugins = ["tests.telegram_fixtures"]

EVERYBODY = '{"type":"all_private_chats"}'


async def heard(api: FakeTelegram, person: Person, said: str) -> None:
    """Wait until the bot says so."""
    await api.until(lambda: any(said in m.text for m in person.heard))


def hold(here: Process, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Let the database take no turn until the event is set."""
    gate = asyncio.Event()
    transact = here.services.database.transact

    async def held(work: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401 - as the database
        if getattr(work, "__name__", "") == "take":
            await gate.wait()
        return await transact(work, *args)

    monkeypatch.setattr(here.services.database, "transact", held)
    return gate


def menu(api: FakeTelegram, person: Person) -> list[Json]:
    scope = orjson.dumps({"chat_id": person.id, "type": "chat"}).decode()
    return api.world.described.commands.get((scope, ""), [])


def offered(language: str, role: Role | None) -> list[Json]:
    found = commands(words(language), role)
    return [{"command": slash.removeprefix("/"), "description": label} for slash, label in found]


def invited(c: Connection, role: Role, village: str = "Bản Tà Lành") -> str:
    unit_id = c.scalars(select(units.c.id).where(units.c.name == village)).one()
    return codes.invite(c, KEYRING, unit_id, role, "Thào Thị Dợ", START)[0]


# --- waiting


async def test_tap_is_answered_and_waiting_is_shown_before_its_turn(
    api: FakeTelegram, folk: dict[str, Person], here: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    hoa = folk["hoa"]
    await hoa.says("đăng ký")
    await heard(api, hoa, "Đồng chí muốn giới thiệu ai?")
    gate = hold(here, monkeypatch)
    await hoa.taps("Một hộ gia đình")
    await api.until(lambda: not api.unanswered and hoa.actions == ["typing"])
    assert len(hoa.heard) == 1
    gate.set()
    await heard(api, hoa, "Họ và tên chủ hộ?")
    await here.services.intake.settle()


async def test_who_is_answered_at_once_sees_no_typing(
    api: FakeTelegram,
    folk: dict[str, Person],
    here: Process,  # noqa: ARG001 - it answers
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.intake.PATIENCE", 60.0)  # however slow this machine is
    await folk["hoa"].says("menu")
    await heard(api, folk["hoa"], "Chào đồng chí Giàng A Hòa")
    assert folk["hoa"].actions == []


# --- joining


async def test_link_with_a_code_joins_and_the_phone_can_be_given(
    api: FakeTelegram, here: Process
) -> None:
    code = await here.services.database.transact(invited, Role.REPORTER)
    assert here.channel.link(code) == f"https://t.me/guong_sang_bot?start={code}"
    newcomer = api.person("Dợ", 2001, started=False)
    await newcomer.says(f"/start {code}")
    await heard(api, newcomer, "Có đúng đơn vị của đồng chí không?")
    await newcomer.taps("Đúng")
    await heard(api, newcomer, "Đồng chí đã vào Bản Tà Lành.")
    assert newcomer.keyboard == [["Gửi số điện thoại"]]
    await api.until(lambda: menu(api, newcomer))
    assert menu(api, newcomer) == offered("vi", Role.REPORTER)
    await newcomer.sends_contact("+84912345678")
    await heard(api, newcomer, "Đã ghi số điện thoại")
    assert newcomer.keyboard == []


async def test_menu_follows_the_language(
    api: FakeTelegram,
    folk: dict[str, Person],
    here: Process,  # noqa: ARG001 - it answers
) -> None:
    await folk["lan"].says("ngôn ngữ")
    await heard(api, folk["lan"], "Đồng chí muốn dùng tiếng nào?")
    await folk["lan"].taps("English")
    await heard(api, folk["lan"], "speaks English with you")
    await api.until(lambda: menu(api, folk["lan"]))
    assert menu(api, folk["lan"]) == offered("en", Role.DISTRICT)


async def test_menu_that_cannot_be_set_hinders_nobody(
    api: FakeTelegram,
    folk: dict[str, Person],
    here: Process,  # noqa: ARG001 - it answers
) -> None:
    api.faults.next("setMyCommands", status=500)
    await folk["dua"].says("ngôn ngữ")
    await heard(api, folk["dua"], "Đồng chí muốn dùng tiếng nào?")
    await folk["dua"].taps("English")
    await heard(api, folk["dua"], "speaks English with you")
    assert menu(api, folk["dua"]) == []


# --- what Telegram shows of the bot


def test_what_is_said_of_the_bot_fits_in_every_language() -> None:
    for language in languages():
        said = about(words(language))
        assert 0 < len(said.short) <= 120
        assert 0 < len(said.long) <= 512
        for role in (None, *Role):
            found = commands(words(language), role)
            assert 0 < len(found) <= 100
            assert len({slash for slash, _ in found}) == len(found)
            assert all(0 < len(label) <= 256 for _, label in found)


async def test_bot_is_described_in_every_language(
    api: FakeTelegram,
    here: Process,  # noqa: ARG001 - it describes itself
) -> None:
    shown = api.world.described
    assert shown.description == {
        "" if one == "vi" else one: about(words(one)).long for one in languages()
    }
    assert shown.short_description[""] == about(words("vi")).short
    assert shown.commands[EVERYBODY, ""] == offered("vi", None)
    assert shown.commands[EVERYBODY, "en"] == offered("en", None)
    assert shown.menu[0] == {"type": "commands"}
