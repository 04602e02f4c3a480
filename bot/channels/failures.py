"""Why a message was not sent, as far as a channel can tell; the sender decides what follows."""

from typing import TypeAlias

from bot.channels.base import Body


class SendFailed(Exception):
    """One of the classes below; `str` of it says why, without names, texts or tokens.

    `rest` is what has still to be sent when a message needs several requests and some parts have
    left already: a retry sends nothing else.
    """

    def __init__(self, why: str = "", *, rest: Body | None = None) -> None:
        super().__init__(why)
        self.rest = rest


class NeverLeft(SendFailed):
    """The request surely did not reach the platform: it is made again."""


class MaybeLeft(SendFailed):
    """A time-out or a reset after the request was written: not made again blindly."""


class TooMany(SendFailed):
    """The platform took nothing and asks to wait `retry_after` seconds.

    That is with this chat, and for a bulk message with every bulk message of the channel.
    """

    def __init__(self, why: str, retry_after: float, *, rest: Body | None = None) -> None:
        super().__init__(why, rest=rest)
        self.retry_after = retry_after


class NotYet(SendFailed):
    """Out of hours or out of a quota: this message may leave in `seconds`, and a talk goes on.

    `everybody`: so it is with every bulk message of the channel.
    """

    def __init__(
        self, why: str, seconds: float, *, everybody: bool, rest: Body | None = None
    ) -> None:
        super().__init__(why, rest=rest)
        self.seconds = seconds
        self.everybody = everybody


class TooSoon(SendFailed):
    """Our own pace with this chat: nothing has left, and it may in `seconds`."""

    def __init__(self, why: str, seconds: float) -> None:
        super().__init__(why)
        self.seconds = seconds


class Moved(SendFailed):
    """This chat has another address now, as a group that became a supergroup."""

    def __init__(self, why: str, address: str, *, rest: Body | None = None) -> None:
        super().__init__(why, rest=rest)
        self.address = address


class Closed(SendFailed):
    """The platform lets us write to this contact only after they have spoken again."""


class NotReachable(SendFailed):
    """This contact takes no messages from us any more: blocked, left, banned."""


class Refused(SendFailed):
    """The platform will never take this message: the fault is ours."""


Failure: TypeAlias = (
    NeverLeft | MaybeLeft | TooMany | NotYet | TooSoon | Moved | Closed | NotReachable | Refused
)
FAILURES = (NeverLeft, MaybeLeft, TooMany, NotYet, TooSoon, Moved, Closed, NotReachable, Refused)
