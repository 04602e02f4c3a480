"""Asking Telegram for updates: confirmed once kept, by one process at a time, whatever comes."""

from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, update

from bot.channels.polling import ELSEWHERE
from bot.channels.telegram import Account, Telegram
from bot.envelope import Envelope
from bot.lease import Lease
from bot.shelf import Shelf
from storage.clock import from_now
from storage.tables import inbox, leases
from tests.stage import KEYRING
from tests.telegram import FakeTelegram
from tests.telegram.caller import Caller
from tests.telegram.errors import WEBHOOK_IS_SET
from tests.telegram.people import Person
from tests.telegram.updates import Update
from tests.telegram_process import process
from tests.telegram_stage import TelegramStage

pytest_plugins = ["tests.telegram_fixtures"]

OTHER = "another program asks for the updates of this bot"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hinders is waited out at once."""
    monkeypatch.setattr("bot.channels.insisting.FIRST_WAIT", 0.01)


async def taken(there: TelegramStage) -> int:
    count = select(func.count()).select_from(inbox)
    return int(await there.database.transact(lambda c: c.execute(count).scalar_one()))


async def test_nothing_is_confirmed_before_all_of_it_is_kept(there: TelegramStage) -> None:
    async def full(envelope: Envelope) -> bool:
        if envelope.address == str(there.person("minh").id):
            raise OSError("no space left")
        return await there.intake.keep(envelope)

    for name in ("hoa", "minh", "lan"):
        await there.person(name).says("menu")
    for _ in range(2):
        with pytest.raises(OSError, match="no space left"):
            await there.channel.listening.next_batch(full)
        await there.intake.settle()
        assert there.api.accepted == set()
    await there.round()
    assert await taken(there) == 3
    assert [len(there.person(name).heard) for name in ("hoa", "minh", "lan")] == [1, 1, 1]
    assert set(there.api.delivered.values()) == {3}
    await there.say("dua", "menu")
    assert len(there.api.accepted) == 3


async def test_spoilt_update_stops_no_other(there: TelegramStage) -> None:
    spoilt = there.api.push({"message": {"chat": 5, "text": []}})
    await there.person("hoa").says("menu")
    there.api.push({"callback_query": {"id": 5}})
    there.api.push({"hologram": {}})
    await there.person("minh").says("menu")
    await there.round()
    assert [len(there.person(name).heard) for name in ("hoa", "minh")] == [1, 1]
    await there.say("hoa", "menu")
    assert spoilt in there.api.accepted
    assert len(there.api.pending) == 1


async def test_half_a_character_stops_no_other(there: TelegramStage) -> None:
    await there.person("hoa").says("menu HALF")
    await there.person("minh").says("menu")
    pending = there.api.world.updates.pending
    first = min(pending)
    raw = pending[first].raw.replace(b" HALF", b" \\ud83d")
    pending[first] = Update(first, pending[first].chat, raw)
    await there.round()
    assert [len(there.person(name).heard) for name in ("hoa", "minh")] == [1, 1]


async def test_conflict_is_named_and_outlived(
    api: FakeTelegram,
    folk: dict[str, Person],
    stage_sqlite: Callable[[], str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for words in ("", WEBHOOK_IS_SET):
        api.faults.next("getUpdates", status=409, description=words)
    async with process(api, stage_sqlite(), tmp_path) as opened:
        await folk["hoa"].says("menu")
        await api.until(lambda: folk["hoa"].heard)
        assert opened.channel.state == "on"
    assert OTHER in capsys.readouterr().out


async def test_webhook_goes_when_polling_begins_and_nothing_is_dropped(
    api: FakeTelegram, folk: dict[str, Person], stage_sqlite: Callable[[], str], tmp_path: Path
) -> None:
    async with aiohttp.ClientSession() as session:
        caller = Caller(api, session)
        await caller.call("setWebhook", url="http://127.0.0.1:9/gone")
        await folk["hoa"].says("menu")
        async with process(api, stage_sqlite(), tmp_path):
            await api.until(lambda: folk["hoa"].heard)
            assert (await caller.call("getWebhookInfo"))["url"] == ""


async def test_one_process_asks_and_another_follows(there: TelegramStage) -> None:
    lease = Lease(there.database, "telegram", seconds=0.03)
    account = Account(SecretStr(there.api.token), there.api.base)
    async with Telegram(account, Shelf(there.database, there.blobs, KEYRING), lease) as second:
        await there.say("hoa", "menu")
        await second.listening.next_batch(there.intake.keep)
        assert second.state == ELSEWHERE
        assert len(there.api.calls_of("getUpdates")) == 1
        lease.seconds = 30.0
        died = update(leases).values(until=from_now(-1))
        await there.database.transact(lambda c: c.execute(died))
        await there.person("minh").says("menu")
        await second.listening.next_batch(there.intake.keep)
        assert second.state == "on"
        assert not await there.lease.held()
        await lease.drop()
    assert await there.lease.held()


async def test_process_that_stops_lets_another_begin_at_once(
    api: FakeTelegram, folk: dict[str, Person], stage_sqlite: Callable[[], str], tmp_path: Path
) -> None:
    url = stage_sqlite()
    for name in ("hoa", "minh"):
        async with process(api, url, tmp_path / name):
            await folk[name].says("menu")
            await api.until(lambda name=name: folk[name].heard)  # type: ignore[misc]
