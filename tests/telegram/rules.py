"""The rules of the Bot API: which methods there are, and what each takes.

The one table that everything else obeys. A test holds it against a description of the real API, in
names, types and what is required, so that it cannot drift from what the product will meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.errors import HTTP_MISSING, WORDS, Refused, broken
from tests.telegram.keyboards import ANY_MARKUP, INLINE
from tests.telegram.shapes import (
    ACTIONS,
    ALBUM,
    CAPTION,
    COMMAND,
    ENTITY,
    HTML,
    LANGUAGE,
    MENU,
    PREVIEW,
    REPLY,
    SCOPE,
    UPDATES,
    Kinds,
)
from tests.telegram.values import (
    BOOLEAN,
    CHAT,
    FILE,
    INTEGER,
    STRING,
    UPLOAD,
    Body,
    Upload,
    array,
    choice,
    integer,
    read_named,
    string,
    uncovered,
)

_ALBUM_SENDING: Kinds = {
    "business_connection_id": uncovered("String"),
    "message_thread_id": uncovered("Integer"),
    "direct_messages_topic_id": uncovered("Integer"),
    "disable_notification": BOOLEAN,
    "protect_content": BOOLEAN,
    "allow_paid_broadcast": uncovered("Boolean"),
    "message_effect_id": uncovered("String"),
    "reply_parameters": REPLY,
}
_SENDING: Kinds = {
    **_ALBUM_SENDING,
    "suggested_post_parameters": uncovered("SuggestedPostParameters"),
    "reply_markup": ANY_MARKUP,
}
_EDITING: Kinds = {
    "business_connection_id": uncovered("String"),
    "chat_id": CHAT,
    "message_id": INTEGER,
    "inline_message_id": uncovered("String"),
    "reply_markup": INLINE,
}
_ALLOWED = array(choice(*UPDATES))
_WHOSE: Kinds = {"scope": SCOPE, "language_code": LANGUAGE}


@dataclass(frozen=True, slots=True)
class Method:
    required: Kinds = field(default_factory=dict)
    optional: Kinds = field(default_factory=dict)


METHODS = {
    "getMe": Method(),
    "getUpdates": Method(
        {},
        {
            "offset": INTEGER,
            "limit": integer(1, 100),
            "timeout": integer(0, 600),
            "allowed_updates": _ALLOWED,
        },
    ),
    "setWebhook": Method(
        {"url": STRING},
        {
            "certificate": UPLOAD,
            "ip_address": STRING,
            "max_connections": integer(1, 100),
            "allowed_updates": _ALLOWED,
            "drop_pending_updates": BOOLEAN,
            "secret_token": string(1, 256, "[A-Za-z0-9_-]*"),
        },
    ),
    "deleteWebhook": Method({}, {"drop_pending_updates": BOOLEAN}),
    "getWebhookInfo": Method(),
    "sendMessage": Method(
        {"chat_id": CHAT, "text": STRING},
        _SENDING | {"parse_mode": HTML, "entities": array(ENTITY), "link_preview_options": PREVIEW},
    ),
    "sendPhoto": Method(
        {"chat_id": CHAT, "photo": FILE},
        {**_SENDING, **CAPTION, "show_caption_above_media": BOOLEAN, "has_spoiler": BOOLEAN},
    ),
    "sendMediaGroup": Method({"chat_id": CHAT, "media": ALBUM}, _ALBUM_SENDING),
    "sendDocument": Method(
        {"chat_id": CHAT, "document": FILE},
        {**_SENDING, **CAPTION, "thumbnail": UPLOAD, "disable_content_type_detection": BOOLEAN},
    ),
    "sendVoice": Method(
        {"chat_id": CHAT, "voice": FILE}, {**_SENDING, **CAPTION, "duration": INTEGER}
    ),
    "editMessageText": Method(
        {},
        _EDITING
        | {
            "text": STRING,
            "parse_mode": HTML,
            "entities": array(ENTITY),
            "link_preview_options": PREVIEW,
            "rich_message": uncovered("InputRichMessage"),
        },
    ),
    "editMessageCaption": Method({}, {**_EDITING, **CAPTION, "show_caption_above_media": BOOLEAN}),
    "editMessageReplyMarkup": Method({}, _EDITING),
    "answerCallbackQuery": Method(
        {"callback_query_id": STRING},
        {
            "text": string(0, 200),
            "show_alert": BOOLEAN,
            "url": STRING,
            "cache_time": INTEGER,
        },
    ),
    "sendChatAction": Method(
        {"chat_id": CHAT, "action": choice(*ACTIONS)},
        {
            "business_connection_id": uncovered("String"),
            "message_thread_id": uncovered("Integer"),
        },
    ),
    "getFile": Method({"file_id": STRING}),
    "setMyCommands": Method({"commands": array(COMMAND, 0, 100)}, _WHOSE),
    "deleteMyCommands": Method({}, _WHOSE),
    "getMyCommands": Method({}, _WHOSE),
    "setMyDescription": Method({}, {"description": string(0, 512), "language_code": LANGUAGE}),
    "setMyShortDescription": Method(
        {}, {"short_description": string(0, 120), "language_code": LANGUAGE}
    ),
    "setChatMenuButton": Method({}, {"chat_id": INTEGER, "menu_button": MENU}),
    "leaveChat": Method({"chat_id": CHAT}),
    "getChat": Method({"chat_id": CHAT}),
}
_KINDS = {name: {**each.required, **each.optional} for name, each in METHODS.items()}
_MISSING = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "voice": "there is no voice in the request",
}


def unknown(name: str, body: Body) -> set[str]:
    """What the method does not have, which the real API passes over, and files nothing names."""
    kinds = _KINDS.get(name, {})
    odd = body.params.keys() - kinds.keys()
    if body.uploads:
        texts = str(list(body.params.values()))
        odd |= {f for f in body.uploads.keys() - kinds.keys() if f"attach://{f}" not in texts}
    return odd


def read(name: str, body: Body) -> dict[str, Any]:
    """The parameters of a call as values; an optional one that is empty counts as left out."""
    method = METHODS.get(name)
    if method is None:
        raise Refused(HTTP_MISSING, WORDS[HTTP_MISSING], broken=True)
    raw = {**body.params, **body.uploads}
    for required in method.required:
        if required not in raw:
            raise broken(_MISSING.get(required, f'parameter "{required}" is required'))
    kinds = _KINDS[name]
    values = {
        key: read_named(key, kinds[key], value)
        for key, value in raw.items()
        if key in method.required or (key in kinds and value != "")
    }
    return _with_files(values, body.uploads)


def _with_files(values: dict[str, Any], uploads: Mapping[str, Upload]) -> dict[str, Any]:
    """Each text that names a file of the same call, `attach://…`, replaced by that file."""
    for field_name in values.keys() & {"photo", "document", "voice"}:
        values[field_name] = _attached(values[field_name], uploads)
    for item in values.get("media", ()):
        item["media"] = _attached(item["media"], uploads)
    return values


def _attached(value: object, uploads: Mapping[str, Upload]) -> object:
    if not isinstance(value, str) or not value.startswith("attach://"):
        return value
    upload = uploads.get(value.removeprefix("attach://"))
    if upload is None:
        raise broken(f"there is no file for {value}")
    return upload
