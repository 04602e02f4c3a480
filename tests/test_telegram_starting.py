"""Starting on Telegram: bad settings are named, and a Telegram that is away hinders nobody else."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.settings import BadSettings, read
from tests.telegram import TOKEN, FakeTelegram
from tests.telegram.people import Person
from tests.telegram_process import Process, process

pytest_plugins = ["tests.telegram_fixtures"]

WEBHOOK = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_MODE": "webhook"}
REFUSED = [
    ({"TELEGRAM_TOKEN": "my token"}, "TELEGRAM_TOKEN"),
    ({"TELEGRAM_TOKEN": "7000000001:"}, "TELEGRAM_TOKEN"),
    ({"TELEGRAM_TOKEN": f"bot{TOKEN}"}, "TELEGRAM_TOKEN"),
    (WEBHOOK, "PUBLIC_URL"),
    (WEBHOOK | {"PUBLIC_URL": "http://guongsang.invalid"}, "PUBLIC_URL"),
    (WEBHOOK | {"TELEGRAM_WEBHOOK_SECRET": "một từ"}, "TELEGRAM_WEBHOOK_SECRET"),
    (WEBHOOK | {"TELEGRAM_WEBHOOK_SECRET": "a b"}, "TELEGRAM_WEBHOOK_SECRET"),
    (WEBHOOK | {"TELEGRAM_WEBHOOK_SECRET": "a" * 257}, "TELEGRAM_WEBHOOK_SECRET"),
]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hinders is waited out at once."""
    monkeypatch.setattr("bot.channels.insisting.FIRST_WAIT", 0.01)


@pytest.fixture(autouse=True)
def _migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stage has the schema, but no migration made it."""
    monkeypatch.setattr("bot.app.is_current", lambda _: True)


async def ready(at: Process) -> tuple[int, Any]:
    """The status of the page that says how the process is, and what it says of Telegram."""
    where = f"{at.url}/health/ready"
    async with aiohttp.ClientSession() as session, session.get(where) as answer:
        return answer.status, (await answer.json())["channels"]["telegram"]


async def page(at: Process) -> int:
    async with aiohttp.ClientSession() as session, session.get(at.url) as answer:
        return answer.status


async def until_it_says(at: Process, api: FakeTelegram, beginning: str) -> str:
    async with asyncio.timeout(30):
        status, state = await ready(at)
        while not state.startswith(beginning):
            status, state = await ready(at)
    assert status == 200
    assert api.token not in state
    return str(state)


# --- settings


@pytest.mark.parametrize(("environment", "name"), REFUSED)
def test_what_is_wrong_is_named_and_not_shown(environment: dict[str, str], name: str) -> None:
    with pytest.raises(BadSettings) as raised:
        read(environment)
    said = str(raised.value)
    assert said.startswith(f"{name}: ")
    assert said.endswith(".")
    assert environment.get(name, TOKEN) not in said


def test_address_with_https_is_enough() -> None:
    settings = read(WEBHOOK | {"PUBLIC_URL": "https://guongsang.invalid/"})
    assert settings.address == "https://guongsang.invalid"


# --- how it is


async def test_process_at_work_says_on(api: FakeTelegram, here: Process) -> None:
    assert await until_it_says(here, api, "on") == "on"


async def test_process_that_waits_for_an_answer_is_connecting(
    api: FakeTelegram, stage_sqlite: Callable[[], str], tmp_path: Path
) -> None:
    api.faults.next("getMe", slow=600.0)
    async with process(api, stage_sqlite(), tmp_path) as opened:
        await api.until(lambda: api.calls_of("getMe"))
        assert await until_it_says(opened, api, "connecting") == "connecting"
        assert opened.channel.link("12345678") is None


async def test_token_that_telegram_does_not_know_is_said(
    api: FakeTelegram, stage_sqlite: Callable[[], str], tmp_path: Path
) -> None:
    more = {"TELEGRAM_TOKEN": "7000000001:another"}
    async with process(api, stage_sqlite(), tmp_path, **more) as opened:
        said = await until_it_says(opened, api, "Telegram does not know")
    assert said == "Telegram does not know this token"
    assert api.invalid == ["getMe: a wrong token"]  # asked once, and again in a minute
    api.invalid.clear()


async def test_another_program_is_said(
    api: FakeTelegram, stage_sqlite: Callable[[], str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("bot.channels.insisting.FIRST_WAIT", 60.0)
    api.faults.next("getUpdates", status=409)
    async with process(api, stage_sqlite(), tmp_path) as opened:
        said = await until_it_says(opened, api, "another program")
        assert said == "another program asks for the updates of this bot"


async def test_page_works_while_telegram_is_away_and_telegram_recovers(
    api: FakeTelegram, folk: dict[str, Person], stage_sqlite: Callable[[], str], tmp_path: Path
) -> None:
    await api.faults.down()
    async with process(api, stage_sqlite(), tmp_path) as opened:
        said = await until_it_says(opened, api, "Telegram is not reachable: ")
        assert "no connection" in said
        assert await page(opened) < 400
        await folk["hoa"].says("menu")
        await api.faults.up()
        await api.until(lambda: folk["hoa"].heard)
        assert (await ready(opened)) == (200, "on")


async def test_telegram_that_goes_away_at_work_comes_back(
    api: FakeTelegram, folk: dict[str, Person], here: Process
) -> None:
    await folk["hoa"].says("menu")
    await api.until(lambda: folk["hoa"].heard)
    await api.faults.down()
    await folk["minh"].says("menu")
    await api.faults.up()
    await api.until(lambda: folk["minh"].heard)
    await until_it_says(here, api, "on")


async def test_description_that_must_wait_a_day_holds_up_nobody(
    api: FakeTelegram, folk: dict[str, Person], stage_sqlite: Callable[[], str], tmp_path: Path
) -> None:
    api.faults.next("setMyDescription", status=429, retry_after=86_400)
    await folk["hoa"].says("menu")
    async with process(api, stage_sqlite(), tmp_path) as opened:
        await api.until(lambda: folk["hoa"].heard)
        assert await until_it_says(opened, api, "on") == "on"


async def test_fault_of_our_own_leaves_the_page_and_the_message(
    api: FakeTelegram, folk: dict[str, Person], here: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_: object) -> bool:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(here.services.intake, "keep", breaks)
        await folk["hoa"].says("menu")
        said = await until_it_says(here, api, "messages cannot be kept")
        assert said == "messages cannot be kept: ZeroDivisionError"
        assert await page(here) < 400
    await api.until(lambda: folk["hoa"].heard)
