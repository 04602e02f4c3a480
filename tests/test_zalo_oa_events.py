"""Events of an Official Account: only Zalo's are heard, and each says what the person meant."""

from hashlib import sha256
from typing import Any

import orjson
import pytest

from bot.channels.zalo_oa_events import MOMENT, SIGNATURE, VARIANTS, Seal, read
from bot.envelope import Event

APP, OA, SECRET = "1234567890123456789", "2222222222222222222", "OA_SECRET_FOR_TESTS"
HOA = "1111111111111111111"
NOW = "1790000000000"
# A body whose signature was worked out by others, to the letter.
KNOWN = (
    b'{"event_name":"user_send_text","app_id":"1234567890123456789","sender":{"id":'
    b'"1111111111111111111"},"recipient":{"id":"2222222222222222222"},"message":{"text":"#bc",'
    b'"msg_id":"aaaaaaaaaaaaaaaaaaaa"},"timestamp":"1790000000000","user_id_by_app":'
    b'"3333333333333333333"}'
)
KNOWN_MAC = "c67ce9e824b70d73f3253c5204c1e154033fc50c9787abd23126bccd3d7bc1a0"


def seal(variant: str = "") -> Seal:
    return Seal(APP, OA, SECRET, variant)


def test_a_signature_worked_out_by_others_is_genuine() -> None:
    for header in (f"mac={KNOWN_MAC}", KNOWN_MAC, KNOWN_MAC.upper()):
        assert seal().is_genuine({SIGNATURE: header}, KNOWN)


def signed(variant: str, raw: bytes) -> dict[str, str]:
    """Headers whose moment is another one than the body's."""
    which, whose = variant.split("-")
    later = "1790000000123"
    moment, who = {"body": NOW, "header": later}[which], {"app": APP, "oa": OA}[whose]
    mac = sha256(who.encode() + raw + moment.encode() + SECRET.encode()).hexdigest()
    return {SIGNATURE: f"mac={mac}", MOMENT: later}


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_way_of_signing_is_known_and_one_can_be_fixed(variant: str) -> None:
    headers = signed(variant, KNOWN)
    assert seal().is_genuine(headers, KNOWN)
    assert seal(variant).is_genuine(headers, KNOWN)
    others = [v for v in VARIANTS if v != variant]
    assert not any(seal(other).is_genuine(headers, KNOWN) for other in others)


@pytest.mark.parametrize(
    "raw", [KNOWN[:-1], KNOWN + b" ", orjson.dumps(orjson.loads(KNOWN), option=orjson.OPT_INDENT_2)]
)
def test_another_body_under_the_same_signature_is_none_of_zalos(raw: bytes) -> None:
    assert not seal().is_genuine({SIGNATURE: f"mac={KNOWN_MAC}"}, raw)


@pytest.mark.parametrize("header", ["", "mac=", "mac=đây", "mac=" + "0" * 64])
def test_what_is_no_signature_opens_nothing(header: str) -> None:
    assert not seal().is_genuine({SIGNATURE: header}, KNOWN)


@pytest.mark.parametrize("variant", VARIANTS)
def test_half_an_emoji_is_no_reason_to_refuse_what_zalo_sends(variant: str) -> None:
    raw = KNOWN.replace(b"#bc", b"\\ud83dch\\u00e8")
    assert seal().is_genuine(signed(variant, raw), raw)
    assert read(raw)[0].text == "chè"


def test_digits_moved_between_the_body_and_its_moment_are_found() -> None:
    headers = signed("header-app", KNOWN)
    moment = headers[MOMENT]
    for n in range(1, len(moment)):
        assert not seal().is_genuine(headers | {MOMENT: moment[n:]}, KNOWN + moment[:n].encode())
        longer = KNOWN[-n:].decode() + moment
        assert not seal().is_genuine(headers | {MOMENT: longer}, KNOWN[:-n])


def test_moment_that_is_no_number_opens_nothing() -> None:
    for moment in ("", "đây", "\udcff", "17900000001२3"):
        assert not seal().is_genuine(signed("header-app", KNOWN) | {MOMENT: moment}, KNOWN)


# --- what events say


def event(name: str, **more: Any) -> bytes:  # noqa: ANN401 - whatever stands in an event
    about = {"app_id": APP, "sender": {"id": HOA}, "recipient": {"id": OA}, "timestamp": NOW}
    return orjson.dumps({"event_name": name, **about, **more})


def said(kind: str, **message: Any) -> bytes:  # noqa: ANN401 - as above
    return event(f"user_send_{kind}", message={"msg_id": "a1", **message})


def test_words_and_taps_come_the_same_way_and_are_told_apart() -> None:
    (words,) = read(said("text", text="đăng ký"))
    (tap,) = read(said("text", text="#gs:r5.R1.household"))
    assert (words.address, words.text, words.payload, words.at) == (
        HOA, "đăng ký", None, 1790000000.0,
    )  # fmt: skip
    assert (tap.text, tap.payload) == (None, "r5.R1.household")


def test_pictures_places_and_files_are_attachments() -> None:
    url = "http://f6.photo.talk.zdn.vn/x.jpg"
    (photo,) = read(
        said("image", text="mô tả", attachments=[{"type": "image", "payload": {"url": url}}])
    )
    where = {"coordinates": {"latitude": "10.5", "longitude": "106.25"}}
    (place,) = read(said("location", attachments=[{"type": "location", "payload": where}]))
    about = {"url": "https://f.zdn.vn/f", "size": "9999", "name": "bao-cao.pdf"}
    (file,) = read(said("file", attachments=[{"type": "file", "payload": about}]))
    found = [e.attachment for e in (photo, place, file) if e.attachment]
    assert [(a.kind, a.caption, a.ref) for a in found] == [
        ("photo", "mô tả", {"url": url}),
        ("location", "", {"latitude": 10.5, "longitude": 106.25}),
        ("file", "", {"url": "https://f.zdn.vn/f", "size": 9999, "name": "bao-cao.pdf"}),
    ]


def test_what_no_conversation_takes_is_said_to_be_so() -> None:
    sticker = {"type": "sticker", "payload": {"id": "1", "url": "https://zalo.me/s"}}
    kinds = [said("sticker", attachments=[sticker]), said("business_card", text="Tính")]
    assert [read(raw)[0].event for raw in kinds] == [Event.ODD, Event.PHONE]


def test_coming_going_and_a_phone_number() -> None:
    follows = event("follow", follower={"id": HOA})
    leaves = event("unfollow", follower={"id": HOA})
    phone = event("user_submit_info", info={"name": "Hòa", "phone": "84900000001"})
    found = [read(raw)[0] for raw in (follows, leaves, phone)]
    assert [(e.event, e.text) for e in found] == [
        (Event.NONE, "/start"), (Event.LEFT, None), (Event.PHONE, "84900000001"),
    ]  # fmt: skip


def test_an_answer_by_hand_is_told_from_the_bots_own_echo() -> None:
    by_hand = {"sender": {"id": OA, "admin_id": "4"}, "recipient": {"id": HOA}}
    own = {"sender": {"id": OA}, "recipient": {"id": HOA}}
    message = {"text": "cán bộ trực trả lời", "msg_id": "e1"}
    (taken,) = read(event("oa_send_text", **by_hand, message=message))
    assert (taken.address, taken.event) == (HOA, Event.TAKEN_OVER)
    assert read(event("oa_send_text", **own, message=message)) == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"[]", b"{}", b"null", event("user_seen_message", message={"msg_ids": ["a"]}),
        event("user_send_text", message=None), event("user_send_image", message={"attachments": 3}),
        event("user_send_location", message={"attachments": [{"payload": {}}]}),
        event("nobody_knows"), orjson.dumps({"event_name": ["user_send_text"]}),
    ],
)  # fmt: skip
def test_what_is_spoilt_or_says_nothing_to_us_is_passed_over(raw: bytes) -> None:
    assert read(raw) == ()


def test_the_same_event_twice_has_one_key() -> None:
    (one,), (two,) = read(said("text", text="1")), read(said("text", text="1"))
    assert one.key == two.key
    assert len(one.key) <= 160
