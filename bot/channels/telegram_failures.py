"""What a refusal or a broken connection of the Bot API means for the message."""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import Body
from bot.channels.failures import (
    MaybeLeft,
    Moved,
    NeverLeft,
    NotReachable,
    Refused,
    SendFailed,
    TooMany,
)
from bot.channels.telegram_http import NeverReached, ServerFault
from bot.fetching import FileGone, FileTooLarge

UNCHANGED = "message is not modified"
_AWAY = "temporarily unavailable"
_NOBODY = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
REFUSED_TOKEN = "Telegram does not know this token"  # noqa: S105 - a sentence


def failure(error: TelegramError, rest: Body | None) -> SendFailed:
    """`rest` is what has not left, where something of the message has."""
    why = hindrance(error)
    match error:
        case RetryAfter():
            return TooMany(why, seconds(error), rest=rest)
        case ChatMigrated(new_chat_id=new):
            return Moved(why, str(new), rest=rest)
        case Forbidden():
            return NotReachable(why, rest=rest)
        case InvalidToken() | NeverReached() | ServerFault():
            return NeverLeft(why, rest=rest)
        case BadRequest():
            gone = any(said in error.message.lower() for said in _NOBODY)
            return NotReachable(why, rest=rest) if gone else Refused(why, rest=rest)
        case _:  # a time-out, a reset, a proxy's error page: it may have arrived
            return MaybeLeft(why, rest=rest)


def no_file(error: BadRequest) -> Exception:
    """What it means that Telegram names no address of a file: some are away for a while only."""
    if "too big" in error.message:
        return FileTooLarge()
    return ConnectionError(error.message) if _AWAY in error.message else FileGone()


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    asked: timedelta = error._retry_after  # noqa: SLF001 - the public name warns of its own future
    return asked.total_seconds()


def hindrance(error: TelegramError) -> str:
    """One short sentence without a token or a name."""
    match error:
        case RetryAfter():
            return f"too many requests: wait {seconds(error):.0f} s"
        case InvalidToken():
            return REFUSED_TOKEN
        case Conflict():
            return "another program asks for the updates of this bot"
        case TimedOut():
            return "Telegram did not answer in time"
        case NetworkError() if not isinstance(error, BadRequest):
            return f"Telegram is not reachable: {error.message}"
        case _:
            return error.message
