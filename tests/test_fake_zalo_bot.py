"""What the fake Zalo Bot Platform takes and refuses: each rule kept once and broken once."""

import unicodedata

import aiohttp
import orjson
import pytest

from tests.platforms.clock import Time
from tests.zalo_bot import MENTION, FakeZaloBot
from tests.zalo_bot.caller import HOA, Caller
from tests.zalo_bot.people import Person

pytest_plugins = ["tests.zalo_bot.fixtures"]

VALID: list[tuple[str, dict[str, object]]] = [
    ("getMe", {}),
    ("deleteWebhook", {}),
    ("getWebhookInfo", {}),
    ("sendMessage", {"chat_id": HOA, "text": "ă" * 2000}),
    ("sendMessage", {"chat_id": HOA, "text": "**Chào**", "parse_mode": "markdown"}),
    ("sendMessage", {"chat_id": HOA, "text": "<b>Chào</b> &amp; <i>hỏi</i>", "parse_mode": "html"}),
    (
        "sendMessage",
        {"chat_id": HOA, "text": "Chào", "text_styles": [{"start": 0, "len": 4, "st": ["b"]}]},
    ),
    ("sendSticker", {"chat_id": HOA, "sticker": "5a1b"}),
    ("sendVoice", {"chat_id": HOA, "voice_url": "https://guong.example/chao.aac"}),
    ("sendChatAction", {"chat_id": HOA, "action": "typing"}),
]
BROKEN: list[tuple[int, str, dict[str, object]]] = [
    (404, "editMessageText", {"chat_id": HOA, "text": "Chào"}),
    (400, "getUpdates", {"timeout": "soon"}),
    (400, "setWebhook", {"url": "https://guong.example/zalo"}),
    (400, "setWebhook", {"url": "https://guong.example/zalo", "secret_token": "seven77"}),
    (400, "setWebhook", {"url": "https://guong.example/zalo", "secret_token": "x" * 257}),
    (400, "setWebhook", {"url": "http://guong.example/zalo", "secret_token": "long-enough"}),
    (400, "sendMessage", {"chat_id": HOA}),
    (400, "sendMessage", {"chat_id": 5, "text": "Chào"}),
    (400, "sendMessage", {"chat_id": "0" * 20, "text": "Chào"}),
    (400, "sendMessage", {"chat_id": HOA, "text": None}),
    (400, "sendMessage", {"chat_id": HOA, "text": " \n"}),
    (400, "sendMessage", {"chat_id": HOA, "text": "ă" * 2001}),
    (400, "sendMessage", {"chat_id": HOA, "text": "🌾" * 1001}),
    (400, "sendMessage", {"chat_id": HOA, "text": unicodedata.normalize("NFD", "Chào")}),
    (400, "sendMessage", {"chat_id": HOA, "text": "Chào", "parse_mode": "MarkdownV2"}),
    (400, "sendMessage", {"chat_id": HOA, "text": "<b>Chào", "parse_mode": "html"}),
    (400, "sendMessage", {"chat_id": HOA, "text": "Chào</b>", "parse_mode": "html"}),
    (400, "sendMessage", {"chat_id": HOA, "text": "<a>Chào</a>", "parse_mode": "html"}),
    (400, "sendMessage", {"chat_id": HOA, "text": "2 < 3", "parse_mode": "html"}),
    (400, "sendMessage", {"chat_id": HOA, "text": "<b></b>", "parse_mode": "html"}),
    (
        400,
        "sendMessage",
        {"chat_id": HOA, "text": "Chào", "text_styles": [{"start": 1, "len": 4, "st": ["b"]}]},
    ),
    (
        400,
        "sendMessage",
        {"chat_id": HOA, "text": "Chào", "text_styles": [{"start": 0, "len": 4, "st": ["bold"]}]},
    ),
    (400, "sendPhoto", {"chat_id": HOA, "photo": "file:///photo.jpg"}),
    (400, "sendPhoto", {"chat_id": HOA, "photo": "http://10.0.0.1/photo.jpg"}),
    (400, "sendPhoto", {"chat_id": HOA, "photo": "http://camera.local/photo.jpg"}),
    (400, "sendSticker", {"chat_id": HOA, "sticker": ""}),
    (400, "sendVoice", {"chat_id": HOA, "voice_url": "https://guong.example/chao.mp3"}),
    (400, "sendChatAction", {"chat_id": HOA, "action": "upload_photo"}),
]


@pytest.mark.parametrize(("method", "params"), VALID)
async def test_a_good_call_is_taken(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, method: str, params: dict[str, object]
) -> None:
    assert hoa.id == HOA
    await bot.call(method, **params)
    assert bot_api.invalid == []
    assert [call.code for call in bot_api.calls_of(method)] == [200]


@pytest.mark.parametrize("bad", BROKEN)
async def test_a_bad_call_is_refused_and_written_down(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person, bad: tuple[int, str, dict[str, object]]
) -> None:
    code, method, params = bad
    assert await bot.refusal(method, **params) == code
    assert len(bot_api.invalid) == 1
    assert hoa.heard == []


async def test_a_parameter_nobody_knows_is_written_down_and_changes_nothing(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    await bot.call("sendMessage", chat_id=HOA, text="Chào", reply_markup={})
    assert bot_api.invalid == ["sendMessage: it has no reply_markup"]
    assert [message.text for message in hoa.heard] == ["Chào"]


async def test_a_call_may_be_a_query_a_form_or_parts(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    params = {"chat_id": HOA, "text": "Chào"}
    parts = aiohttp.FormData(params, default_to_multipart=True)
    url = bot.url("sendMessage")
    for call in (
        bot.session.get(url, params=params),
        bot.session.post(url, data=params),
        bot.session.post(url, data=parts),
    ):
        async with call as response:
            assert orjson.loads(await response.read())["ok"]
    assert [message.text for message in hoa.heard] == ["Chào"] * 3
    async with bot.session.put(url, json=params) as response:
        assert orjson.loads(await response.read())["error_code"] == 400
    assert len(bot_api.invalid) == 1


async def test_bytes_of_a_photo_are_not_taken(
    bot_api: FakeZaloBot, bot: Caller, hoa: Person
) -> None:
    parts = aiohttp.FormData({"chat_id": hoa.id}, default_to_multipart=True)
    parts.add_field("photo", b"\xff\xd8\xff", filename="photo.jpg")
    async with bot.session.post(bot.url("sendPhoto"), data=parts) as response:
        assert not orjson.loads(await response.read())["ok"]
    assert len(bot_api.invalid) == 1


async def test_a_wrong_token_is_refused(bot_api: FakeZaloBot, bot: Caller) -> None:
    async with bot.session.post(f"{bot_api.base}/bot1:wrong/getMe") as response:
        assert orjson.loads(await response.read())["error_code"] == 401
    assert len(bot_api.invalid) == 1


async def test_somebody_sees_text_without_marks(bot: Caller, hoa: Person) -> None:
    async def shown(text: str, mode: str) -> str:
        await bot.call("sendMessage", chat_id=HOA, text=text, parse_mode=mode)
        return hoa.chat[-1].text

    marked = "# Chọn việc\n**1** Đăng ký *mới*, _nhanh_ ~~khó~~"
    assert await shown(marked, "markdown") == "Chọn việc\n1 Đăng ký mới, nhanh khó"
    assert hoa.chat[-1].raw == marked
    assert await shown(r"2 * 3, a_b_c \*", "markdown") == "2 * 3, a_b_c *"
    assert await shown("<b>A <i>&lt;3</i></b> &amp; B", "html") == "A <3 & B"


async def test_the_answer_names_the_message_and_the_moment(
    bot: Caller, hoa: Person, now: Time
) -> None:
    result = await bot.call("sendMessage", chat_id=HOA, text="Chào")
    assert result == {"message_id": hoa.chat[-1].id, "date": int(now.at * 1000)}


async def test_typing_is_seen_and_its_answer_has_no_result(bot: Caller, hoa: Person) -> None:
    assert await bot.answer("sendChatAction", chat_id=HOA, action="typing") == {"ok": True}
    assert hoa.actions == ["typing"]


async def test_a_voice_message_in_a_group_is_said_to_be_sent(
    bot_api: FakeZaloBot, bot: Caller
) -> None:
    group = bot_api.group("zgr-1")
    await bot.call("sendVoice", chat_id=group.id, voice_url="https://guong.example/chao.aac")
    await bot.call("sendMessage", chat_id=group.id, text="Chào")
    assert [message.text for message in group.heard] == ["Chào"]


async def test_nobody_is_written_to_who_never_wrote_or_does_not_want_it(
    bot_api: FakeZaloBot, bot: Caller
) -> None:
    minh = bot_api.person("Minh")
    assert await bot.refusal("sendMessage", chat_id=minh.id, text="Chào") == 403
    await minh.says("Chào")
    await bot.call("sendMessage", chat_id=minh.id, text="Chào")
    minh.blocks()
    assert await bot.refusal("sendMessage", chat_id=minh.id, text="Chào") == 403
    minh.unblocks()
    await bot.call("sendMessage", chat_id=minh.id, text="Chào")
    assert bot_api.invalid == []


async def test_who_comes_after_the_last_place_is_not_heard(now: Time) -> None:
    async with FakeZaloBot(users=1, clock=now) as api, aiohttp.ClientSession() as session:
        hoa, lan = api.person("Hòa"), api.person("Lan")
        for person in (hoa, lan, hoa):
            await person.says("Chào")
        assert [event.chat for event in api.events] == [hoa.id, hoa.id]
        assert api.quotas.turned_away == [lan.id]
        assert await Caller(api, session).refusal("sendMessage", chat_id=lan.id, text="1") == 403
        assert api.invalid == []


async def test_the_messages_of_a_month_are_counted(now: Time) -> None:
    async with FakeZaloBot(messages=2, clock=now) as api, aiohttp.ClientSession() as session:
        bot, hoa = Caller(api, session), api.person("Hòa", HOA, wrote=True)
        api.counts_inbound = True
        await hoa.says("Chào")
        await bot.call("sendMessage", chat_id=HOA, text="một")
        assert await bot.refusal("sendMessage", chat_id=HOA, text="hai") == 429
        now.at += 31 * 24 * 3600
        await bot.call("sendMessage", chat_id=HOA, text="hai")
        assert [message.text for message in hoa.heard] == ["một", "hai"]
        assert (api.quotas.left, api.invalid) == (1, [])


async def test_a_group_is_heard_only_where_the_bot_is_meant(
    bot_api: FakeZaloBot, hoa: Person, picture: bytes
) -> None:
    group = bot_api.group("zgr-1")
    there = hoa.within(group)
    await group.says(hoa, "Chào cả nhà")
    await there.sends_photo(picture)
    assert bot_api.events == []
    await group.says(hoa, f"{MENTION} 1")
    await there.replies("2")
    await there.sends_photo(picture, f"{MENTION} ảnh")
    assert [event.name for event in bot_api.events] == [
        "message.text.received", "message.text.received", "message.image.received",
    ]  # fmt: skip
    assert bot_api.events[0].message["chat"] == {"id": "zgr-1", "chat_type": "GROUP"}
    assert len(group.chat) == 5
