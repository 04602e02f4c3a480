"""The methods that send."""

from collections.abc import Awaitable, Callable

from tests.zalo_bot.borrowed import Json, broken, length
from tests.zalo_bot.chats import GROUP, Message
from tests.zalo_bot.marks import plain
from tests.zalo_bot.rules import Params
from tests.zalo_bot.world import World

Handler = Callable[[World, Params], Awaitable[Json | None]]


async def _send_message(world: World, params: Params) -> Json:
    room = world.open_room(params["chat_id"])
    _check_styles(params)
    text = plain(params["text"], params.get("parse_mode", ""))
    if not text.strip():
        raise broken("text: there is nothing but marks")
    world.quotas.spend()
    return world.keep(room, Message(world.new_id(), from_bot=True, text=text, raw=params["text"]))


def _check_styles(params: Params) -> None:
    """A parse_mode wins over styles, which may then say anything."""
    end = length(params["text"])
    styles = [] if "parse_mode" in params else params.get("text_styles", [])
    if any(style["start"] + style["len"] > end for style in styles):
        raise broken("text_styles: a style reaches beyond the text")


async def _send_photo(world: World, params: Params) -> Json:
    room = world.open_room(params["chat_id"])
    picture = await world.pictures.take(params["photo"])
    world.quotas.spend()
    caption = params.get("caption", "")
    return world.keep(
        room, Message(world.new_id(), from_bot=True, caption=caption, raw=caption, photo=picture)
    )


async def _send_sticker(world: World, params: Params) -> Json:
    room = world.open_room(params["chat_id"])
    world.quotas.spend()
    return world.keep(room, Message(world.new_id(), from_bot=True, sticker=params["sticker"]))


async def _send_voice(world: World, params: Params) -> Json:
    """In a group the answer is ok, and nobody hears anything."""
    room = world.open_room(params["chat_id"])
    world.quotas.spend()
    if room.kind == GROUP:
        return {"message_id": world.new_id(), "date": world.now()}
    return world.keep(room, Message(world.new_id(), from_bot=True, voice=params["voice_url"]))


async def _send_chat_action(world: World, params: Params) -> None:
    """The answer has no result at all."""
    world.open_room(params["chat_id"]).actions.append(params["action"])


HANDLERS: dict[str, Handler] = {
    "sendMessage": _send_message,
    "sendPhoto": _send_photo,
    "sendSticker": _send_sticker,
    "sendVoice": _send_voice,
    "sendChatAction": _send_chat_action,
}
