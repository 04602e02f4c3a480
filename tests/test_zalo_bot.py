"""Zalo Bot on weak signal: what comes late or in bits never answers the wrong question."""

import aiohttp
import pytest

from bot.channels.zalo_bot import PATH, SECRET_HEADER
from bot.channels.zalo_http import NoAnswer
from bot.envelope import Envelope
from bot.usage import Usage
from storage.tables import evidence, outbox, records
from tests.fake_channel import let_time_pass
from tests.phone_stage import SECRET
from tests.stage import jpeg
from tests.zalo_bot import MENTION
from tests.zalo_bot_looks import LATE, one, overtake, rows, texts, until_photos
from tests.zalo_bot_stage import ZaloBotStage

pytest_plugins = ["tests.zalo_bot_fixtures"]


# --- late


@pytest.mark.parametrize(("answer", "follows"), [("1", "xem lại trước khi gửi"), ("2", "đồng ý")])
async def test_digit_from_before_the_question_is_asked_about(
    there: ZaloBotStage, answer: str, follows: str
) -> None:
    await until_photos(there)
    asked = await overtake(there, "x", "1 2")
    assert LATE in asked
    assert "1. Dùng\n2. Không dùng" in asked
    await there.say("hoa", answer)
    assert follows in texts(there)[-1]


async def test_late_words_are_asked_about_too(there: ZaloBotStage) -> None:
    await there.say("hoa", "đăng ký")
    assert "“Giàng A Tủa”" in await overtake(there, "2", "Giàng A Tủa")
    await there.say("hoa", "dùng")
    assert "Câu 3/5" in texts(there)[-1]


async def test_what_is_delivered_twice_is_taken_once(there: ZaloBotStage) -> None:
    await there.say("hoa", "đăng ký")
    there.api.deliver_again()
    await there.round()
    assert len(texts(there)) == 1
    assert texts(there)[0].count("1. Một người") == 1


async def test_what_a_digit_chose_begins_the_next_message(there: ZaloBotStage) -> None:
    await there.say("hoa", "đăng ký")
    await there.say("hoa", "2")
    assert texts(there)[-1].startswith("✓ Một hộ gia đình\n")


# --- photos


async def test_photos_of_a_minute_go_to_the_question_of_the_first(there: ZaloBotStage) -> None:
    await until_photos(there)
    there.clock.at += 60
    for n in range(10):
        await there.person("hoa").sends_photo(jpeg(100 + n))
        if n == 2:
            await there.person("hoa").says("x")
        there.clock.at += 5
    await there.round()
    await there.idle()
    assert set(await rows(there, evidence.c.key, evidence.c.state)) == {("R5/photos", "stored")}
    assert len(await rows(there, evidence.c.id)) == 10
    assert any("đồng ý những việc nào" in text for text in texts(there))


async def test_voice_note_is_kept(there: ZaloBotStage) -> None:
    for words in ("đăng ký", "2", "Giàng A Tủa"):
        await there.say("hoa", words)
    await there.send("hoa", "voice", b"")
    assert await rows(there, evidence.c.kind, evidence.c.media_type) == [("voice", "audio/aac")]


async def test_what_the_platform_hides_is_answered_by_what_helps(there: ZaloBotStage) -> None:
    await there.say("hoa", "đăng ký")
    hoa = there.phone("hoa")
    for happens in (hoa.sends_unsupported, hoa.sends_sticker):
        await happens()
        await there.round()
        hint, question = texts(there)[-2:]
        assert "đồng chí chụp ảnh gửi vào" in hint
        assert "Đồng chí muốn giới thiệu ai?" in question
    await hoa.does("message.link.received", url="https://example.vn/")
    await there.round()
    assert "đồng chí chụp ảnh gửi vào" in texts(there)[-2]


# --- groups


async def test_group_is_answered_where_the_bot_is_mentioned(there: ZaloBotStage) -> None:
    group = there.api.group()
    for said in ("chào", f"{MENTION} chào", f"{MENTION} tổng hợp", f"tổng hợp {MENTION}"):
        await group.says(there.person("minh"), said)
        await there.round()
    private, *numbers = [m.text for m in group.heard]
    assert private.startswith("Gương Sáng làm việc trong tin nhắn riêng.")
    assert len(numbers) == 2
    assert all("Xã" in text or "xã" in text for text in numbers)
    assert texts(there, "minh") == []


# --- webhooks


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("photo", ["photo_url", "photo"])
async def test_both_forms_of_an_event_are_read(
    called: ZaloBotStage, photo: str, *, flat: bool
) -> None:
    called.api.flat = flat
    called.api.photo_field = "photo" if photo == "photo" else "photo_url"
    await until_photos(called)
    await called.photo("hoa", caption="Vườn chè")
    assert await rows(called, evidence.c.caption, evidence.c.state) == [("Vườn chè", "stored")]


async def test_only_who_knows_the_secret_is_heard(called: ZaloBotStage) -> None:
    url = called.channel.listening._webhook  # noqa: SLF001 - where the stage serves
    assert url is not None
    body = b'{"event_name": "message.text.received"}'
    async with aiohttp.ClientSession() as session:
        for secret, sent, status in (
            ("wrong", body, 403), ("sái", body, 403), (None, b"", 200), (None, b"{}", 200),
            (SECRET, body, 200), (SECRET, b"no JSON", 200),
        ):  # fmt: skip
            headers = {} if secret is None else {SECRET_HEADER: secret}
            async with session.post(url.url, data=sent, headers=headers) as answer:
                assert answer.status == status
    assert url.url.endswith(PATH)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"[]", b"null", b"7", b'{"result": null}', b'{"message": []}', b'{"ok": true}',
        b'{"event_name": 1, "message": {"from": {}, "chat": {"id": 5}, "message_id": "m"}}',
        b'{"event_name": "e", "message": {"from": [], "chat": {"id": "c"}, "message_id": "m"}}',
        b'{"event_name": "e", "message": {"from": {"is_bot": true}, "chat": {"id": "c"}}}',
        b'{"event_name": "e", "message": {"from": {}, "chat": {"id": ""}, "message_id": "m"}}',
    ],
)  # fmt: skip
async def test_spoilt_event_says_nothing(there: ZaloBotStage, raw: bytes) -> None:
    assert there.channel.hear(raw) == ()


# --- polling


async def test_cut_poll_loses_one_message_and_no_more(there: ZaloBotStage) -> None:
    for words in ("menu", "đăng ký"):
        await there.person("hoa").says(words)
    there.api.faults.next("getUpdates", cut="after")
    with pytest.raises(NoAnswer):
        await there.channel.listening.next_one(there.intake.keep)
    assert there.api.lost == 1
    await there.round()
    assert "Đồng chí muốn giới thiệu ai?" in texts(there)[-1]


async def test_message_that_cannot_be_kept_is_held(there: ZaloBotStage) -> None:
    async def full(envelope: Envelope) -> bool:
        raise OSError(28, envelope.id)

    await there.person("hoa").says("đăng ký")
    for _ in range(2):
        with pytest.raises(OSError, match="28"):
            await there.channel.listening.next_one(full)
    assert len(there.api.calls_of("getUpdates")) == 1
    assert "Đồng chí muốn giới thiệu ai?" in await one(there)


async def test_webhook_of_somebody_else_goes(there: ZaloBotStage) -> None:
    there.api.world.events.posting = True
    with pytest.raises(Exception, match="400"):
        await there.channel.listening.next_one(there.intake.keep)
    await there.channel.listening.next_one(there.intake.keep)
    assert there.channel.state == "on"
    assert len(there.api.calls_of("deleteWebhook")) == 2


# --- the plan of the account


async def test_used_up_month_keeps_what_is_to_be_said(there: ZaloBotStage) -> None:
    quotas = there.api.quotas
    quotas.messages, allowed = 0, quotas.messages
    await there.person("hoa").says("đăng ký")
    await there.round()
    assert await rows(there, outbox.c.state) == [("queued",)]
    assert there.channel.state == "the messages of this month are used up"
    quotas.messages = allowed
    await let_time_pass(there.database)
    await there.sender.drain()
    assert there.channel.state == "on"
    assert len(texts(there)) == 1


async def test_use_of_the_plan_is_counted(there: ZaloBotStage) -> None:
    before = await used(there)
    await there.say("hoa", "đăng ký")
    people, messages = await used(there)
    assert people == before[0] == len(there.people)
    assert messages == before[1] + 2
    assert await rows(there, records.c.id) == []


async def used(there: ZaloBotStage) -> tuple[int, int]:
    usage = Usage(there.database, [there.channel], lambda: there.now)
    found = (await usage.look())["zalo_bot"]
    assert str(found) == (
        f"{found.used.people} of 50 people, {found.used.messages} of 3,000 messages this month"
    )
    return found.used.people, found.used.messages
