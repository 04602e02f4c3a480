"""The rules of the Bot API: which methods there are, and what each takes.

The one table that everything else obeys.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.zalo_bot.borrowed import (
    STRING,
    Body,
    Kind,
    Refused,
    Wrong,
    array,
    broken,
    choice,
    integer,
    length,
    read_named,
    shape,
    string,
)
from tests.zalo_bot.errors import MISSING, WORDS

LONGEST = 2000  # counted in UTF-16 units, as the offsets of text_styles are
LONGEST_POLL = 600
Params = dict[str, Any]
_STYLE = r"b|i|u|s|f_(?:13|15|18|20)|c_[0-9a-fA-F]{6}|lst_[12]|ind_[1-5]"


def _words(value: object) -> str:
    """What people read: composed letters, not too many of them."""
    if not isinstance(value, str):
        raise Wrong(f"a string was expected, not {value!r}")
    if not unicodedata.is_normalized("NFC", value):
        raise Wrong("the letters are not composed (NFC)")
    if (units := length(value)) > LONGEST:
        raise Wrong(f"{units} characters are more than {LONGEST}")
    return value


def _text(value: object) -> str:
    text = _words(value)
    if not text.strip():
        raise Wrong("it is empty")
    return text


def _voice(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://\S+\.aac", value):
        raise Wrong(f"an address that ends in .aac was expected, not {value!r}")
    return value


CAPTION, TEXT, VOICE = (Kind(("String",), read) for read in (_words, _text, _voice))
_CHAT = string(1, 64)
_STYLES = array(
    shape(
        "a style",
        {
            "start": integer(0, LONGEST),
            "len": integer(1, LONGEST),
            "st": array(string(1, 9, _STYLE)),
        },
        {},
    )
)


@dataclass(frozen=True, slots=True)
class Method:
    required: Mapping[str, Kind] = field(default_factory=dict)
    optional: Mapping[str, Kind] = field(default_factory=dict)

    @property
    def kinds(self) -> Mapping[str, Kind]:
        return {**self.required, **self.optional}


METHODS = {
    "getMe": Method(),
    "getUpdates": Method({}, {"timeout": integer(0, LONGEST_POLL)}),
    "setWebhook": Method({"url": STRING, "secret_token": string(8, 256, r"[!-~]+")}),
    "deleteWebhook": Method(),
    "getWebhookInfo": Method(),
    "sendMessage": Method(
        {"chat_id": _CHAT, "text": TEXT},
        {"parse_mode": choice("markdown", "html"), "text_styles": _STYLES},
    ),
    "sendPhoto": Method({"chat_id": _CHAT, "photo": STRING}, {"caption": CAPTION}),
    "sendSticker": Method({"chat_id": _CHAT, "sticker": string(1, 256)}),
    "sendVoice": Method({"chat_id": _CHAT, "voice_url": VOICE}),
    "sendChatAction": Method({"chat_id": _CHAT, "action": choice("typing")}),
}


def unknown(method: str, body: Body) -> list[str]:
    """Parameters that the method has not; the real server passes them over in silence."""
    given = {**body.params, **body.uploads}
    return sorted(given.keys() - METHODS[method].kinds.keys()) if method in METHODS else []


def read(method: str, body: Body) -> Params:
    """The parameters as they should be, or why they are not."""
    if method not in METHODS:
        raise Refused(MISSING, WORDS[MISSING], broken=True)
    rules, given = METHODS[method], {**body.params, **body.uploads}
    if missing := sorted(rules.required.keys() - given.keys()):
        raise broken(f"{', '.join(missing)} is missing")
    known = {name: kind for name, kind in rules.kinds.items() if name in given}
    return {name: read_named(name, kind, given[name]) for name, kind in known.items()}
