"""Messages of an Official Account as its API wants them."""

import unicodedata

from bot.channels.base import Body
from bot.channels.zalo_oa_events import TAP
from bot.channels.zalo_oa_http import Json
from conversations.showing import Button


def composed(text: str) -> str:
    """Letters with their marks as one character each: Zalo takes no others."""
    return unicodedata.normalize("NFC", text)


def words(shown: Body) -> Json:
    """A laid-out message: its text, and its buttons, whose taps come back as words nobody types."""
    message: Json = {"text": composed(shown.text)}
    buttons = [_button(b) for b in (*shown.choices, *(b for _, b in shown.controls))]
    if buttons:
        message["attachment"] = {"type": "template", "payload": {"buttons": buttons}}
    return message


def _button(button: Button) -> Json:
    return {
        "title": composed(button.label),
        "type": "oa.query.hide",
        "payload": TAP + button.payload,
    }


def picture(attachment_id: str) -> Json:
    element = {"media_type": "image", "attachment_id": attachment_id}
    return _template("media", element)


def document(token: str) -> Json:
    return {"attachment": {"type": "file", "payload": {"token": token}}}


def phone(label: str, picture_url: str) -> Json:
    """Asks for a phone number by Zalo's own means; it wants a picture above."""
    element = {"title": composed(label), "subtitle": "Gương Sáng · MTTQ", "image_url": picture_url}
    return _template("request_user_info", element)


def _template(kind: str, element: Json) -> Json:
    payload = {"template_type": kind, "elements": [element]}
    return {"attachment": {"type": "template", "payload": payload}}
