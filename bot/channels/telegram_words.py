"""How a message looks in Telegram: its text as HTML, its buttons in rows that fit a small phone."""

from collections.abc import Iterable
from html import escape
from itertools import chain

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.channels.base import Body, Layout
from conversations.showing import Button

LAYOUT = Layout(text_length=4096, max_buttons=100, label_length=30, album=10, edits=True)
CAPTION = 1024
ROW = 32  # characters of a row on a phone of 320 px, with what surrounds each label
AROUND = 2
IN_A_ROW = 5

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


def html(text: str) -> str:
    """The text with all that HTML would take for its own escaped; a line "✓ …" in bold."""
    lines = (escape(line, quote=False) for line in text.split("\n"))
    return "\n".join(f"<b>{line}</b>" if line.startswith("✓ ") else line for line in lines)


def units(text: str) -> int:
    """How long a text is as Telegram counts: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def markup(body: Body) -> Markup:
    """The buttons below a message. Without any, a keyboard that an earlier one opened goes.

    Beside a button that gives one's number the choices are such as say their own words.
    """
    if body.shares_phone:
        share = KeyboardButton(body.shares_phone, request_contact=True)
        said = [[KeyboardButton(choice.label)] for choice in body.choices]
        return ReplyKeyboardMarkup([[share], *said], resize_keyboard=True, one_time_keyboard=True)
    escapes = [button for _, button in body.controls]
    found = [[_button(b) for b in row] for row in chain(rows(body.choices), rows(escapes))]
    return InlineKeyboardMarkup(found) if found else ReplyKeyboardRemove()


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.label, callback_data=button.payload)


def rows(buttons: Iterable[Button]) -> list[list[Button]]:
    """Buttons in order, as many beside each other as their longest label allows."""
    found: list[list[Button]] = []
    for button in buttons:
        if found and _fit([*found[-1], button]):
            found[-1].append(button)
        else:
            found.append([button])
    return found


def _fit(row: list[Button]) -> bool:
    """Telegram makes the buttons of a row equally wide."""
    widest = max(len(button.label) for button in row) + AROUND
    return len(row) <= IN_A_ROW and widest * len(row) <= ROW
