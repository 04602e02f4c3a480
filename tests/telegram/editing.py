"""The methods that change what was sent, and the answer to a tap."""

from tests.telegram.chats import Chat
from tests.telegram.errors import Refused, broken, refused
from tests.telegram.sending import Handler, Params, caption_of, text_of
from tests.telegram.values import Json
from tests.telegram.world import QUERY_LIFE, World

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def _edit_text(world: World, params: Params) -> Json:
    new = {"entities": None} | text_of(params, "MESSAGE_TOO_LONG")
    chat, message = _find(world, params)
    if "text" not in message:
        raise refused("there is no text in the message to edit")
    return _change(world, chat, message, new | _markup(params))


def _edit_caption(world: World, params: Params) -> Json:
    new = {"caption": None, "caption_entities": None} | caption_of(params, "MEDIA_CAPTION_TOO_LONG")
    chat, message = _find(world, params)
    if not message.keys() & {"photo", "document", "voice", "video"}:
        raise refused("there is no caption in the message to edit")
    return _change(world, chat, message, new | _markup(params))


def _edit_markup(world: World, params: Params) -> Json:
    chat, message = _find(world, params)
    return _change(world, chat, message, _markup(params))


def _find(world: World, params: Params) -> tuple[Chat, Json]:
    if "chat_id" not in params:
        raise broken("chat_id is empty")
    if "message_id" not in params:
        raise broken("message identifier is not specified")
    chat = world.open_chat(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise refused("message to edit not found")
    if message["from"] != world.bot:
        raise refused("message can't be edited")
    return chat, message


def _markup(params: Params) -> Json:
    """An edit without buttons takes them away."""
    markup = params.get("reply_markup")
    return {"reply_markup": markup if markup and markup["inline_keyboard"] else None}


def _change(world: World, chat: Chat, message: Json, new: Json) -> Json:
    if all(message.get(name) == part for name, part in new.items()):
        raise refused(_NOT_MODIFIED)
    return chat.change(message["message_id"], world.now(), new)


def _answer_query(world: World, params: Params) -> bool:
    query = world.queries.get(params["callback_query_id"])
    if query is None or query.answer is not None or world.clock() - query.at > QUERY_LIFE:
        raise _too_old()
    query.answer = params
    return True


def _too_old() -> Refused:
    return refused("query is too old and response timeout expired or query ID is invalid")


HANDLERS: dict[str, Handler] = {
    "editMessageText": _edit_text,
    "editMessageCaption": _edit_caption,
    "editMessageReplyMarkup": _edit_markup,
    "answerCallbackQuery": _answer_query,
}
