"""How updates reach the bot from the fake Telegram, and what can be made to go wrong on the way."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from tests.platforms.clock import Time
from tests.platforms.serving import one_address
from tests.telegram import DOWNLOAD, FakeTelegram, Limits
from tests.telegram.caller import HOA, Caller
from tests.telegram.people import Person
from tests.telegram.values import Json

pytest_plugins = ["tests.telegram.fixtures"]

SECRET = "a-secret_1"
CUT = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


def texts(updates: list[Json]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_come_again_until_they_are_confirmed(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    for text in ("một", "hai", "ba"):
        await hoa.says(text)
    first = await bot.call("getUpdates", limit=2)
    assert texts(first) == ["một", "hai"]
    assert texts(await bot.call("getUpdates", offset=first[0]["update_id"])) == ["một", "hai", "ba"]
    assert texts(await bot.call("getUpdates", offset=first[1]["update_id"] + 1)) == ["ba"]
    one, two, three = sorted(api.delivered)
    assert api.delivered == {one: 2, two: 2, three: 2}
    assert (api.accepted, api.pending) == ({one, two}, [three])


async def test_a_negative_offset_forgets_all_but_the_last(bot: Caller, hoa: Person) -> None:
    for text in ("một", "hai", "ba"):
        await hoa.says(text)
    assert texts(await bot.call("getUpdates", offset=-1)) == ["ba"]
    assert texts(await bot.call("getUpdates")) == ["ba"]


async def test_a_long_poll_is_answered_by_the_first_message(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    poll = asyncio.create_task(bot.call("getUpdates", timeout=50))
    await api.until(lambda: api.polls)
    await hoa.says("Chào")
    assert texts(await poll) == ["Chào"]


async def test_a_poll_without_patience_is_answered_at_once(bot: Caller) -> None:
    assert await bot.call("getUpdates") == []


async def test_the_older_of_two_polls_is_ended(api: FakeTelegram, bot: Caller, hoa: Person) -> None:
    older = asyncio.create_task(bot.answer("getUpdates", timeout=50))
    await api.until(lambda: api.polls)
    newer = asyncio.create_task(bot.call("getUpdates", timeout=50))
    answer = await older
    assert answer["error_code"] == 409
    assert "terminated by other getUpdates request" in answer["description"]
    await hoa.says("Chào")
    assert texts(await newer) == ["Chào"]


async def test_a_bot_that_hangs_up_polls_no_longer(api: FakeTelegram, bot: Caller) -> None:
    poll = asyncio.create_task(bot.call("getUpdates", timeout=50))
    await api.until(lambda: api.polls)
    poll.cancel()
    await api.until(lambda: not api.polls)
    assert api.calls == []


async def test_what_the_bot_did_not_ask_for_is_not_sent(bot: Caller, hoa: Person) -> None:
    await bot.call("getUpdates", allowed_updates=["message"])
    await hoa.edits(await hoa.says("2"), "3")
    assert len(await bot.call("getUpdates")) == 1
    await bot.call("getUpdates", allowed_updates=[])
    await hoa.edits(await hoa.says("2"), "3")
    assert len(await bot.call("getUpdates")) == 3


async def test_any_update_can_be_pushed(api: FakeTelegram, bot: Caller) -> None:
    first = api.push({"message": 5})
    api.push({"update_id": first + 10, "unheard_of": {"chat": None}})
    last = api.push({})
    assert [u["update_id"] for u in await bot.call("getUpdates")] == [first, first + 10, last]
    assert last == first + 11


async def test_idle_waits_until_the_bot_has_confirmed(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    await hoa.says("Chào")
    waiting = asyncio.create_task(api.idle())
    (update,) = await bot.call("getUpdates")
    assert not waiting.done()
    await bot.call("getUpdates", offset=update["update_id"] + 1)
    await waiting


@dataclass
class Hook:
    """The bot's side of a webhook: what came, and the answers it was told to give."""

    url: str = ""
    came: list[Json] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    answers: list[int] = field(default_factory=list)
    reply: Json | None = None
    gate: asyncio.Event | None = None
    open: Counter[int] = field(default_factory=Counter)
    most: int = 0
    two: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.came.append(update)
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await self._hold(update["message"]["chat"]["id"])
        if self.answers:
            return web.Response(status=self.answers.pop(0))
        return web.json_response(self.reply) if self.reply else web.Response()

    async def _hold(self, chat_id: int) -> None:
        self.open[chat_id] += 1
        self.most = max(self.most, self.open.total())
        if self.most == 2:
            self.two.set()
        assert self.open[chat_id] == 1, "updates of one chat come one after the other"
        await (self.gate.wait() if self.gate else asyncio.sleep(0))
        self.open[chat_id] -= 1


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    taking = Hook()
    async with one_address("/hook", taking.take) as taking.url:
        yield taking


async def test_a_webhook_gets_each_update_with_its_secret(
    api: FakeTelegram, bot: Caller, hoa: Person, hook: Hook
) -> None:
    await hoa.says("trước")
    await bot.call("setWebhook", url=hook.url, secret_token=SECRET)
    await hoa.says("sau")
    await api.idle()
    assert texts(hook.came) == ["trước", "sau"]
    assert hook.secrets == {SECRET}
    assert set(api.delivered.values()) == {1}


async def test_a_webhook_is_tried_again_in_order_until_it_takes_the_update(
    api: FakeTelegram, bot: Caller, hoa: Person, hook: Hook
) -> None:
    hook.answers = [500, 302, 403]
    await bot.call("setWebhook", url=hook.url)
    await hoa.says("một")
    await hoa.says("hai")
    await api.idle()
    assert texts(hook.came) == ["một"] * 4 + ["hai"]
    assert list(api.delivered.values()) == [4, 1]
    info = await bot.call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert info["pending_update_count"] == 0


async def test_chats_do_not_wait_for_each_other(
    api: FakeTelegram, bot: Caller, hoa: Person, hook: Hook
) -> None:
    minh, lan = api.person("Minh", 1002), api.person("Lan", 1003)
    hook.gate = asyncio.Event()
    await bot.call("setWebhook", url=hook.url, max_connections=2)
    for who in (hoa, minh, lan, hoa, minh, lan):
        await who.says("Chào")
    await hook.two.wait()
    hook.gate.set()
    await api.idle()
    assert (len(hook.came), hook.most) == (6, 2)


async def test_a_webhook_that_nobody_serves_leaves_its_updates_for_polling(
    api: FakeTelegram, bot: Caller, hoa: Person, hook: Hook
) -> None:
    await bot.call("setWebhook", url=hook.url.replace("/hook", "/nowhere"))
    await hoa.says("Chào")
    await api.until(api.delivered.total)
    assert "can't use getUpdates method while webhook" in await bot.refusal("getUpdates")
    assert (await bot.call("getWebhookInfo"))["pending_update_count"] == 1
    await bot.call("deleteWebhook")
    assert texts(await bot.call("getUpdates")) == ["Chào"]


async def test_pending_updates_can_be_dropped(
    api: FakeTelegram, bot: Caller, hoa: Person, hook: Hook
) -> None:
    await hoa.says("Chào")
    await bot.call("setWebhook", url=hook.url, drop_pending_updates=True)
    await api.idle()
    assert (hook.came, api.accepted) == ([], set())


async def test_a_webhook_may_answer_with_a_call(
    api: FakeTelegram, bot: Caller, hoa: Person, hook: Hook
) -> None:
    hook.reply = {"method": "sendMessage", "chat_id": HOA, "text": "Đã ghi"}
    await bot.call("setWebhook", url=hook.url)
    await hoa.says("Chào")
    await api.idle()
    assert [message.text for message in hoa.heard] == ["Đã ghi"]
    assert [call.status for call in api.calls_of("sendMessage")] == [200]


async def test_a_prepared_fault_happens_so_often_and_has_no_effect(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    api.faults.next("sendMessage", status=500, times=2)
    api.faults.next("sendMessage", status=429, retry_after=7)
    said = {"chat_id": HOA, "text": "Chào"}
    answers = [await bot.answer("sendMessage", **said) for _ in range(4)]
    assert [answer.get("error_code", 200) for answer in answers] == [500, 500, 429, 200]
    assert answers[2]["parameters"] == {"retry_after": 7}
    assert answers[2]["description"] == "Too Many Requests: retry after 7"
    assert len(hoa.heard) == 1
    assert api.invalid == []


async def test_a_proxy_on_the_way_answers_with_a_page(api: FakeTelegram, bot: Caller) -> None:
    api.faults.next(status=502)
    async with bot.session.post(bot.url("getMe")) as response:
        assert (response.status, response.content_type) == (502, "text/html")


@pytest.mark.parametrize(("cut", "heard"), [("before", 0), ("after", 1)])
async def test_a_line_is_cut_before_or_after_the_effect(
    api: FakeTelegram, bot: Caller, hoa: Person, cut: str, heard: int
) -> None:
    api.faults.next("sendMessage", cut="before" if cut == "before" else "after")
    with pytest.raises(CUT):
        await bot.call("sendMessage", chat_id=HOA, text="Chào")
    assert len(hoa.heard) == heard


async def test_an_answer_is_held_back_after_the_effect(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    gate = asyncio.Event()
    api.faults.next("sendMessage", hold=gate)
    sending = asyncio.create_task(bot.call("sendMessage", chat_id=HOA, text="Chào"))
    await api.until(lambda: hoa.heard)
    assert not sending.done()
    gate.set()
    await sending


async def test_telegram_can_be_away_and_come_back(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    await bot.call("getMe")
    await api.faults.down()
    with pytest.raises(aiohttp.ClientError):
        await bot.call("getMe")
    with pytest.raises(aiohttp.ClientConnectorError):
        await bot.call("getMe")
    await hoa.says("Chào")
    await api.faults.up()
    assert texts(await bot.call("getUpdates")) == ["Chào"]


async def test_a_waiting_poll_is_cut_when_telegram_goes_away(
    api: FakeTelegram, bot: Caller
) -> None:
    poll = asyncio.create_task(bot.call("getUpdates", timeout=50))
    await api.until(lambda: api.polls)
    await api.faults.down()
    with pytest.raises(CUT):
        await poll
    await api.faults.up()


async def test_a_share_of_the_downloads_fails_once_each(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    api.faults.downloads(fail_first=0.3, seed=1)
    first, second = Counter[int](), Counter[int]()
    for _ in range(60):
        file_id = (await hoa.sends_voice(b"OggS"))["voice"]["file_id"]
        path = (await bot.call("getFile", file_id=file_id))["file_path"]
        first[await _status(bot, path)] += 1
        second[await _status(bot, path)] += 1
    assert second == {200: 60}
    assert 5 <= first[500] + first[0] <= 30
    assert first[500]
    assert first[0]


async def test_a_download_fails_as_prepared(api: FakeTelegram, bot: Caller, hoa: Person) -> None:
    file_id = (await hoa.sends_voice(b"OggS"))["voice"]["file_id"]
    path = (await bot.call("getFile", file_id=file_id))["file_path"]
    api.faults.next(DOWNLOAD, status=503)
    assert [await _status(bot, path), await _status(bot, path)] == [503, 200]


async def _status(bot: Caller, path: str) -> int:
    """How a download went; 0: the line was cut."""
    try:
        async with bot.session.get(bot.file_url(path)) as response:
            await response.read()
            return response.status
    except aiohttp.ClientPayloadError:
        return 0


@pytest.fixture
async def limited(now: Time) -> AsyncIterator[Caller]:
    """A bot before a Telegram that counts."""
    async with (
        FakeTelegram(limits=Limits(), monotonic=now) as api,
        aiohttp.ClientSession() as session,
    ):
        yield Caller(api, session)


async def _sends(bot: Caller, chat_id: int, times: int) -> list[int]:
    """The seconds to wait that each of so many messages is told; 0: it was taken."""
    said = {"chat_id": chat_id, "text": "Chào"}
    answers = [await bot.answer("sendMessage", **said) for _ in range(times)]
    return [answer.get("parameters", {}).get("retry_after", 0) for answer in answers]


async def test_a_chat_takes_a_few_at_once_and_then_one_a_second(limited: Caller, now: Time) -> None:
    limited.api.person("Hòa", HOA)
    assert await _sends(limited, HOA, 7) == [0, 0, 0, 0, 0, 1, 1]
    now.at += 1
    assert await _sends(limited, HOA, 2) == [0, 1]
    now.at += 60
    assert await _sends(limited, HOA, 6) == [0, 0, 0, 0, 0, 1]
    assert limited.api.invalid == []


async def test_all_chats_together_take_thirty_a_second(limited: Caller, now: Time) -> None:
    api = limited.api
    people = [api.person("Dua", id) for id in range(1, 41)]
    waits = [(await _sends(limited, who.id, 1))[0] for who in people]
    assert waits == [0] * 30 + [1] * 10
    now.at += 1
    assert await _sends(limited, people[-1].id, 1) == [0]
    assert (api.most_in(1), api.most_in(10), api.rate) == (30, 31, 30.0)


async def test_a_group_takes_twenty_a_minute(limited: Caller, now: Time) -> None:
    limited.api.group("Nhóm huyện", -5001)
    for _ in range(20):
        assert await _sends(limited, -5001, 1) == [0]
        now.at += 1
    assert await _sends(limited, -5001, 1) == [40]
    now.at += 40
    assert await _sends(limited, -5001, 1) == [0]
