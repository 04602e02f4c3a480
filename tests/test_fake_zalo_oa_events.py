"""How events reach a bot from the fake OA: signed in each variant, again until taken, in order."""

from hashlib import sha256

import orjson
import pytest

from tests.platforms.clock import Time
from tests.zalo_oa import FakeOA, Forgery, Signing
from tests.zalo_oa.caller import HOA, JPEG, PNG, Caller, Hook, button, message, says, template
from tests.zalo_oa.people import Person
from tests.zalo_oa.signing import TIMESTAMP_HEADER

pytest_plugins = ["tests.zalo_oa.fixtures"]

VECTOR = {
    "event_name": "user_send_text",
    "app_id": "1234567890123456789",
    "sender": {"id": "1111111111111111111"},
    "recipient": {"id": "2222222222222222222"},
    "message": {"text": "#bc", "msg_id": "aaaaaaaaaaaaaaaaaaaa"},
    "timestamp": "1790000000000",
    "user_id_by_app": "3333333333333333333",
}
VECTOR_MAC = "c67ce9e824b70d73f3253c5204c1e154033fc50c9787abd23126bccd3d7bc1a0"


async def test_the_known_event_has_the_known_signature(oa: FakeOA, hook: Hook) -> None:
    oa.push(VECTOR)
    await oa.idle()
    ((raw, headers),) = hook.came
    assert len(raw) == 265
    assert headers["X-ZEvent-Signature"] == f"mac={VECTOR_MAC}"
    assert headers.keys() & {TIMESTAMP_HEADER, "num_retry"} == set()


@pytest.mark.parametrize("first", ["app_id", "oa_id"])
@pytest.mark.parametrize("timestamp", ["body", "header"])
async def test_a_signature_comes_in_four_variants(
    oa: FakeOA, hoa: Person, hook: Hook, first: str, timestamp: str
) -> None:
    oa.signing = Signing(
        "header" if timestamp == "header" else "body",
        "oa_id" if first == "oa_id" else "app_id",
        "x-zevent-signature",
    )
    await hoa.says("Chào")
    await oa.idle()
    ((raw, headers),) = hook.came
    in_body = orjson.loads(raw)["timestamp"]
    at = headers[TIMESTAMP_HEADER] if timestamp == "header" else in_body
    assert (at == in_body) == (timestamp == "body")
    secret = getattr(oa.account, first), oa.account.secret_key
    signed = secret[0].encode() + raw + at.encode() + secret[1].encode()
    assert headers["x-zevent-signature"] == f"mac={sha256(signed).hexdigest()}"


async def test_a_message_is_one_line_of_strings(
    oa: FakeOA, hoa: Person, hook: Hook, now: Time
) -> None:
    event = await hoa.says("Chào\ncả nhà")
    await oa.idle()
    ((raw, _),) = hook.came
    assert b"\n" not in raw
    assert raw == event.raw
    (body,) = hook.bodies
    assert body == VECTOR | {
        "message": {"text": "Chào\ncả nhà", "msg_id": event.message_id},
        "timestamp": str(int(now.at * 1000)),
    }


async def test_an_event_comes_again_in_order_until_it_is_taken(
    oa: FakeOA, hoa: Person, hook: Hook
) -> None:
    hook.answers = [500, 302, 403]
    await hoa.says("một")
    await hoa.says("hai")
    await oa.idle()
    assert [b["message"]["text"] for b in hook.bodies] == ["một"] * 4 + ["hai"]
    assert [h.get("num_retry") for _, h in hook.came] == [None, "1", "2", "3", None]
    assert [d.status for d in oa.deliveries] == [500, 302, 403, 200, 200]
    assert len({raw for raw, _ in hook.came}) == 2
    assert all(d.seconds > 0 for d in oa.deliveries)


async def test_events_wait_for_a_webhook(oa: FakeOA, hoa: Person, hook: Hook) -> None:
    oa.webhook_url = ""
    await hoa.says("Chào")
    assert len(oa.pending) == 1
    with pytest.raises(AssertionError, match="webhook_url"):
        await oa.idle()
    oa.webhook_url = hook.url
    await oa.idle()
    assert hook.names == ["user_send_text"]


async def test_zalo_gives_up_for_good_after_so_many_retries(hook: Hook) -> None:
    async with FakeOA(pauses=(0.001,), retries=5) as oa:
        oa.webhook_url = hook.url
        hook.answers = [500] * 6
        hoa = oa.person("Hòa")
        await hoa.says("một")
        await oa.idle()
        await hoa.says("hai")
        await oa.idle()
        assert (len(hook.came), oa.webhook.unsubscribed) == (6, True)
        oa.webhook_url = hook.url
        await hoa.says("ba")
        await oa.idle()
        assert hook.bodies[-1]["message"]["text"] == "ba"


async def test_an_event_can_be_delivered_again(oa: FakeOA, hoa: Person, hook: Hook) -> None:
    await hoa.says("một")
    await hoa.says("hai")
    await oa.idle()
    assert await oa.deliver_again(0) == 200
    assert hook.came[2][0] == hook.came[0][0]
    assert hook.came[2][1]["num_retry"] == "1"


@pytest.mark.parametrize("how", Forgery)
async def test_a_forgery_does_not_fit_its_signature(
    oa: FakeOA, hoa: Person, hook: Hook, how: Forgery
) -> None:
    event = await hoa.says("Chào")
    await oa.idle()
    assert await oa.forge(event, how) == 200
    raw, headers = hook.came[-1]
    secret = oa.account.secret_key.encode()
    signed = oa.account.app_id.encode() + raw + event.timestamp.encode() + secret
    assert headers.get("X-ZEvent-Signature") != f"mac={sha256(signed).hexdigest()}"


async def test_saving_the_address_posts_something_empty(oa: FakeOA, hook: Hook) -> None:
    assert await oa.saves_webhook() == 200
    assert await oa.saves_webhook(b"") == 200
    assert [raw for raw, _ in hook.came] == [b"{}", b""]
    assert all("X-ZEvent-Signature" not in headers for _, headers in hook.came)


async def test_what_the_oa_says_comes_back_as_an_echo(
    oa: FakeOA, bot: Caller, hoa: Person, hook: Hook
) -> None:
    said = await bot.sends(says("Chào"))
    human = await oa.agent_answers(hoa, "Tôi đây")
    await oa.idle()
    assert hook.names == ["oa_send_text", "user_received_message"] * 2
    first, receipt, second, _ = hook.bodies
    assert (first["sender"], first["recipient"]) == ({"id": oa.account.oa_id}, {"id": HOA})
    assert first["message"] == {"text": "Chào", "msg_id": said}
    assert receipt["message"] == {"msg_id": said}
    assert second["sender"]["admin_id"] == human.admin_id
    assert [m.text for m in hoa.heard] == ["Chào", "Tôi đây"]


async def test_a_tap_is_a_message_whose_text_is_the_payload(
    oa: FakeOA, bot: Caller, hoa: Person, hook: Hook
) -> None:
    hidden = button("Sửa", "oa.query.hide", "#sua")
    page = button("Mở", "oa.open.url", {"url": "https://example.org"})
    buttons = template(buttons=[button(payload="#co"), hidden, page])
    await bot.sends(says("Chọn:", attachment=buttons))
    await hoa.taps("Có")
    await hoa.taps("Sửa")
    await hoa.presses("#cu")
    await oa.idle()
    texts = [b["message"]["text"] for b in hook.bodies if b["event_name"] == "user_send_text"]
    assert texts == ["#co", "#sua", "#cu"]
    assert [m.text for m in hoa.chat] == ["Chọn:", "#co", "#cu"]
    with pytest.raises(AssertionError, match="no button “Mở”"):
        await hoa.taps("Mở")


async def test_photos_come_one_by_one(oa: FakeOA, hoa: Person, hook: Hook, now: Time) -> None:
    await hoa.sends_photos([JPEG, PNG], "Đường làng")
    await oa.idle()
    first, second = hook.bodies
    assert first["message"]["text"] == "Đường làng"
    assert "text" not in second["message"]
    assert first["timestamp"][:-3] == second["timestamp"][:-3] == str(int(now.at))
    assert [m.images for m in hoa.chat] == [(JPEG,), (PNG,)]


async def test_everything_a_person_does_has_its_event(
    oa: FakeOA, bot: Caller, hoa: Person, hook: Hook
) -> None:
    oa.policy.echoes = oa.policy.receipts = False
    elements = [{"title": "Số", "subtitle": "Để biết", "image_url": "https://example.org/i.png"}]
    asks = template(template_type="request_user_info", elements=elements)
    await bot.sends(message(attachment=asks))
    await hoa.follows()
    await hoa.sends_gif()
    await hoa.sends_file(PNG, "a.xlsx", size=9_999)
    await hoa.sends_voice(b"\xff\xf1")
    await hoa.sends_video(b"mp4")
    await hoa.sends_location("10.5000001", 106.5, "Nhà văn hoá")
    await hoa.sends_sticker()
    await hoa.sends_link("https://example.org")
    await hoa.sends_business_card("Minh", "84900000000")
    await hoa.submits_info("Hòa", "84900000001", newer=True)
    await hoa.seen()
    await hoa.reacts()
    await hoa.opens_chat()
    await hoa.unfollows()
    oa.push({"event_name": "add_user_to_tag"})
    await oa.anonymous_says("Chào")
    await oa.idle()
    found = {body["event_name"]: body for body in hook.bodies}
    assert len(found) == len(hook.came) == 16
    assert found["follow"]["follower"] == {"id": HOA}
    assert "sender" not in found["follow"]
    ((place,), (file,), (card,)) = (
        found[f"user_send_{kind}"]["message"]["attachments"]
        for kind in ("location", "file", "business_card")
    )
    where = {"latitude": "10.5000001", "longitude": "106.5"}
    assert place == {"payload": {"coordinates": where}, "type": "location"}
    assert (file["payload"]["size"], file["payload"]["type"]) == ("9999", "xlsx")
    assert orjson.loads(card["payload"]["description"])["phone"] == "84900000000"
    assert found["user_submit_info"]["info"]["phone"] == "84900000001"
    assert found["user_seen_message"]["message"]["msg_ids"] == [hoa.heard[0].id]
