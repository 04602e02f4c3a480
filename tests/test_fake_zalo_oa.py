"""The fake OA of Zalo is strict: for each rule of its API, what keeps it and what breaks it."""

from io import BytesIO
from random import Random
from typing import Any

import pytest

from tests.zalo_oa import CS, FakeOA
from tests.zalo_oa.caller import (
    GIF,
    HOA,
    JPEG,
    PDF,
    PNG,
    Caller,
    button,
    media,
    message,
    says,
    template,
)
from tests.zalo_oa.people import Person

pytest_plugins = ["tests.zalo_oa.fixtures"]

URL = "https://example.org/a.jpg"
DOCX = b"PK\x03\x04 word/document.xml"
CARD = {"title": "Số điện thoại", "subtitle": "Để biết bác ở đâu", "image_url": URL}


def choices(*buttons: object, **more: object) -> Any:  # noqa: ANN401 - a body, good or not
    return says("Chọn:", attachment=template(buttons=list(buttons), **more))


def picture(**named: object) -> Any:  # noqa: ANN401 - a body, good or not
    return message(attachment=media(media_type="image", **named))


def card(**changed: object) -> Any:  # noqa: ANN401 - a body, good or not
    payload = template(template_type="request_user_info", elements=[CARD | changed])
    return message(attachment=payload)


GOOD = {
    "2,000 characters": says("ữ" * 2_000),
    "5 buttons": choices(*[button()] * 5),
    "100 characters on a button": choices(button("a" * 100)),
    "1,000 characters behind a button": choices(button(payload="a" * 1_000)),
    "a hidden button": choices(button(type="oa.query.hide")),
    "a link": choices(button(type="oa.open.url", payload={"url": URL})),
    "an SMS": choices(
        button(type="oa.open.sms", payload={"content": "a" * 160, "phone_code": "84900000000"})
    ),
    "a call": choices(button(type="oa.open.phone", payload={"phone_code": "84900000000"})),
    "an icon": choices(button() | {"image_icon": URL}),
    "a picture by its address": picture(url=URL),
    "a picture with words": says("Giấy khen", attachment=media(media_type="image", url=URL)),
    "a picture that moves": message(
        attachment=media(media_type="gif", url=URL, width=10, height=10)
    ),
    "a request for the phone number": card(title="a" * 100, subtitle="a" * 500),
}
BROKEN = {
    "2,001 characters": (says("ữ" * 2_001), -210),
    "a text that is not composed": (says("Ho\u0300a"), -201),
    "no text": (says(""), -201),
    "a number for a text": (message(text=5), -201),
    "nothing": (message(), -201),
    "an unknown field": (says("Chào", parse_mode="HTML"), -201),
    "a field beside": (says("Chào") | {"tag": "x"}, -201),
    "no recipient": ({"message": {"text": "Chào"}}, -201),
    "a number for a person": (
        {"recipient": {"user_id": int(HOA)}, "message": {"text": "Chào"}},
        -201,
    ),
    "a list for the body": ([], -201),
    "6 buttons": (choices(*[button()] * 6), -201),
    "no buttons": (choices(), -201),
    "buttons without words": (message(attachment=template(buttons=[button()])), -201),
    "101 characters on a button": (choices(button("a" * 101)), -210),
    "1,001 characters behind a button": (choices(button(payload="a" * 1_001)), -210),
    "an object behind a button": (choices(button(payload={"a": "b"})), -201),
    "a text behind a link": (choices(button(type="oa.open.url", payload=URL)), -201),
    "an address that is none": (
        choices(button(type="oa.open.url", payload={"url": "bc"})),
        -201,
    ),
    "an unknown button": (choices(button(type="callback")), -201),
    "a button with more": (choices(button() | {"color": "red"}), -201),
    "a template nobody proved": (choices(button(), template_type="button"), -201),
    "a list": (message(attachment=template(template_type="list", elements=[])), -201),
    "a picture with both names": (picture(url=URL, attachment_id="x"), -201),
    "a picture without a name": (picture(), -201),
    "a picture nobody uploaded": (picture(attachment_id="x"), -201),
    "a moving picture without a size": (
        message(attachment=media(media_type="gif", url=URL)),
        -201,
    ),
    "a file nobody uploaded": (
        message(attachment={"type": "file", "payload": {"token": "x"}}),
        -201,
    ),
    "words beside a file": (
        says("Chào", attachment={"type": "file", "payload": {"token": "x"}}),
        -201,
    ),
    "a long title": (card(title="a" * 101), -210),
    "a long subtitle": (card(subtitle="a" * 501), -210),
    "a message nobody said": (says("Chào", quote_message_id="x"), -201),
}


@pytest.mark.parametrize("body", GOOD.values(), ids=GOOD)
async def test_a_good_message_is_taken(oa: FakeOA, bot: Caller, hoa: Person, body: object) -> None:
    data = await bot.call(CS, body)
    assert data["message_id"] == hoa.heard[-1].id
    assert (data["user_id"], data["quota"]) == (HOA, {"quota_type": "reply"})
    assert oa.invalid == []


@pytest.mark.parametrize(("body", "error"), BROKEN.values(), ids=BROKEN)
async def test_a_broken_message_is_refused_and_blamed(
    oa: FakeOA, bot: Caller, hoa: Person, body: object, error: int
) -> None:
    assert await bot.error(body) == error
    assert hoa.heard == []
    assert len(oa.invalid) == 1
    assert oa.invalid[0].startswith(f"{CS}: ")


UPLOADS = {
    "a jpeg": ("image", JPEG, "a.jpg"),
    "a png": ("image", PNG, "a.png"),
    "a megabyte": ("image", JPEG.ljust(1_000_000), "a.jpg"),
    "a gif": ("gif", GIF, "a.gif"),
    "a pdf": ("file", PDF, "a.pdf"),
    "a docx": ("file", DOCX, "a.docx"),
    "a doc": ("file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.DOC"),
    "five megabytes": ("file", PDF.ljust(5_000_000), "a.pdf"),
}
NO_UPLOADS = {
    "a gif among pictures": ("image", GIF, "a.gif"),
    "more than a megabyte": ("image", JPEG.ljust(1_000_001), "a.jpg"),
    "a picture that does not move": ("gif", PNG, "a.gif"),
    "a spreadsheet": ("file", b"PK\x03\x04 xl/workbook.xml", "a.xlsx"),
    "a spreadsheet by another name": ("file", b"PK\x03\x04 xl/workbook.xml", "a.docx"),
    "a pdf by another name": ("file", PDF, "a.doc"),
    "more than five megabytes": ("file", PDF.ljust(5_000_001), "a.pdf"),
}


@pytest.mark.parametrize(("kind", "data", "name"), UPLOADS.values(), ids=UPLOADS)
async def test_a_good_file_is_taken(
    oa: FakeOA, bot: Caller, kind: str, data: bytes, name: str
) -> None:
    answer = await bot.upload(kind, data, name)
    assert answer["data"].keys() == {"token" if kind == "file" else "attachment_id"}
    assert oa.invalid == []


@pytest.mark.parametrize(("kind", "data", "name"), NO_UPLOADS.values(), ids=NO_UPLOADS)
async def test_a_wrong_file_is_refused(
    oa: FakeOA, bot: Caller, kind: str, data: bytes, name: str
) -> None:
    answer = await bot.upload(kind, data, name)
    assert answer["error"] == -201
    assert answer["message"].startswith("file is invalid.")
    assert len(oa.invalid) == 1


async def test_the_refusal_of_a_picture_names_what_is_supported(bot: Caller) -> None:
    answer = await bot.upload("image", GIF)
    assert answer["message"] == "file is invalid. We only support png and jpeg"


async def test_an_upload_is_a_part_called_file(oa: FakeOA, bot: Caller) -> None:
    assert await bot.error({"file": "x"}, "/v2.0/oa/upload/image") == -201
    assert await bot.error(None, "/v2.0/oa/upload/image", data={"photo": BytesIO(JPEG)}) == -201
    assert (await bot.upload("image", JPEG, name=""))["error"] == -201
    assert len(oa.invalid) == 3


TOKENS: dict[str, dict[str, Any]] = {
    "no token": {"headers": {}},
    "a bearer": {"headers": {"access_token": "Bearer A1"}},
    "an authorization": {"headers": {"Authorization": "Bearer A1"}},
    "the address": {"headers": {}, "params": {"access_token": "A1"}},
    "both": {"headers": {"access_token": "A1"}, "params": {"access_token": "A1"}},
    "nobody's": {"headers": {"access_token": "A9"}},
}


@pytest.mark.parametrize("more", TOKENS.values(), ids=TOKENS)
async def test_a_token_stands_bare_in_its_header(
    oa: FakeOA, bot: Caller, more: dict[str, Any]
) -> None:
    answer = await bot.answer(CS, says("Chào"), **more)
    assert answer == {"error": -216, "message": "Access token is invalid"}
    assert len(oa.invalid) == 1


@pytest.mark.parametrize("path", ["/v3.0/oa/message", "/v3.0/oa/message/transaction", "/"])
async def test_an_address_that_is_none_is_a_404_in_json(oa: FakeOA, bot: Caller, path: str) -> None:
    told = {"access_token": "A1"}
    async with bot.session.post(oa.base + path, json=says("Chào"), headers=told) as response:
        assert (response.status, response.content_type) == (404, "application/json")
        assert "empty or invalid API" in await response.text()
    assert len(oa.invalid) == 1


async def test_a_call_uses_its_verb_its_type_and_no_query(oa: FakeOA, bot: Caller) -> None:
    assert await bot.error(None) == 404
    assert await bot.error(None, data={"text": "Chào"}) == -201
    assert await bot.error(None, data=b"{", headers={"access_token": "A1"}) == -201
    assert await bot.error(says("Chào"), params={"lang": "vi"}) == -201
    assert len(oa.invalid) == 4


async def test_a_person_and_the_oa_can_be_looked_up(oa: FakeOA, bot: Caller) -> None:
    found = await bot.call("/v3.0/oa/user/detail", params={"data": f'{{"user_id":"{HOA}"}}'})
    assert (found["display_name"], found["user_is_follower"]) == ("Hòa", True)
    assert (await bot.call("/v2.0/oa/getoa"))["oa_type"] == 2
    quota = await bot.call("/v3.0/oa/quota/message", {"user_id": HOA})
    assert quota["last_interaction"] == "1651712400000"
    assert oa.invalid == []
    assert await bot.error(None, "/v3.0/oa/user/detail") == -201
    assert await bot.error(None, "/v3.0/oa/user/detail", params={"data": "x"}) == -201
    assert len(oa.invalid) == 2


async def test_a_stranger_is_an_error_and_no_blame(oa: FakeOA, bot: Caller) -> None:
    assert await bot.error(says("Chào", to="999")) == -201
    assert oa.invalid == []


BY_UID = "/v3.0/oa/message/template"
DATA = {"name": "Hòa", "day": "5/5"}


TEMPLATES = {
    "all its keys": ("T1", DATA, 0),
    "none of ours": ("T2", DATA, -109),
    "a key too few": ("T1", {"name": "Hòa"}, -1122),
    "a key too many": ("T1", DATA | {"more": "x"}, -112),
    "a number": ("T1", DATA | {"day": 5}, -112),
    "a long value": ("T1", DATA | {"day": "5/5/2022"}, -1121),
}


@pytest.mark.parametrize("case", TEMPLATES)
async def test_a_template_takes_exactly_its_keys(
    oa: FakeOA, bot: Caller, hoa: Person, case: str
) -> None:
    name, data, error = TEMPLATES[case]
    oa.template("T1", name=30, day=5)
    body = {"user_id": HOA, "template_id": name, "template_data": data}
    assert await bot.error(body, BY_UID) == error
    assert len(oa.invalid) == bool(error)
    assert [m.template for m in hoa.heard] == ([] if error else [{"template_id": "T1", **DATA}])


async def test_a_reaction_needs_a_message_of_this_chat(
    oa: FakeOA, bot: Caller, hoa: Person
) -> None:
    said = await hoa.says("Chào")

    def reacts(to: str) -> dict[str, Any]:
        action = {"react_icon": "/-strong", "react_message_id": to}
        return {"recipient": {"user_id": HOA}, "sender_action": action}

    await bot.call("/v2.0/oa/message", reacts(said.message_id))
    assert hoa.reactions == [("/-strong", said.message_id)]
    assert oa.invalid == []
    assert await bot.error(reacts("x"), "/v2.0/oa/message") == -201
    assert len(oa.invalid) == 1


async def test_a_proof_of_the_app_can_be_asked_for(oa: FakeOA, bot: Caller) -> None:
    oa.policy.appsecret_proof = True
    assert await bot.error(says("Chào")) == -242
    proof = "f0" * 32
    told = {"access_token": "A1", "appsecret_proof": proof}
    assert await bot.error(says("Chào"), headers=told) == -242
    assert len(oa.invalid) == 2


PIECES: list[Any] = [None, True, 5, 1.5, "", "x", [], {}, [None], {"type": "template"}, [[]]]


def spoiled(chance: Random, value: object) -> object:
    """The same, with something odd somewhere in it."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(list(value))
        return value | {key: spoiled(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.8:
        return [spoiled(chance, value[0]), *value[1:]]
    return chance.choice(PIECES)


async def test_whatever_stands_in_a_call_is_answered(oa: FakeOA, bot: Caller) -> None:
    chance, paths = Random(5), (CS, "/v2.0/oa/message", BY_UID, "/v3.0/oa/quota/message")
    bodies = list(GOOD.values())
    for _ in range(300):
        body = spoiled(chance, chance.choice(bodies))
        assert await bot.error(body if body is not None else [], chance.choice(paths)) <= 0
    assert {call.status for call in oa.calls} == {200}
