"""Requests to Zalo, whichever of its two products, and what can become of one."""

from bot.channels.connections import Connections, Errors


class ZaloError(Exception):
    """`str` is one short sentence."""


class NeverReached(ZaloError):
    """No connection came about: the call surely did nothing."""


class NoAnswer(ZaloError):
    """Nobody knows what became of the call."""


def connections() -> Connections:
    """The errors are `ZaloError`."""
    return Connections(64, Errors(NeverReached, NoAnswer, NoAnswer))
