"""The methods about the bot itself, its files and its chats."""

import re

import orjson

from tests.telegram.errors import broken
from tests.telegram.sending import Handler, Params
from tests.telegram.values import Json
from tests.telegram.world import World

_NO_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)


def _get_me(world: World, _: Params) -> Json:
    reads_all = not world.privacy
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": reads_all,
        "supports_inline_queries": False,
    }


def _get_file(world: World, params: Params) -> Json:
    return world.files.path(params["file_id"])


def _set_commands(world: World, params: Params) -> bool:
    for command in params["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"].removeprefix("/")):
            raise broken("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise broken("BOT_COMMAND_DESCRIPTION_INVALID")
    world.described.commands[_whose(params)] = params["commands"]
    return True


def _delete_commands(world: World, params: Params) -> bool:
    world.described.commands.pop(_whose(params), None)
    return True


def _get_commands(world: World, params: Params) -> list[Json]:
    return world.described.commands.get(_whose(params), [])


def _whose(params: Params) -> tuple[str, str]:
    scope = params.get("scope", {"type": "default"})
    return orjson.dumps(scope, option=orjson.OPT_SORT_KEYS).decode(), params.get(
        "language_code", ""
    )


def _set_description(world: World, params: Params) -> bool:
    language = params.get("language_code", "")
    world.described.description[language] = params.get("description", "")
    return True


def _set_short_description(world: World, params: Params) -> bool:
    language = params.get("language_code", "")
    world.described.short_description[language] = params.get("short_description", "")
    return True


def _set_menu(world: World, params: Params) -> bool:
    chat_id = params.get("chat_id", 0)
    if chat_id and world.chat(chat_id).is_group:
        raise broken("a menu button is for a private chat")
    world.described.menu[chat_id] = params.get("menu_button", {"type": "default"})
    return True


def _leave_chat(world: World, params: Params) -> bool:
    chat = world.open_chat(params["chat_id"])
    if not chat.is_group:
        raise broken("chat member status can't be changed in private chats")
    chat.closed = f"bot is not a member of the {chat.about['type']} chat"
    return True


def _get_chat(world: World, params: Params) -> Json:
    chat = world.chat(params["chat_id"])
    more = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    return chat.about | more


HANDLERS: dict[str, Handler] = {
    "getMe": _get_me,
    "getFile": _get_file,
    "setMyCommands": _set_commands,
    "deleteMyCommands": _delete_commands,
    "getMyCommands": _get_commands,
    "setMyDescription": _set_description,
    "setMyShortDescription": _set_short_description,
    "setChatMenuButton": _set_menu,
    "leaveChat": _leave_chat,
    "getChat": _get_chat,
}
