"""All that people send besides words and taps, and how each is taken."""

from hashlib import sha256

import pytest
from sqlalchemy import select

from storage.tables import evidence, people
from tests.photos import sample_heic, sample_png
from tests.stage import HOME, VIDEO, VOICE
from tests.telegram_looks import answered, contact
from tests.telegram_stage import TelegramStage

pytest_plugins = ["tests.telegram_fixtures"]

ODD = "Gương Sáng nhận được chữ, ảnh, tin thoại, video, tệp và vị trí; loại tin này thì chưa."
NOT_YOURS = "Gương Sáng chỉ ghi số điện thoại của chính đồng chí."
NAME = "Họ và tên chủ hộ?"


async def asked_for_photos(there: TelegramStage) -> None:
    for word in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè"):
        await there.say("hoa", word)


async def texts(there: TelegramStage, name: str, *, files: bool = False) -> list[str]:
    return [one.body.text for one in await there.replies(name, files=files)]


async def phone(there: TelegramStage, name: str) -> str | None:
    row = await contact(there.database, there.person(name).id)
    wanted = select(people.c.phone).where(people.c.id == row.person_id)
    return await there.database.transact(lambda c: c.scalar(wanted))


async def kept(there: TelegramStage) -> list[tuple[str, str, str, str]]:
    wanted = select(
        evidence.c.kind, evidence.c.key, evidence.c.state, evidence.c.sha256_received
    ).order_by(evidence.c.id)
    rows = await there.database.transact(lambda c: c.execute(wanted).all())
    return [tuple(row) for row in rows]


# --- words in other clothes


async def test_reply_and_forward_are_words(there: TelegramStage) -> None:
    hoa = there.person("hoa")
    await there.say("hoa", "đăng ký")
    await hoa.replies("2", hoa.heard[-1].id)
    assert NAME in (await texts(there, "hoa"))[-1]
    await hoa.forwards("Giàng A Tủa")
    await there.replies("hoa")
    assert await answered(there.database, "R4") == [{"text": "Giàng A Tủa"}]


async def test_words_that_break_json_are_taken(there: TelegramStage) -> None:
    await there.say("hoa", "đăng ký")
    await there.say("hoa", "2")
    await there.say("hoa", 'Giàng "A"\\ \u202eTủa\u0000')
    assert await answered(there.database, "R4") == [{"text": 'Giàng "A"\\ Tủa'}]


# --- what nobody can use


@pytest.mark.parametrize("what", ["sticker", "poll", "dice", "venue of the future"])
async def test_what_nobody_can_use_is_told_and_the_question_stands(
    there: TelegramStage, what: str
) -> None:
    await there.say("hoa", "đăng ký")
    await there.say("hoa", "2")
    match what:
        case "sticker":
            await there.person("hoa").sends_sticker()
        case "poll":
            await there.person("hoa").sends_poll()
        case "dice":
            there.person("hoa").tells({"dice": {"emoji": "🎲", "value": 4}})
        case _:
            there.person("hoa").tells({"hologram": {"of": "a goat"}})
    said = await texts(there, "hoa")
    assert said[0] == ODD
    assert NAME in said[1]


async def test_notice_of_telegram_itself_is_passed_over(there: TelegramStage) -> None:
    await there.say("hoa", "đăng ký")
    hoa = there.person("hoa")
    hoa.tells({"pinned_message": hoa.room.quoted(1)})
    assert await texts(there, "hoa") == []


async def test_what_a_stranger_sends_leads_to_the_greeting(there: TelegramStage) -> None:
    for send in ("sticker", "contact"):
        stranger = there.person("dợ")
        await (stranger.sends_sticker() if send == "sticker" else stranger.sends_contact())
        assert "Xin gõ mã mời" in (await texts(there, "dợ"))[-1]
        assert stranger.keyboard == [["Gửi số điện thoại"], ["Giới thiệu người tốt"]]


# --- phone numbers


async def test_own_number_is_kept(there: TelegramStage) -> None:
    await there.say("hoa", "menu")
    await there.person("hoa").sends_contact("+84912345678")
    assert "0912345678" in "".join(await texts(there, "hoa")).replace("+84", "0").replace(" ", "")
    assert await phone(there, "hoa") in {"+84912345678", "0912345678"}


async def test_number_of_somebody_else_is_not_kept(there: TelegramStage) -> None:
    before = await phone(there, "hoa")
    about = {"phone_number": "+84987654321", "first_name": "Dua", "user_id": 1}
    there.person("hoa").tells({"contact": about})
    assert (await texts(there, "hoa"))[0] == NOT_YOURS
    there.person("hoa").tells({"contact": {"phone_number": "+84987654321", "first_name": "Dua"}})
    assert (await texts(there, "hoa"))[0] == NOT_YOURS
    assert await phone(there, "hoa") == before


# --- evidence


async def test_place_and_video_belong_to_the_open_question(there: TelegramStage) -> None:
    await asked_for_photos(there)
    await there.person("hoa").sends_location(**HOME)
    await there.replies("hoa", files=True)
    await there.send("hoa", "video", VIDEO)
    assert [row[:3] for row in await kept(there)] == [
        ("location", "R5/photos", "stored"), ("file", "R5/photos", "stored"),
    ]  # fmt: skip


async def test_voice_answers_a_question_for_words(there: TelegramStage) -> None:
    for word in ("đăng ký", "2", "Giàng A Tủa"):
        await there.say("hoa", word)
    heard = await there.send("hoa", "voice", VOICE)
    assert any("ảnh minh chứng" in one.body.text for one in heard)
    assert await answered(there.database, "R5") == [{"voice": 1}]
    message = next(m for m in there.person("hoa").heard if "sẽ làm những việc gì?" in m.text)
    assert "\n✓ " in message.text
    assert message.buttons == []


@pytest.mark.parametrize(
    ("data", "name", "mime"),
    [(sample_png(1), "anh.png", "image/png"), (sample_heic(), "anh.heic", "image/heic")],
    ids=["png", "heic"],
)
async def test_photo_sent_as_a_file_is_a_photo(
    there: TelegramStage, data: bytes, name: str, mime: str
) -> None:
    await asked_for_photos(there)
    await there.person("hoa").sends_file(data, name, mime)
    assert await texts(there, "hoa", files=True) == ["Đã nhận 1 ảnh."]
    assert await kept(there) == [("photo", "R5/photos", "stored", sha256(data).hexdigest())]
