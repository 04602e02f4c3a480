"""What may stand in a message of the OA: the rules of its text, attachments and buttons.

Only shapes that somebody's production has proved are taken. A `text` beside a file, a
`template_type` beside buttons and lists are not among them.
"""

from dataclasses import dataclass

from tests.zalo_oa.errors import broken
from tests.zalo_oa.values import (
    ANY_TEXT,
    URL,
    USER_ID,
    Json,
    Read,
    an_object,
    array,
    choice,
    number,
    shape,
    text,
)

MOST_TEXT, MOST_BUTTONS = 2_000, 5
PHONE = text(3, 20, r"\+?[0-9]+")
SENDS = ("oa.query.show", "oa.query.hide")
BUTTON_PAYLOADS: dict[str, Read] = {
    "oa.query.show": text(1, 1_000),
    "oa.query.hide": text(1, 1_000),
    "oa.open.url": shape({"url": URL}),
    "oa.open.sms": shape({"content": text(1, 160), "phone_code": PHONE}),
    "oa.open.phone": shape({"phone_code": PHONE}),
}


@dataclass(frozen=True, slots=True)
class Button:
    title: str
    type: str
    payload: str | Json

    @property
    def sends(self) -> str:
        """What a tap makes the person say; nothing if it opens something."""
        return self.payload if isinstance(self.payload, str) else ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A message as the bot wants it."""

    kind: str  # text, buttons, image, gif, file, info
    user_id: str
    text: str = ""
    quote: str = ""
    buttons: tuple[Button, ...] = ()
    asset: str = ""  # an attachment id, or the token of a file
    url: str = ""


def _button(value: object, where: str) -> Button:
    kind = choice(*BUTTON_PAYLOADS)(an_object(value, where).get("type"), f"{where}.type")
    fields = shape(
        {"title": text(1, 100), "type": ANY_TEXT, "payload": BUTTON_PAYLOADS[kind]},
        {"image_icon": URL},
    )(value, where)
    return Button(fields["title"], kind, fields["payload"])


def _media(value: object, where: str) -> Json:
    """One picture, named by exactly one of its two names; an animated one tells its size."""
    kind = choice("image", "gif")(an_object(value, where).get("media_type"), f"{where}.media_type")
    side = number(1, 10_000)
    sides = {"width": side, "height": side} if kind == "gif" else {}
    names = {"attachment_id": ANY_TEXT, "url": URL}
    fields: Json = shape({"media_type": ANY_TEXT, **sides}, names)(value, where)
    if len(fields.keys() & names.keys()) != 1:
        raise broken(f"{where} needs exactly one of attachment_id and url")
    return fields


_QUOTE = {"quote_message_id": ANY_TEXT}
_TEXT = {"text": text(1, MOST_TEXT)}
_INFO = shape({"title": text(1, 100), "subtitle": text(1, 500), "image_url": URL})
_PAYLOADS: dict[str, Read] = {
    "buttons": shape({"buttons": array(_button, 1, MOST_BUTTONS)}),
    "image": shape({"template_type": ANY_TEXT, "elements": array(_media, 1, 1)}),
    "info": shape({"template_type": ANY_TEXT, "elements": array(_INFO, 1, 1)}),
    "file": shape({"token": ANY_TEXT}),
}


def read(value: object) -> Wish:
    """The body of a call that sends a message."""
    body = shape({"recipient": shape({"user_id": USER_ID}), "message": _message}, {})(value, "body")
    return Wish(user_id=body["recipient"]["user_id"], **body["message"])


def _message(value: object, where: str) -> Json:
    fields = an_object(value, where)
    if "attachment" not in fields:
        return {"kind": "text", **_words(shape(_TEXT, _QUOTE)(value, where))}
    kind = _kind(fields["attachment"], f"{where}.attachment")
    attachment = shape({"type": ANY_TEXT, "payload": _PAYLOADS[kind]})
    required = {"attachment": attachment} | (_TEXT if kind == "buttons" else {})
    optional = _QUOTE | (_TEXT if kind == "image" else {})
    read_fields: Json = shape(required, optional)(value, where)
    return {"kind": kind, **_words(read_fields), **_attached(read_fields["attachment"]["payload"])}


def _kind(value: object, where: str) -> str:
    fields = an_object(value, where)
    if choice("template", "file")(fields.get("type"), f"{where}.type") == "file":
        return "file"
    payload = an_object(fields.get("payload"), f"{where}.payload")
    if "template_type" not in payload:
        return "buttons"
    place = f"{where}.payload.template_type"
    name: str = choice("media", "request_user_info")(payload["template_type"], place)
    return {"media": "image", "request_user_info": "info"}[name]


def _words(fields: Json) -> Json:
    return {"text": fields.get("text", ""), "quote": fields.get("quote_message_id", "")}


def _attached(payload: Json) -> Json:
    if "buttons" in payload:
        return {"buttons": tuple(payload["buttons"])}
    if "token" in payload:
        return {"asset": payload["token"]}
    (element,) = payload["elements"]
    if "media_type" not in element:
        return {"text": element["title"]}
    named = {"asset": element.get("attachment_id", ""), "url": element.get("url", "")}
    return {"kind": element["media_type"], **named}
