"""Why a message was not sent, as far as a channel can tell; the sender decides what follows."""


class SendFailed(Exception):
    """One of the classes below; `str` of it says why, without names, texts or tokens."""


class NeverLeft(SendFailed):
    """The request surely did not reach the platform: it is made again."""


class MaybeLeft(SendFailed):
    """A time-out or a reset after the request was written: not made again blindly."""


class TooMany(SendFailed):
    """The platform took nothing and asks to wait `retry_after` seconds with this chat."""

    def __init__(self, why: str, retry_after: float) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class NotReachable(SendFailed):
    """This contact takes no messages from us any more: blocked, left, banned."""


class Refused(SendFailed):
    """The platform will never take this message: the fault is ours."""
