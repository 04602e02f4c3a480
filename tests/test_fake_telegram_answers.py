"""What the fake Telegram keeps and what it answers when the world changed under the bot."""

from io import BytesIO

import orjson
import pytest

from tests.photos import picture
from tests.platforms.clock import Time
from tests.telegram import FakeTelegram
from tests.telegram.caller import HOA, Caller
from tests.telegram.people import Person
from tests.telegram.values import Json, Upload

pytest_plugins = ["tests.telegram.fixtures"]

PDF = Upload("danh sách.pdf", "application/pdf", b"%PDF-1.4 one page")
HTML = {"parse_mode": "HTML"}
YES = {"inline_keyboard": [[{"text": "Có", "callback_data": "y"}]]}
NO = {"inline_keyboard": [[{"text": "Không", "callback_data": "n"}]]}
QUERY_GONE = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def jpeg(seed: int, width: int = 800, height: int = 600) -> bytes:
    made = BytesIO()
    picture(seed, width, height).save(made, "JPEG")
    return made.getvalue()


async def test_a_message_is_seen_with_its_words_and_its_buttons(bot: Caller, hoa: Person) -> None:
    await bot.call(
        "sendMessage", chat_id=HOA, text="<b>Chọn</b> đi", parse_mode="HTML", reply_markup=YES
    )
    seen = hoa.heard[-1]
    assert (seen.text, seen.buttons) == ("Chọn đi", [[("Có", "y")]])
    assert seen.json["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


async def test_entities_are_counted_in_utf_16_and_trimmed(bot: Caller, hoa: Person) -> None:
    text = "  👍 <i>tốt <b>lắm</b></i> \n"
    await bot.call("sendMessage", chat_id=HOA, text=text, parse_mode="HTML")
    seen = hoa.heard[-1].json
    assert seen["text"] == "👍 tốt lắm"
    assert seen["entities"] == [
        {"type": "italic", "offset": 3, "length": 7},
        {"type": "bold", "offset": 7, "length": 3},
    ]


async def test_a_form_carries_objects_as_text(api: FakeTelegram, bot: Caller, hoa: Person) -> None:
    markup = orjson.dumps(YES).decode()
    answer = await bot.form("sendMessage", chat_id=str(HOA), text="Chọn", reply_markup=markup)
    assert answer["ok"]
    assert hoa.heard[-1].labels == ["Có"]
    assert api.invalid == []


async def test_an_edit_replaces_words_and_takes_buttons_away(bot: Caller, hoa: Person) -> None:
    sent = await bot.call("sendMessage", chat_id=HOA, text="Chọn", reply_markup=YES)
    where = {"chat_id": HOA, "message_id": sent["message_id"]}
    await bot.call("editMessageReplyMarkup", **where, reply_markup=NO)
    assert hoa.heard[-1].labels == ["Không"]
    await bot.call("editMessageText", **where, text="Đã chọn")
    assert (hoa.heard[-1].text, hoa.heard[-1].labels) == ("Đã chọn", [])
    assert hoa.heard[-1].edited


async def test_an_edit_must_find_its_message_and_change_it(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    mine = await hoa.says("Chào")
    sent = await bot.call("sendMessage", chat_id=HOA, text="Chọn", reply_markup=YES)
    same = {"text": "Chọn", "reply_markup": YES}

    async def refusal(message_id: int) -> str:
        return await bot.refusal("editMessageText", chat_id=HOA, message_id=message_id, **same)

    assert await refusal(99) == "Bad Request: message to edit not found"
    assert await refusal(mine["message_id"]) == "Bad Request: message can't be edited"
    assert "message is not modified" in await refusal(sent["message_id"])
    assert api.invalid == []


async def test_an_edit_keeps_to_the_same_lengths(api: FakeTelegram, bot: Caller) -> None:
    sent = await bot.call("sendMessage", chat_id=HOA, text="Chọn")
    where = {"chat_id": HOA, "message_id": sent["message_id"]}
    assert "MESSAGE_TOO_LONG" in await bot.refusal("editMessageText", **where, text="a" * 4097)
    assert "there is no caption" in await bot.refusal("editMessageCaption", **where, caption="a")
    assert "not specified" in await bot.refusal("editMessageText", chat_id=HOA, text="a")
    assert len(api.invalid) == 2


async def test_captions_hold_1024_characters(api: FakeTelegram, bot: Caller, hoa: Person) -> None:
    photo = Upload("a.jpg", "image/jpeg", jpeg(1))
    long = await bot.parts("sendPhoto", chat_id=str(HOA), photo=photo, caption="a" * 1025)
    assert long["description"] == "Bad Request: message caption is too long"
    sent = await bot.parts("sendPhoto", chat_id=str(HOA), photo=photo, caption="a" * 1024)
    where = {"chat_id": HOA, "message_id": sent["result"]["message_id"]}
    await bot.call("editMessageCaption", **where, caption="Ảnh")
    assert hoa.heard[-1].caption == "Ảnh"
    too_long = await bot.refusal("editMessageCaption", **where, caption="a" * 1025)
    assert "MEDIA_CAPTION_TOO_LONG" in too_long
    assert len(api.invalid) == 2


async def test_an_album_names_its_files(api: FakeTelegram, bot: Caller, hoa: Person) -> None:
    media = [{"type": "photo", "media": f"attach://p{n}", "caption": f"Ảnh {n}"} for n in (1, 2)]
    files = {f"p{n}": Upload(f"{n}.jpg", "image/jpeg", jpeg(n)) for n in (1, 2)}
    text = orjson.dumps(media).decode()
    answer = await bot.parts("sendMediaGroup", chat_id=str(HOA), media=text, **files)
    assert len({message["media_group_id"] for message in answer["result"]}) == 1
    assert [seen.caption for seen in hoa.heard] == ["Ảnh 1", "Ảnh 2"]
    assert await bot.download(hoa.heard[1].json["photo"][-1]["file_id"]) == files["p2"].data
    assert api.invalid == []


async def test_a_file_that_is_not_in_the_call_is_refused(bot: Caller) -> None:
    media = [{"type": "document", "media": f"attach://p{n}"} for n in (1, 2)]
    answer = await bot.parts(
        "sendMediaGroup", chat_id=str(HOA), media=orjson.dumps(media).decode(), p1=PDF
    )
    assert answer["description"] == "Bad Request: there is no file for attach://p2"


async def test_photos_and_documents_do_not_mix(bot: Caller) -> None:
    media = [{"type": "document", "media": "attach://p"}, {"type": "photo", "media": "attach://p"}]
    answer = await bot.parts(
        "sendMediaGroup", chat_id=str(HOA), media=orjson.dumps(media).decode(), p=PDF
    )
    assert "only be grouped" in answer["description"]


async def test_a_document_keeps_its_bytes_and_can_be_sent_again(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    first = await bot.parts("sendDocument", chat_id=str(HOA), document=PDF)
    document = first["result"]["document"]
    again = await bot.call("sendDocument", chat_id=HOA, document=document["file_id"])
    assert again["document"] == document
    assert document["file_name"] == PDF.name
    assert await bot.download(document["file_id"]) == PDF.data
    assert api.invalid == []
    wrong = await bot.refusal("sendVoice", chat_id=HOA, voice=document["file_id"])
    assert "can't use file of type document as voice" in wrong
    assert len(hoa.heard) == 2


async def test_only_the_largest_size_of_a_photo_is_what_was_sent(bot: Caller, hoa: Person) -> None:
    sent = jpeg(1, 640, 480)
    sizes = (await hoa.sends_photo(sent, "Nhà văn hóa"))["photo"]
    assert [size["width"] for size in sizes] == [90, 320, 640]
    assert sizes[-1]["height"] == 480
    assert [await bot.download(size["file_id"]) == sent for size in sizes] == [False, False, True]


async def test_a_path_expires_and_a_file_does_not(
    bot: Caller, hoa: Person, api: FakeTelegram
) -> None:
    file_id = (await hoa.sends_voice(b"OggS"))["voice"]["file_id"]
    old = (await bot.call("getFile", file_id=file_id))["file_path"]
    api.files.expire()
    async with bot.session.get(bot.file_url(old)) as response:
        assert response.status == 404
    new = (await bot.call("getFile", file_id=file_id))["file_path"]
    assert new != old
    assert await bot.download(file_id) == b"OggS"


async def test_getfile_refuses_what_it_does_not_know_and_what_is_too_big(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    assert "wrong file_id" in await bot.refusal("getFile", file_id="no such file")
    film = await hoa.sends_video(b"mp4", size=20_000_001)
    too_big = await bot.refusal("getFile", file_id=film["video"]["file_id"])
    assert too_big == "Bad Request: file is too big"
    assert api.invalid == []


async def test_a_tap_is_answered_once_and_in_time(
    api: FakeTelegram, bot: Caller, hoa: Person, now: Time
) -> None:
    await bot.call("sendMessage", chat_id=HOA, text="Chọn", reply_markup=YES)
    first, late = await hoa.taps("Có"), await hoa.taps("Có")
    assert api.unanswered == [first["id"], late["id"]]
    await bot.call("answerCallbackQuery", callback_query_id=first["id"], text="Đã ghi")
    assert (api.unanswered, hoa.notices) == ([late["id"]], ["Đã ghi"])
    now.at += 16 * 60
    for query in (first["id"], late["id"], "12345"):
        assert await bot.refusal("answerCallbackQuery", callback_query_id=query) == QUERY_GONE


async def test_the_newest_button_of_a_name_is_tapped(bot: Caller, hoa: Person) -> None:
    old = await bot.call("sendMessage", chat_id=HOA, text="Chọn", reply_markup=YES)
    new = await bot.call("sendMessage", chat_id=HOA, text="Chọn lại", reply_markup=YES)
    assert (await hoa.taps("Có"))["message"]["message_id"] == new["message_id"]
    assert (await hoa.presses("y", old["message_id"]))["message"]["text"] == "Chọn"
    assert "text" not in (await hoa.presses("giả", 99))["message"]
    with pytest.raises(AssertionError, match="no button “Không”"):
        await hoa.taps("Không")


async def test_a_button_that_opens_a_page_sends_nothing(bot: Caller, hoa: Person) -> None:
    page = {"inline_keyboard": [[{"text": "Xem", "url": "https://example.org"}]]}
    await bot.call("sendMessage", chat_id=HOA, text="Chọn", reply_markup=page)
    assert hoa.heard[-1].buttons == [[("Xem", "https://example.org")]]
    with pytest.raises(AssertionError, match="no button “Xem”"):
        await hoa.taps("Xem")


async def test_a_keyboard_in_place_of_the_letters_says_its_words(bot: Caller, hoa: Person) -> None:
    keyboard = {"keyboard": [[{"text": "Gửi ảnh"}]]}
    await bot.call("sendMessage", chat_id=HOA, text="Chọn", reply_markup=keyboard)
    assert (await hoa.taps("Gửi ảnh"))["text"] == "Gửi ảnh"
    await bot.call("sendMessage", chat_id=HOA, text="Xong", reply_markup={"remove_keyboard": True})
    assert hoa.keyboard == []


async def test_who_blocked_the_bot_hears_nothing_until_they_unblock_it(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    await hoa.blocks()
    refusal = await bot.refusal("sendMessage", chat_id=HOA, text="Chào")
    assert refusal == "Forbidden: bot was blocked by the user"
    await hoa.unblocks()
    await bot.call("sendMessage", chat_id=HOA, text="Chào")
    states = [
        u["my_chat_member"]["new_chat_member"]["status"] for u in await bot.call("getUpdates")
    ]
    assert states == ["kicked", "member"]
    assert api.invalid == []


async def test_an_account_that_is_gone_is_deactivated(bot: Caller, hoa: Person) -> None:
    await hoa.deletes_account()
    refusal = await bot.refusal("sendChatAction", chat_id=HOA, action="typing")
    assert refusal == "Forbidden: user is deactivated"


async def test_a_stranger_is_not_found_until_they_write(api: FakeTelegram, bot: Caller) -> None:
    minh = api.person("Minh", 1002, started=False)
    said = {"chat_id": minh.id, "text": "Chào"}
    assert await bot.refusal("sendMessage", **said) == "Bad Request: chat not found"
    await minh.says("/start")
    await bot.call("sendMessage", **said)


async def test_a_group_that_became_a_supergroup_tells_its_new_number(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    group = api.group("Nhóm huyện", -5001)
    await group.says(hoa, "tổng hợp")
    moved = await group.migrates(hoa, -1005001)
    answer = await bot.answer("sendMessage", chat_id=-5001, text="Chào")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": -1005001}
    await bot.call("sendMessage", chat_id=-1005001, text="Chào")
    assert [message.text for message in moved.heard] == ["Chào"]


async def test_a_bot_that_was_removed_or_left_may_not_write(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    group = api.group("Nhóm huyện", -5001)
    said = {"chat_id": -5001, "text": "Chào"}
    await group.removes_bot(hoa)
    assert "bot was kicked from the group chat" in await bot.refusal("sendMessage", **said)
    await group.adds_bot(hoa)
    await bot.call("leaveChat", chat_id=-5001)
    assert "bot is not a member of the group chat" in await bot.refusal("sendMessage", **said)


async def test_privacy_keeps_the_talk_of_a_group_from_the_bot(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    api.world.privacy = True
    group = api.group("Nhóm huyện", -5001)
    for text in ("tổng hợp", "/tonghop", "@guong_sang_bot tổng hợp"):
        await group.says(hoa, text)
    assert len(await bot.call("getUpdates")) == 2


async def test_commands_are_kept_by_scope_and_language(bot: Caller) -> None:
    commands = [{"command": "dangky", "description": "Đăng ký"}]
    await bot.call("setMyCommands", commands=commands, language_code="vi")
    assert await bot.call("getMyCommands") == []
    assert await bot.call("getMyCommands", language_code="vi") == commands
    await bot.call("deleteMyCommands", language_code="vi")
    assert await bot.call("getMyCommands", language_code="vi") == []


async def test_a_reply_must_find_its_message(bot: Caller, hoa: Person) -> None:
    said = await hoa.says("Chào")
    to = {"message_id": said["message_id"]}
    sent = await bot.call("sendMessage", chat_id=HOA, text="Chào", reply_parameters=to)
    assert sent["reply_to_message"]["text"] == "Chào"
    gone = {"message_id": 99}
    refusal = await bot.refusal("sendMessage", chat_id=HOA, text="Chào", reply_parameters=gone)
    assert refusal == "Bad Request: message to be replied not found"


async def test_a_wrong_token_is_unauthorized(api: FakeTelegram, bot: Caller) -> None:
    async with bot.session.post(f"{api.base}/bot1:wrong/getMe") as response:
        answer: Json = await response.json()
    assert (response.status, answer["description"]) == (401, "Unauthorized")


@pytest.mark.parametrize("body", [b"{", b"[]"])
async def test_a_body_that_is_no_object_is_refused(
    api: FakeTelegram, bot: Caller, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    async with bot.session.post(bot.url("getMe"), data=body, headers=headers) as response:
        assert response.status == 400
    assert len(api.invalid) == 1


async def test_people_write_as_telegram_tells_it(bot: Caller, hoa: Person, now: Time) -> None:
    await hoa.says("👍 /dangky ngay")
    (update,) = await bot.call("getUpdates")
    message = update["message"]
    assert message["from"] == {
        "id": HOA,
        "is_bot": False,
        "first_name": "Hòa",
        "language_code": "vi",
    }
    assert message["chat"] == {"id": HOA, "first_name": "Hòa", "type": "private"}
    assert message["date"] == now.at
    assert message["entities"] == [{"type": "bot_command", "offset": 3, "length": 7}]


async def test_an_edit_by_a_person_is_an_update_of_its_own(bot: Caller, hoa: Person) -> None:
    await hoa.edits(await hoa.says("2"), "3")
    first, second = await bot.call("getUpdates")
    assert first["message"]["text"] == "2"
    assert second["edited_message"]["text"] == "3"
    assert hoa.chat[0].text == "3"
