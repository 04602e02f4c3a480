"""A whole process on the Zalo Bot Platform: how it listens, and what it says of its plan."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import Connection, select
from structlog.testing import capture_logs

from bot.app import at_work, check_accounts, opened
from bot.channels import insisting
from bot.channels.base import Allowance, BadAccount, Reports
from bot.channels.polling import ELSEWHERE
from bot.channels.zalo_bot import ZaloBot
from bot.clock import wall
from bot.services import Services
from bot.settings import read
from bot.setup import set_up
from bot.usage import Filled, Usage
from storage.tables import evidence
from storage.usage import Used
from tests.stage import jpeg
from tests.zalo_bot import FakeZaloBot

pytest_plugins = ["tests.zalo_bot_fixtures"]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def process(
    url: str, folder: Path, api: FakeZaloBot, **more: str
) -> AsyncIterator[tuple[Services, str]]:
    """At work, with the address it serves at."""
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    environment = {
        "DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": "bí mật", "PORT": str(port),
        "ZALO_BOT_TOKEN": api.token, "ZALO_BOT_API_BASE": api.base, "PUBLIC_URL": here,
    }  # fmt: skip
    settings = read(environment | more)
    async with opened(settings) as services:
        await services.database.transact(set_up, settings.plan, wall())
        async with at_work(services, serving=True, working=True):
            yield services, here


async def answered(api: FakeZaloBot) -> str:
    person = api.person("Hòa")
    await person.says("chào")
    await api.until(lambda: person.heard)
    return person.heard[-1].text


async def test_process_asks_and_answers(stage_url: str, tmp_path: Path, api: FakeZaloBot) -> None:
    async with process(stage_url, tmp_path, api) as (services, here):
        await check_accounts(services)
        assert await answered(api)
        assert api.calls_of("setWebhook") == []
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{here}/health/ready") as answer:
                state = (await answer.json())["channels"]["zalo_bot"]
            async with session.get(f"{here}/metrics") as answer:
                measures = await answer.text()
    assert state.startswith("on; ")
    assert " of 50 people, " in state
    assert 'plan_messages{channel="zalo_bot",of="allowed"} 3000.0' in measures


async def test_process_is_called_and_answers(
    stage_url: str, tmp_path: Path, api: FakeZaloBot
) -> None:
    secret = {"ZALO_BOT_WEBHOOK_SECRET": "long-enough"}
    async with process(stage_url, tmp_path, api, **secret) as (_, here):
        await api.until(lambda: api.calls_of("setWebhook"))
        assert api.calls_of("setWebhook")[0].params["url"] == f"{here}/zalo/bot/webhook"
        assert await answered(api)
    assert api.calls_of("getUpdates") == []


async def test_photo_is_fetched_also_where_it_is_not_ready_at_once(
    stage_url: str, tmp_path: Path, api: FakeZaloBot
) -> None:
    api.not_ready = 1
    async with process(stage_url, tmp_path, api, ZALO_MEDIA_HOSTS="127.0.0.1") as (services, _):
        await answered(api)
        person = api.person("Lan")
        await person.sends_photo(jpeg(5), "Vườn chè")
        for _ in range(200):
            if await services.database.transact(_photos) == [("photo", "stored")]:
                return
            await asyncio.sleep(0.1)
    pytest.fail("the photo was not kept")


def _photos(c: Connection) -> list[tuple[str, str]]:
    found = c.execute(select(evidence.c.kind, evidence.c.state))
    return [(row.kind, row.state) for row in found]


async def test_hindrance_is_said_and_waited_out(
    stage_url: str,
    tmp_path: Path,
    api: FakeZaloBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(insisting, "FIRST_WAIT", 0.05)
    api.faults.next("getMe", status=502, times=2)
    api.faults.next("deleteWebhook", error=500)
    api.faults.next("getUpdates", cut="before")
    async with process(stage_url, tmp_path, api):
        assert await answered(api)


async def test_only_one_process_asks(stage_url: str, tmp_path: Path, api: FakeZaloBot) -> None:
    url = stage_url
    async with process(url, tmp_path / "a", api), process(url, tmp_path / "b", api) as (other, _):
        await api.until(lambda: api.polls)
        await asyncio.sleep(0.3)
        assert api.polls == 1
        channel = other.channels["zalo_bot"]
        assert isinstance(channel, Reports)
        assert channel.state in {"on", ELSEWHERE}


async def test_refused_token_ends_the_start(
    stage_url: str, tmp_path: Path, api: FakeZaloBot
) -> None:
    environment = {
        "DATABASE_URL": stage_url, "DATA_DIR": str(tmp_path), "SECRET_KEY": "bí mật",
        "ZALO_BOT_TOKEN": api.token, "ZALO_BOT_API_BASE": api.base,
    }  # fmt: skip
    api.faults.next("getMe", error=401)
    async with opened(read(environment)) as services:
        with pytest.raises(BadAccount, match="ZALO_BOT_TOKEN"):
            await check_accounts(services)


# --- the plan


@pytest.mark.parametrize(
    ("people", "messages", "near"), [(39, 2399, False), (40, 0, True), (0, 2400, True)]
)
def test_plan_is_near_its_end_at_80_percent(people: int, messages: int, *, near: bool) -> None:
    assert Filled(Used(people, messages), Allowance(50, 3000)).near is near


async def test_log_warns_once_an_hour(
    stage_url: str,
    tmp_path: Path,
    api: FakeZaloBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with process(stage_url, tmp_path, api) as (services, _):
        await answered(api)
        channel = services.channels["zalo_bot"]
        monkeypatch.setattr(ZaloBot, "allowance", Allowance(1, 3000))
        usage = Usage(services.database, [channel], services.clock)
        with capture_logs() as logs:
            await usage.look()
            usage._next_look = 0.0  # noqa: SLF001 - as if a minute had passed
            await usage.look()
    warned = [log for log in logs if log["event"] == "plan_nearly_used_up"]
    assert [log["channel"] for log in warned] == ["zalo_bot"]
