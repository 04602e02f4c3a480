"""The fake Telegram is strict: for each rule of the Bot API, what keeps it and what breaks it."""

from random import Random
from typing import Any

import pytest

from tests.telegram import FakeTelegram
from tests.telegram.caller import HOA, Caller
from tests.telegram.rules import METHODS

pytest_plugins = ["tests.telegram.fixtures"]

Params = dict[str, Any]


def says(text: str, **more: object) -> Params:
    return {"chat_id": HOA, "text": text, **more}


def html(text: str) -> Params:
    return says(text, parse_mode="HTML")


def buttons(*rows: list[Params]) -> Params:
    return says("Chọn:", reply_markup={"inline_keyboard": rows})


def button(text: str = "Có", **does: object) -> Params:
    return {"text": text} | (does or {"callback_data": "y"})


def entity(offset: int, length: int) -> Params:
    return says("Đã ghi", entities=[{"type": "bold", "offset": offset, "length": length}])


def command(name: str = "dangky", description: str = "Đăng ký") -> Params:
    return {"commands": [{"command": name, "description": description}]}


GOOD: dict[str, tuple[str, Params]] = {
    "a text of 4096 characters": ("sendMessage", says("a" * 4096)),
    "tags do not count": ("sendMessage", html(f"<b>{'a' * 4096}</b>")),
    "every tag": (
        "sendMessage",
        html(
            "<b>a</b><strong>a</strong><i>a</i><em>a</em><u>a</u><ins>a</ins><s>a</s>"
            "<strike>a</strike><del>a</del><tg-spoiler>a</tg-spoiler><pre>a</pre>"
            '<span class="tg-spoiler">a</span><a href="https://example.org/?a=1&amp;b">a</a>'
            '<pre><code class="language-python">a</code></pre><blockquote>a</blockquote>'
            "<blockquote expandable>a</blockquote>"
        ),
    ),
    "every entity": ("sendMessage", html("&lt;&gt;&amp;&quot;&#39;&#10;&#x200D;&#x1F44D;")),
    "entities inside the text": ("sendMessage", entity(0, 6)),
    "64 bytes behind a button": ("sendMessage", buttons([button(callback_data="đ" * 32)])),
    "100 buttons": ("sendMessage", buttons(*[[button()] * 4] * 25)),
    "8 buttons in a row": ("sendMessage", buttons([button()] * 8)),
    "a button that opens a page": ("sendMessage", buttons([button(url="https://example.org")])),
    "a keyboard": ("sendMessage", says("Chọn:", reply_markup={"keyboard": [[{"text": "Có"}]]})),
    "numbers as text": ("sendMessage", says("Có", chat_id=str(HOA), protect_content="true")),
    "an action": ("sendChatAction", {"chat_id": HOA, "action": "typing"}),
    "commands": ("setMyCommands", command("a" * 32, "a" * 256)),
    "100 commands": ("setMyCommands", {"commands": command()["commands"] * 100}),
    "commands in a language": ("setMyCommands", command() | {"language_code": "vi"}),
    "commands of a chat": (
        "setMyCommands",
        command() | {"scope": {"type": "chat", "chat_id": HOA}},
    ),
    "a description": ("setMyDescription", {"description": "a" * 512}),
    "a short description": ("setMyShortDescription", {"short_description": "a" * 120}),
    "a menu button": ("setChatMenuButton", {"menu_button": {"type": "commands"}}),
    "a chat": ("getChat", {"chat_id": HOA}),
    "no webhook": ("setWebhook", {"url": ""}),
    "a webhook far away": (
        "setWebhook",
        {"url": "https://example.org/", "secret_token": "a_-1" * 64, "max_connections": 100},
    ),
    "allowed updates": ("getUpdates", {"allowed_updates": ["message"], "limit": 100}),
}
PARSE = "can't parse entities"
BAD: dict[str, tuple[str, Params, str]] = {
    "no such method": ("sendTelegram", {}, "method not found"),
    "no text": ("sendMessage", {"chat_id": HOA}, "message text is empty"),
    "an empty text": ("sendMessage", says(""), "message text is empty"),
    "only white space": ("sendMessage", says(" \n "), "text must be non-empty"),
    "only tags": ("sendMessage", html("<b></b>"), "text must be non-empty"),
    "4097 characters": ("sendMessage", says("a" * 4097), "message is too long"),
    "4097 units of emoji": ("sendMessage", says("👍" * 2048 + "a"), "message is too long"),
    "no chat": ("sendMessage", {"text": "Có"}, "chat_id is empty"),
    "a chat that is no number": ("sendMessage", says("Có", chat_id="Hòa"), "integer"),
    "a number as text of a message": ("sendMessage", says("") | {"text": 5}, "string"),
    "null": ("sendMessage", says("Có", reply_parameters=None), "object"),
    "neither true nor false": ("sendMessage", says("Có", protect_content="maybe"), "true or false"),
    "an unknown tag": ("sendMessage", html("<h1>a</h1>"), f'{PARSE}: Unsupported start tag "h1"'),
    "a place in brackets": ("sendMessage", html("Đ<tên>"), "at byte offset 2"),
    "a tag left open": ("sendMessage", html("<b>a"), f"{PARSE}: Can't find end tag"),
    "tags that cross": ("sendMessage", html("<b><i>a</b></i>"), f"{PARSE}: Unmatched end tag"),
    "an end without a start": ("sendMessage", html("a</b>"), f"{PARSE}: Unexpected end tag"),
    "a bare <": ("sendMessage", html("1 < 2"), PARSE),
    "a bare >": ("sendMessage", html("1 > 2"), PARSE),
    "a bare &": ("sendMessage", html("a & b"), PARSE),
    "half a character": ("sendMessage", html("&#xD83D;"), PARSE),
    "an unknown entity": ("sendMessage", html("&nbsp;"), PARSE),
    "a link to nowhere": ("sendMessage", html("<a>a</a>"), PARSE),
    "a span of another class": ("sendMessage", html('<span class="x">a</span>'), PARSE),
    "an attribute too many": ("sendMessage", html('<b class="x">a</b>'), PARSE),
    "another language of marks": ("sendMessage", says("*a*", parse_mode="Markdown"), "parse_mode"),
    "entities beyond the text": ("sendMessage", entity(3, 4), "beyond the text"),
    "65 bytes behind a button": (
        "sendMessage",
        buttons([button(callback_data="đ" * 32 + "a")]),
        "BUTTON_DATA_INVALID",
    ),
    "nothing behind a button": (
        "sendMessage",
        buttons([button(callback_data="")]),
        "BUTTON_DATA_INVALID",
    ),
    "a button that does nothing": (
        "sendMessage",
        buttons([{"text": "Có"}]),
        "Text buttons are unallowed in the inline keyboard",
    ),
    "a button that does two things": (
        "sendMessage",
        buttons([button(callback_data="y", url="https://example.org")]),
        "exactly one",
    ),
    "a button with no words": ("sendMessage", buttons([button(" ")]), "text must be non-empty"),
    "a button with an odd field": ("sendMessage", buttons([button() | {"payload": "y"}]), "has no"),
    "a page that is none": ("sendMessage", buttons([button(url="ftp://a")]), "BUTTON_URL_INVALID"),
    "101 buttons": (
        "sendMessage",
        buttons(*[[button()] * 4] * 25, [button()]),
        "reply markup is too long",
    ),
    "9 buttons in a row": ("sendMessage", buttons([button()] * 9), "reply markup is too long"),
    "a keyboard that is text": ("sendMessage", says("Có", reply_markup="Có"), "not JSON"),
    "a keyboard of no kind": ("sendMessage", says("Có", reply_markup={"a": 1}), "no kind"),
    "an album of one": ("sendMediaGroup", {"chat_id": HOA, "media": [{}]}, "not 2–10"),
    "an album of eleven": ("sendMediaGroup", {"chat_id": HOA, "media": [{}] * 11}, "not 2–10"),
    "an unknown action": ("sendChatAction", {"chat_id": HOA, "action": "thinking"}, "none of"),
    "a command in capitals": ("setMyCommands", command("DangKy"), "BOT_COMMAND_INVALID"),
    "a command too long": ("setMyCommands", command("a" * 33), "BOT_COMMAND_INVALID"),
    "a command without words": (
        "setMyCommands",
        command(description=""),
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    "a command of many words": (
        "setMyCommands",
        command(description="a" * 257),
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    "101 commands": ("setMyCommands", {"commands": command()["commands"] * 101}, "not 0–100"),
    "commands of no scope": ("setMyCommands", command() | {"scope": {"type": "a"}}, "scope"),
    "commands of no chat": ("setMyCommands", command() | {"scope": {"type": "chat"}}, "lacks"),
    "a language by name": ("setMyCommands", command() | {"language_code": "vie"}, "language_code"),
    "a long description": ("setMyDescription", {"description": "a" * 513}, "not 0–512"),
    "a long short one": ("setMyShortDescription", {"short_description": "a" * 121}, "not 0–120"),
    "a menu of no kind": ("setChatMenuButton", {"menu_button": {"type": "a"}}, "MenuButton"),
    "leaving a person": ("leaveChat", {"chat_id": HOA}, "private chats"),
    "a webhook without TLS": ("setWebhook", {"url": "http://example.org/"}, "HTTPS"),
    "a secret of other letters": (
        "setWebhook",
        {"url": "https://example.org/", "secret_token": "bí mật"},
        "secret_token",
    ),
    "a secret too long": (
        "setWebhook",
        {"url": "https://example.org/", "secret_token": "a" * 257},
        "secret_token",
    ),
    "101 connections": (
        "setWebhook",
        {"url": "https://example.org/", "max_connections": 101},
        "max_connections",
    ),
    "101 updates at once": ("getUpdates", {"limit": 101}, "not in 1–100"),
    "updates of no kind": ("getUpdates", {"allowed_updates": ["messages"]}, "none of"),
    "an answer of many words": (
        "answerCallbackQuery",
        {"callback_query_id": "1", "text": "a" * 201},
        "not 0–200",
    ),
    "what the fake lacks": ("sendMessage", says("Có", message_thread_id=1), "does not cover"),
}

ODD: list[object] = [
    *(None, True, -1, 5, 1.5, 2**60, HOA, str(HOA), "", "a", "@abc", "HTML", "{", "[]", "{}"),
    *("http://[", "https://example.org", "attach://a", "<b>", "</>", "<>", "&#0;", "&#x110000;"),
    *([], {}, [[]], [{}], {"inline_keyboard": [[5]]}, {"keyboard": 5}, {"type": []}),
    *({"type": "chat"}, {"message_id": 1}, [{"type": "bold", "offset": -1, "length": 1}]),
    *([{"type": ["photo"]}] * 2, [{"type": "photo", "media": "attach://a"}] * 2),
]


@pytest.mark.parametrize("name", GOOD)
async def test_a_call_that_keeps_the_rules_passes(
    api: FakeTelegram, bot: Caller, name: str
) -> None:
    method, params = GOOD[name]
    await bot.call(method, **params)
    assert api.invalid == []


@pytest.mark.parametrize("name", BAD)
async def test_a_call_that_breaks_a_rule_is_refused_and_written_down(
    api: FakeTelegram, bot: Caller, name: str
) -> None:
    method, params, why = BAD[name]
    assert why in await bot.refusal(method, **params)
    assert len(api.invalid) == 1
    assert why in api.invalid[0]


async def test_an_unknown_parameter_is_passed_over_and_written_down(
    api: FakeTelegram, bot: Caller
) -> None:
    await bot.call("sendMessage", **says("Có", reply_to=5))
    assert api.invalid == ["sendMessage: it has no reply_to"]


async def test_whatever_stands_in_a_parameter_is_answered(bot: Caller) -> None:
    chance = Random(1)
    for name in [*METHODS] * 20:
        kinds = {**METHODS[name].required, **METHODS[name].optional}
        some = chance.sample(sorted(kinds), chance.randint(0, min(3, len(kinds))))
        odd = {each: chance.choice(ODD) for each in [*METHODS[name].required, *some]}
        answer = await bot.answer(name, **({"chat_id": HOA} | odd | {"timeout": 0}))
        assert answer["ok"] or answer["error_code"] in {400, 409}, (name, odd)
