"""The calls that put something into a person's chat."""

from tests.zalo_oa import messages, windows
from tests.zalo_oa.chats import Message, Room
from tests.zalo_oa.errors import (
    BAD,
    DATA,
    DATA_MISSING,
    DATA_TOO_LONG,
    OA_TYPE,
    TEMPLATE,
    V2_CLOSED,
    Refused,
    broken,
)
from tests.zalo_oa.messages import Wish
from tests.zalo_oa.values import ANY_TEXT, USER_ID, Json, an_object, shape, text
from tests.zalo_oa.world import World

_ACTION = shape({"react_icon": text(1, 20), "react_message_id": ANY_TEXT})
_REACTION = shape({"recipient": shape({"user_id": USER_ID}), "sender_action": _ACTION})
_BY_UID = shape({"user_id": USER_ID, "template_id": ANY_TEXT, "template_data": an_object})


def consult(world: World, body: Json) -> Json:
    """The message of v3, which OAs of public bodies may not send."""
    wish = messages.read(body)
    if world.policy.government:
        raise Refused(OA_TYPE)
    return _send(world, wish)


def second(world: World, body: Json) -> Json:
    """The same address of v2 takes reactions from all, and messages from OAs of public bodies."""
    if "sender_action" in body:
        return _react(world, _REACTION(body, "body"))
    wish = messages.read(body)
    if not world.policy.government:
        raise Refused(V2_CLOSED)
    return _send(world, wish)


def by_template(world: World, body: Json) -> Json:
    """A template reaches also those who have been silent for longer."""
    asked = _BY_UID(body, "body")
    name, data = asked["template_id"], asked["template_data"]
    if name not in world.templates:
        raise broken(f"there is no template {name}", TEMPLATE)
    _check_data(world.templates[name], data)
    room = world.room(asked["user_id"])
    windows.check_open(world, room)
    said = {"template_id": name, **data}
    message = Message(world.events.message_id(), "template", from_oa=True, template=said)
    return _done(world, room, message, {"quota_type": "purchase_quota"})


def _check_data(keys: dict[str, int], data: Json) -> None:
    if missing := keys.keys() - data.keys():
        raise broken(f"template_data lacks {', '.join(sorted(missing))}", DATA_MISSING)
    if unknown := data.keys() - keys.keys():
        raise broken(f"template_data has no {', '.join(sorted(unknown))}", DATA)
    for key, most in keys.items():
        if not isinstance(data[key], str) or not data[key]:
            raise broken(f"template_data.{key} must be a string, not {data[key]!r}", DATA)
        if len(data[key]) > most:
            raise broken(f"template_data.{key} has more than {most} characters", DATA_TOO_LONG)


def _send(world: World, wish: Wish) -> Json:
    room = world.room(wish.user_id)
    windows.check_open(world, room)
    _check_quote(room, wish.quote)
    message = _made(world, wish)
    return _done(world, room, message, windows.charge(world, room))


def _check_quote(room: Room, quote: str) -> None:
    """Too old to be quoted is nobody's fault; never said in this chat is the bot's."""
    if quote and not room.has(quote):
        raise broken(f"there is no message {quote} in this chat")
    if quote and not room.quotable(quote):
        raise Refused(BAD, "quote_message_id is invalid")


def _made(world: World, wish: Wish) -> Message:
    images: tuple[bytes | str, ...] = (wish.url,) if wish.url else ()
    files: tuple[bytes, ...] = ()
    if wish.asset and wish.kind == "file":
        files = (world.assets.find("file", wish.asset).data,)
    elif wish.asset:
        images = (world.assets.find(wish.kind, wish.asset).data,)
    return Message(
        world.events.message_id(), wish.kind, from_oa=True, text=wish.text, buttons=wish.buttons,
        images=images, files=files, quotes=wish.quote,
    )  # fmt: skip


def _done(world: World, room: Room, message: Message, quota: Json) -> Json:
    world.said(room, message)
    about = {"message_id": message.id, "user_id": room.id, "sent_time": world.events.timestamp()}
    return about | {"quota": quota}


def _react(world: World, body: Json) -> Json:
    room = world.room(body["recipient"]["user_id"])
    action = body["sender_action"]
    windows.check_open(world, room)
    if not room.has(action["react_message_id"]):
        raise broken(f"there is no message {action['react_message_id']} in this chat")
    room.reactions.append((action["react_icon"], action["react_message_id"]))
    if world.policy.echoes:
        about = {"msg_id": action["react_message_id"], "react_icon": action["react_icon"]}
        world.by_oa(room, "oa_reacted_message", {"message": about})
    return {"message_id": action["react_message_id"], "user_id": room.id}
