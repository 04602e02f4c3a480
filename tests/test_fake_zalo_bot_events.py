"""How events reach the bot from the fake Zalo Bot Platform, and how they are lost on the way."""

import asyncio

import aiohttp
import pytest

from tests.platforms.clock import Time
from tests.zalo_bot import FakeZaloBot
from tests.zalo_bot.caller import HOA, SECRET, Caller, Hook
from tests.zalo_bot.people import Person

pytest_plugins = ["tests.zalo_bot.fixtures"]

CUT = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


async def test_a_poll_gives_one_event_and_never_again(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    await hoa.says("một")
    await hoa.says("hai")
    assert [(await bot.poll())["text"], (await bot.poll())["text"]] == ["một", "hai"]
    bot_api.poll_seconds = 0
    assert await bot.answer("getUpdates") == {
        "ok": False, "error_code": 408, "description": "Request timeout",
    }  # fmt: skip
    assert (bot_api.pending, bot_api.lost, bot_api.invalid) == ([], 0, [])


async def test_an_event_is_wrapped_and_says_who_and_when(
    bot: Caller, hoa: Person, now: Time
) -> None:
    said = await hoa.says("Chào")
    assert await bot.call("getUpdates", timeout="30") == {
        "event_name": "message.text.received",
        "message": {
            "date": int(now.at * 1000),
            "chat": {"id": HOA, "chat_type": "PRIVATE"},
            "message_id": said["message_id"],
            "message_type": "CHAT_MESSAGE",
            "text": "Chào",
            "from": {"id": HOA, "is_bot": False, "display_name": "Hòa"},
        },
    }


async def test_a_long_poll_is_answered_by_the_first_message(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    poll = asyncio.create_task(bot.poll())
    await bot_api.until(lambda: bot_api.polls)
    await hoa.says("Chào")
    assert (await poll)["text"] == "Chào"


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_an_event_in_a_lost_answer_is_gone(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, cut: str
) -> None:
    await hoa.says("một")
    await hoa.says("hai")
    bot_api.faults.next("getUpdates", cut="after" if cut == "after" else "before")
    with pytest.raises(CUT):
        await bot.poll()
    lost = cut == "after"
    assert (await bot.poll())["text"] == ("hai" if lost else "một")
    assert bot_api.lost == lost


async def test_a_bot_that_hangs_up_loses_what_was_on_its_way(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    bot_api.faults.next("getUpdates", hold=asyncio.Event())
    await hoa.says("Chào")
    poll = asyncio.create_task(bot.poll())
    await bot_api.idle()
    poll.cancel()
    await bot_api.until(lambda: bot_api.lost)


async def test_a_bot_that_hangs_up_before_anything_came_loses_nothing(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    poll = asyncio.create_task(bot.poll())
    await bot_api.until(lambda: bot_api.polls)
    poll.cancel()
    await bot_api.until(lambda: not bot_api.polls)
    await hoa.says("Chào")
    assert (await bot.poll())["text"] == "Chào"
    assert bot_api.lost == 0


async def test_a_platform_that_forgets_keeps_nothing_for_later(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    bot_api.forgets = True
    await hoa.says("một")
    poll = asyncio.create_task(bot.poll())
    await bot_api.until(lambda: bot_api.polls)
    await hoa.says("hai")
    assert (await poll)["text"] == "hai"
    assert bot_api.lost == 1


async def test_a_webhook_ends_polling_until_it_is_deleted(
    bot_api: FakeZaloBot, bot: Caller, hook: Hook, hoa: Person
) -> None:
    poll = asyncio.create_task(bot.answer("getUpdates"))
    await bot_api.until(lambda: bot_api.polls)
    await bot.call("setWebhook", url=hook.url, secret_token=SECRET)
    assert (await poll)["error_code"] == 400
    assert await bot.refusal("getUpdates") == 400
    assert (await bot.call("getWebhookInfo"))["url"] == hook.url
    assert (await bot.call("deleteWebhook"))["url"] == ""
    await hoa.says("Chào")
    assert (await bot.poll())["text"] == "Chào"
    assert bot_api.invalid == []


async def test_a_webhook_is_called_with_the_secret_first_with_nothing(
    bot_api: FakeZaloBot, bot: Caller, hook: Hook, hoa: Person, now: Time
) -> None:
    await hoa.says("một")
    answer = await bot.call("setWebhook", url=hook.url, secret_token=SECRET)
    assert answer["updated_at"] == int(now.at * 1000)
    assert answer["verification"] == {
        "ok": True, "outcome": "verified", "status_code": 200, "hint": "",
    }  # fmt: skip
    await hoa.says("hai")
    await bot_api.idle()
    assert hook.bodies[0] == b""
    assert hook.texts == ["một", "hai"]
    assert {headers["X-Bot-Api-Secret-Token"] for headers in hook.headers} == {SECRET}
    assert {headers["User-Agent"] for headers in hook.headers} == {"Java/17"}


async def test_an_address_that_does_not_answer_is_kept(
    bot_api: FakeZaloBot, bot: Caller, hook: Hook
) -> None:
    bot_api.probe_signed = False
    hook.answers = [401]
    answer = await bot.call("setWebhook", url=hook.url, secret_token=SECRET)
    assert (answer["url"], answer["verification"]["status_code"]) == (hook.url, 401)
    assert "X-Bot-Api-Secret-Token" not in hook.headers[0]
    assert not answer["verification"]["ok"]


async def test_a_webhook_is_called_again_until_it_answers_200(
    bot_api: FakeZaloBot, bot: Caller, hook: Hook, hoa: Person
) -> None:
    await bot.call("setWebhook", url=hook.url, secret_token=SECRET)
    hook.answers = [500, 202]
    await hoa.says("một")
    await hoa.says("hai")
    await bot_api.idle()
    assert hook.texts == ["một", "một", "một", "hai"]
    assert bot_api.lost == 0


async def test_a_webhook_that_never_takes_an_event_loses_it(
    bot_api: FakeZaloBot, bot: Caller, hook: Hook, hoa: Person
) -> None:
    await bot.call("setWebhook", url=hook.url, secret_token=SECRET)
    bot_api.pauses = (0.0,)
    hook.answers = [500, 500]
    await hoa.says("một")
    await hoa.says("hai")
    await bot_api.idle()
    assert hook.texts == ["một", "một", "hai"]
    assert bot_api.lost == 1


async def test_what_comes_while_the_webhook_is_set_is_taken_once(
    bot_api: FakeZaloBot, bot: Caller, hook: Hook, hoa: Person
) -> None:
    hook.gate = asyncio.Event()
    await hoa.says("một")
    setting = asyncio.create_task(bot.call("setWebhook", url=hook.url, secret_token=SECRET))
    await bot_api.until(lambda: bot_api.posts)
    await hoa.says("hai")
    hook.gate.set()
    await setting
    await bot_api.idle()
    assert hook.texts == ["một", "hai"]


async def test_a_webhook_that_keeps_the_platform_waiting_is_given_up(
    bot_api: FakeZaloBot, bot: Caller, hook: Hook, hoa: Person
) -> None:
    await bot.call("setWebhook", url=hook.url, secret_token=SECRET)
    bot_api.webhook_patience, bot_api.pauses = 0.02, ()
    hook.gate = asyncio.Event()
    await hoa.says("một")
    await bot_api.idle()
    assert bot_api.lost == 1


async def test_an_event_may_come_twice(
    bot_api: FakeZaloBot, bot: Caller, hook: Hook, hoa: Person
) -> None:
    await bot.call("setWebhook", url=hook.url, secret_token=SECRET)
    await hoa.says("một")
    await hoa.says("hai")
    await bot_api.idle()
    bot_api.deliver_again(0)
    bot_api.deliver_again()
    await bot_api.idle()
    assert hook.texts == ["một", "hai", "một", "hai"]
    assert hook.came[0] == hook.came[2]


async def test_a_platform_without_order_calls_for_all_at_once(
    bot_api: FakeZaloBot, bot: Caller, hook: Hook, hoa: Person
) -> None:
    await bot.call("setWebhook", url=hook.url, secret_token=SECRET)
    bot_api.in_order = False
    hook.answers = [500]
    await hoa.says("một")
    await hoa.says("hai")
    await bot_api.idle()
    assert sorted(hook.texts[:2]) == ["hai", "một"]
    assert len(hook.texts) == 3


async def test_a_webhook_gets_events_flat_or_wrapped(
    bot_api: FakeZaloBot, bot: Caller, hook: Hook, hoa: Person, picture: bytes
) -> None:
    await bot.call("setWebhook", url=hook.url, secret_token=SECRET)
    sent = await hoa.sends_photo(picture, "đường mới")
    await bot_api.idle()
    bot_api.flat, bot_api.photo_field = False, "photo"
    bot_api.deliver_again()
    await bot_api.idle()
    captured, documented = hook.came
    assert captured == {"event_name": "message.image.received", "message": sent}
    assert documented["ok"]
    assert documented["result"]["message"]["photo"] == sent["photo_url"]
    assert "photo_url" not in documented["result"]["message"]


async def test_the_kinds_of_events(bot_api: FakeZaloBot, hoa: Person, picture: bytes) -> None:
    await hoa.sends_photos([picture, picture], "hai ảnh", on=1)
    await hoa.sends_voice(b"\xff\xf1")
    await hoa.sends_sticker()
    await hoa.sends_unsupported()
    await hoa.does("message.link.received", link="https://guong.example")
    one, two, voice, sticker, unsupported, link = (event.message for event in bot_api.events)
    assert ("caption" in one, two["caption"]) == (False, "hai ảnh")
    assert one.keys() >= {"photo_url", "message_id"}
    assert (one["message_type"], one["message_id"] == two["message_id"]) == ("CHAT_PHOTO", False)
    assert (voice["message_type"], voice["voice_url"][-4:]) == ("CHAT_VOICE", ".aac")
    assert sticker["message_type"] == "CHAT_STICKER"
    assert unsupported.keys() == {"date", "chat", "message_id", "from"}
    assert link["link"] == "https://guong.example"
    assert [event.name for event in bot_api.events[2:]] == [
        "message.voice.received",
        "message.sticker.received",
        "message.unsupported.received",
        "message.link.received",
    ]
