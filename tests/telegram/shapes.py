"""The objects that stand in parameters, and the closed lists of words of the Bot API."""

from tests.telegram.keyboards import WEB_APP
from tests.telegram.values import (
    BOOLEAN,
    CHAT,
    INTEGER,
    STRING,
    Json,
    Kind,
    Wrong,
    array,
    as_json,
    choice,
    integer,
    shape,
    string,
)

Kinds = dict[str, Kind]

UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
)
ENTITIES = (
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "custom_emoji",
    "date_time",
)
ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)

LANGUAGE = string(0, 2, "(?:[a-z]{2})?")
HTML = choice("HTML")  # the fake reads no other language
ENTITY = shape(
    "MessageEntity",
    {"type": choice(*ENTITIES), "offset": INTEGER, "length": integer(1, 100_000)},
    {"url": STRING, "language": STRING, "custom_emoji_id": STRING},
)
CAPTION: Kinds = {
    "caption": STRING,
    "parse_mode": HTML,
    "caption_entities": array(ENTITY),
}
REPLY = shape(
    "ReplyParameters",
    {"message_id": INTEGER},
    {"chat_id": CHAT, "allow_sending_without_reply": BOOLEAN, "quote": STRING},
)
COMMAND = shape("BotCommand", {"command": STRING, "description": STRING}, {})


def _one_of(name: str, *kinds: tuple[str, Kinds]) -> Kind:
    """An object whose `type` decides which other fields it has; `*` marks one that may lack."""
    shapes = {
        word: shape(
            name,
            {"type": STRING} | {f: kind for f, kind in fields.items() if f[-1] != "*"},
            {f.rstrip("*"): kind for f, kind in fields.items() if f[-1] == "*"},
        )
        for word, fields in kinds
    }

    def read(value: object) -> Json:
        fields = as_json(value)
        if not isinstance(fields, dict) or str(fields.get("type")) not in shapes:
            raise Wrong(f"the type of a {name} is one of {', '.join(shapes)}")
        result: Json = shapes[str(fields["type"])].read(fields)
        return result

    return Kind((name,), read)


SCOPE = _one_of(
    "BotCommandScope",
    ("default", {}),
    ("all_private_chats", {}),
    ("all_group_chats", {}),
    ("all_chat_administrators", {}),
    ("chat", {"chat_id": CHAT}),
    ("chat_administrators", {"chat_id": CHAT}),
    ("chat_member", {"chat_id": CHAT, "user_id": INTEGER}),
)
MENU = _one_of(
    "MenuButton",
    ("commands", {}),
    ("default", {}),
    ("web_app", {"text": STRING, "web_app": WEB_APP}),
)
_CAPTIONED = {f"{name}*": kind for name, kind in CAPTION.items()} | {"media": STRING}
_MEDIA = _one_of(
    "InputMedia",
    ("photo", _CAPTIONED | {"show_caption_above_media*": BOOLEAN, "has_spoiler*": BOOLEAN}),
    ("document", _CAPTIONED | {"disable_content_type_detection*": BOOLEAN}),
)
ALBUM = Kind(("Array of InputMediaPhoto", "Array of InputMediaDocument"), array(_MEDIA, 2, 10).read)
PREVIEW = shape(
    "LinkPreviewOptions",
    {},
    {
        "is_disabled": BOOLEAN,
        "url": STRING,
        "prefer_small_media": BOOLEAN,
        "prefer_large_media": BOOLEAN,
        "show_above_text": BOOLEAN,
    },
)
