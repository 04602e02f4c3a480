"""The fake against somebody else's description of the real Bot API, where this machine has one.

The description is not ours to keep in the repository, so a machine without it skips these tests,
in CI too.
"""

import json
from pathlib import Path

import pytest

from tests.telegram import FakeTelegram
from tests.telegram.caller import Caller
from tests.telegram.people import Person
from tests.telegram.rules import METHODS
from tests.telegram.shapes import ACTIONS, ENTITIES, UPDATES
from tests.telegram.values import Json

pytest_plugins = ["tests.telegram.fixtures"]

PLAIN: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (float, int),
}


def test_the_rules_agree_with_a_description_of_the_real_api() -> None:
    described = description()
    for name, method in METHODS.items():
        real = {f["name"]: f for f in described["methods"][name].get("fields", [])}
        kinds = {**method.required, **method.optional}
        assert kinds.keys() == real.keys(), name
        assert method.required.keys() == {f for f in real if real[f]["required"]}, name
        for parameter, kind in kinds.items():
            assert set(kind.types) <= set(real[parameter]["types"]), (name, parameter)


def test_the_updates_agree_with_a_description_of_the_real_api() -> None:
    fields = description()["types"]["Update"]["fields"]
    assert {"update_id", *UPDATES} == {f["name"] for f in fields}


def test_the_closed_lists_agree_with_a_description_of_the_real_api() -> None:
    described = description()
    types = {f["name"]: f for f in described["types"]["MessageEntity"]["fields"]}
    actions = {f["name"]: f for f in described["methods"]["sendChatAction"]["fields"]}
    assert [word for word in ENTITIES if f'"{word}"' not in types["type"]["description"]] == []
    assert [word for word in ACTIONS if word not in actions["action"]["description"]] == []


async def test_what_people_send_agrees_with_a_description_of_the_real_api(
    api: FakeTelegram, bot: Caller, hoa: Person
) -> None:
    types = description()["types"]
    await everything(api, bot, hoa)
    updates = await bot.call("getUpdates")
    assert [why for update in updates for why in misfits(types, "Update", update)] == []
    assert [why for m in hoa.heard for why in misfits(types, "Message", m.json)] == []


MORE = {
    "parse_mode": "HTML",
    "reply_markup": {"inline_keyboard": [[{"text": "Có", "callback_data": "y"}]]},
}


async def everything(api: FakeTelegram, bot: Caller, hoa: Person) -> None:
    """One of each that people do."""
    said = await hoa.says("/dangky ngay")
    await hoa.replies("Có", said["message_id"])
    await hoa.forwards("Chị Lan làm tốt")
    await hoa.forwards("Chị Lan làm tốt", hoa.user)
    await hoa.edits(said, "thôi")
    await hoa.sends_album([b"\xff\xd8", b"\xff\xd8"], "Hai ảnh")
    await hoa.sends_file(b"a", "a.pdf", "application/pdf")
    await hoa.sends_voice(b"OggS")
    await hoa.sends_video(b"mp4")
    await hoa.sends_sticker()
    await hoa.sends_location(21.7, 104.9)
    await hoa.sends_contact()
    await hoa.sends_poll()
    await bot.call("sendMessage", chat_id=hoa.id, text="<b>Chọn</b>", **MORE)
    await hoa.taps("Có")
    await hoa.presses("y", 999)
    await hoa.blocks()
    await hoa.unblocks()
    group = api.group("Nhóm huyện", -5001)
    await group.adds_bot(hoa)
    await group.says(hoa, "tổng hợp")
    await (await group.migrates(hoa, -1005001)).removes_bot(hoa)


def description() -> Json:
    """Somebody else's description of the Bot API, where this machine has one."""
    wanted = Path("shared", "reference", "telegram-bot-api-10.1.json")
    root = Path(__file__).resolve().parents[1]
    found = [place / wanted for place in root.parents if (place / wanted).is_file()]
    if not found:
        pytest.skip(f"no {wanted} above the checkout; it is not ours to keep here")
    described: Json = json.loads(found[0].read_bytes())
    return described


def misfits(types: Json, name: str, value: object, at: str = "") -> list[str]:
    """Where a value is not what the description says of a type."""
    at = at or name
    if name in PLAIN:
        return [] if isinstance(value, PLAIN[name]) else [f"{at}: {value!r} is no {name}"]
    if name.startswith("Array of "):
        inner = name.removeprefix("Array of ")
        each = value if isinstance(value, list) else [None]
        return [why for item in each for why in misfits(types, inner, item, f"{at}[]")]
    if not isinstance(value, dict):
        return [f"{at}: {value!r} is no {name}"]
    if options := types[name].get("subtypes"):
        return nearest(types, options, value, at)
    return odd_fields(types[name].get("fields", []), value, at) + [
        why
        for field in types[name].get("fields", [])
        if field["name"] in value
        for why in nearest(types, field["types"], value[field["name"]], f"{at}.{field['name']}")
    ]


def nearest(types: Json, options: list[str], value: object, at: str) -> list[str]:
    """What keeps a value from being the one of several types that it resembles most."""
    return min((misfits(types, option, value, at) for option in options), key=len)


def odd_fields(fields: list[Json], value: Json, at: str) -> list[str]:
    lacks = [f["name"] for f in fields if f["required"] and f["name"] not in value]
    odd = value.keys() - {f["name"] for f in fields}
    return [f"{at} lacks {name}" for name in lacks] + [f"{at} has no {name}" for name in odd]
