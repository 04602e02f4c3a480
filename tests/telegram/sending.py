"""The methods that send."""

from collections.abc import Callable
from typing import Any

from tests.telegram.chats import Chat
from tests.telegram.errors import broken, refused
from tests.telegram.files import check_size
from tests.telegram.html import length, parse, trimmed
from tests.telegram.values import Json, Upload
from tests.telegram.world import World

Params = dict[str, Any]
Handler = Callable[[World, Params], object]
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024


def plain(params: Params, name: str, entities: str) -> tuple[str, list[Json]]:
    """A text of the call without its marks, and the entities it has."""
    text = params.get(name, "")
    if "parse_mode" in params and entities in params:
        raise broken("a text has a parse_mode or entities, not both")
    if "parse_mode" in params:
        return trimmed(*parse(text))
    given = params.get(entities, [])
    if any(e["offset"] < 0 or e["offset"] + e["length"] > length(text) for e in given):
        raise broken("can't parse entities: an entity reaches beyond the text")
    return trimmed(text, given)


def text_of(params: Params, too_long: str = "message is too long") -> Json:
    if not params.get("text"):
        raise broken("message text is empty")
    text, entities = plain(params, "text", "entities")
    if not text:
        raise broken("text must be non-empty")
    if length(text) > LONGEST_TEXT:
        raise broken(too_long)
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_of(params: Params, too_long: str = "message caption is too long") -> Json:
    caption, entities = plain(params, "caption", "caption_entities")
    if length(caption) > LONGEST_CAPTION:
        raise broken(too_long)
    parts = {"caption": caption, "caption_entities": entities}
    return {name: part for name, part in parts.items() if part}


def _send_message(world: World, params: Params) -> Json:
    return _send(world, params, text_of(params))


def _send_photo(world: World, params: Params) -> Json:
    parts = caption_of(params)
    return _send(world, params, parts, lambda: _media(world, "photo", params["photo"]))


def _send_document(world: World, params: Params) -> Json:
    parts = caption_of(params)
    return _send(world, params, parts, lambda: _media(world, "document", params["document"]))


def _send_voice(world: World, params: Params) -> Json:
    parts = caption_of(params)
    more = {"duration": params.get("duration", 0)}
    return _send(world, params, parts, lambda: _media(world, "voice", params["voice"], more))


def _send_media_group(world: World, params: Params) -> list[Json]:
    items = params["media"]
    if len({item["type"] for item in items}) > 1:
        raise broken("documents can only be grouped with documents")
    captions = [caption_of(item) for item in items]
    chat = world.open_chat(params["chat_id"])
    album = {"media_group_id": str(13_000_000_000 + next(world.numbers))}
    reply = _reply(chat, params)
    media = [_media(world, item["type"], item["media"]) for item in items]
    world.meter.spend(chat.id, len(items), group=chat.is_group)
    return [
        chat.keep(world.bot, world.now(), caption | each | album | reply)
        for caption, each in zip(captions, media, strict=True)
    ]


def _send_chat_action(world: World, params: Params) -> bool:
    world.open_chat(params["chat_id"]).actions.append(params["action"])
    return True


def _send(
    world: World, params: Params, parts: Json, media: Callable[[], Json] | None = None
) -> Json:
    """The message in its chat, counted once nothing is wrong with it."""
    chat = world.open_chat(params["chat_id"])
    whole = parts | (media() if media else {}) | _reply(chat, params)
    world.meter.spend(chat.id, 1, group=chat.is_group)
    return chat.keep(world.bot, world.now(), whole | _markup(chat, params))


def _reply(chat: Chat, params: Params) -> Json:
    reply = params.get("reply_parameters")
    if not reply:
        return {}
    if reply["message_id"] in chat.messages:
        return {"reply_to_message": chat.quoted(reply["message_id"])}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise refused("message to be replied not found")


def _markup(chat: Chat, params: Params) -> Json:
    """Buttons stay with the message; the other keyboards are the chat's."""
    markup = params.get("reply_markup", {})
    if "inline_keyboard" in markup:
        return {"reply_markup": markup} if markup["inline_keyboard"] else {}
    if "keyboard" in markup:
        chat.keyboard = [[key["text"] for key in row] for row in markup["keyboard"]]
    if "remove_keyboard" in markup:
        chat.keyboard = []
    return {}


def _media(world: World, field: str, value: object, more: Json | None = None) -> Json:
    if not isinstance(value, Upload):
        return {field: world.files.again(field, str(value))}
    check_size(value, field)
    if field == "photo":
        return {"photo": world.files.photo(value.data)}
    name = {"file_name": value.name} if field == "document" else {}
    about = name | {"mime_type": value.mime} | (more or {})
    return {field: world.files.file(field, value.data, about)}


HANDLERS: dict[str, Handler] = {
    "sendMessage": _send_message,
    "sendPhoto": _send_photo,
    "sendDocument": _send_document,
    "sendVoice": _send_voice,
    "sendMediaGroup": _send_media_group,
    "sendChatAction": _send_chat_action,
}
