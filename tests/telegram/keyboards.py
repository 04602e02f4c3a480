"""Which keyboards Telegram takes under a message."""

from tests.telegram.errors import broken
from tests.telegram.values import (
    BOOLEAN,
    STRING,
    Json,
    Kind,
    Wrong,
    array,
    as_json,
    choice,
    shape,
    string,
    uncovered,
)

MOST_BUTTONS, MOST_IN_ROW, MOST_BYTES = 100, 8, 64
WEB_APP = shape("WebAppInfo", {"url": STRING}, {})
_LOOKS: dict[str, Kind] = {
    "icon_custom_emoji_id": STRING,
    "style": choice("danger", "success", "primary"),
}
_DOES: dict[str, Kind] = {
    "url": STRING,
    "callback_data": STRING,
    "web_app": WEB_APP,
    "login_url": uncovered("LoginUrl"),
    "switch_inline_query": STRING,
    "switch_inline_query_current_chat": STRING,
    "switch_inline_query_chosen_chat": uncovered("SwitchInlineQueryChosenChat"),
    "copy_text": shape("CopyTextButton", {"text": string(1, 256)}, {}),
    "callback_game": uncovered("CallbackGame"),
    "pay": uncovered("Boolean"),
}
_BUTTON = shape("InlineKeyboardButton", {"text": STRING}, _LOOKS | _DOES)
_KEY = shape(
    "KeyboardButton",
    {"text": STRING},
    _LOOKS
    | {
        "request_users": uncovered("KeyboardButtonRequestUsers"),
        "request_chat": uncovered("KeyboardButtonRequestChat"),
        "request_managed_bot": uncovered("KeyboardButtonRequestManagedBot"),
        "request_contact": BOOLEAN,
        "request_location": BOOLEAN,
        "request_poll": uncovered("KeyboardButtonPollType"),
        "web_app": WEB_APP,
    },
)
_HINT: dict[str, Kind] = {"input_field_placeholder": string(1, 64), "selective": BOOLEAN}
SHAPES = {
    "inline_keyboard": shape(
        "InlineKeyboardMarkup", {"inline_keyboard": array(array(_BUTTON))}, {}
    ),
    "keyboard": shape(
        "ReplyKeyboardMarkup",
        {"keyboard": array(array(_KEY))},
        _HINT
        | {"is_persistent": BOOLEAN, "resize_keyboard": BOOLEAN, "one_time_keyboard": BOOLEAN},
    ),
    "remove_keyboard": shape(
        "ReplyKeyboardRemove", {"remove_keyboard": BOOLEAN}, {"selective": BOOLEAN}
    ),
    "force_reply": shape("ForceReply", {"force_reply": BOOLEAN}, _HINT),
}


def _inline(value: object) -> Json:
    markup: Json = SHAPES["inline_keyboard"].read(value)
    _check_rows(markup["inline_keyboard"])
    for row in markup["inline_keyboard"]:
        for button in row:
            _check_button(button)
    return markup


def _any(value: object) -> Json:
    fields = as_json(value)
    if not isinstance(fields, dict):
        raise Wrong("object expected as reply markup")
    if "inline_keyboard" in fields:
        return _inline(fields)
    markup: Json = next((SHAPES[name].read(fields) for name in SHAPES if name in fields), {})
    if not markup:
        raise Wrong("no kind of keyboard that exists")
    _check_rows(markup.get("keyboard", []))
    return markup


def _check_rows(rows: list[list[Json]]) -> None:
    if sum(len(row) for row in rows) > MOST_BUTTONS or any(len(row) > MOST_IN_ROW for row in rows):
        raise broken("reply markup is too long")
    if not all(rows):
        raise broken("a row of the keyboard has no buttons")
    if any(not button["text"].strip() for row in rows for button in row):
        raise broken("can't parse keyboard button: text must be non-empty")


def _check_button(button: Json) -> None:
    does = _DOES.keys() & button.keys()
    if len(does) != 1:
        raise broken(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            if not does
            else f"a button does exactly one thing, not {', '.join(sorted(does))}"
        )
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= MOST_BYTES:
        raise broken("BUTTON_DATA_INVALID")
    if not button.get("url", "https://").startswith(("https://", "http://", "tg://")):
        raise broken(f"BUTTON_URL_INVALID: {button['url']}")


INLINE = Kind(("InlineKeyboardMarkup",), _inline)
ANY_MARKUP = Kind(
    ("InlineKeyboardMarkup", "ReplyKeyboardMarkup", "ReplyKeyboardRemove", "ForceReply"), _any
)
