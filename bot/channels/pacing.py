"""How fast one chat may be talked to: a few messages at once, then one by one."""

from collections.abc import Callable
from time import monotonic

from bot.channels.failures import TooSoon

AT_ONCE = 5  # messages to one person that leave without a pause
SECONDS = 1.0  # for each further one
GROUP_SECONDS = 3.0  # in a group, where twenty a minute are taken
REMEMBERED = 10_000  # chats, before those are forgotten that may be talked to freely


class Chats:
    """For one process: a person's messages mostly leave the one that took their turn."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._free_at: dict[str, float] = {}  # when the chat will have been silent long enough

    def admit(self, address: str) -> None:
        """Count one message. Raises TooSoon with how long to wait; then none is counted."""
        now, each = self._clock(), GROUP_SECONDS if address.startswith("-") else SECONDS
        free_at = max(now, self._free_at.get(address, now)) + each
        early = free_at - now - AT_ONCE * each
        if early > 0:
            raise TooSoon("this chat was sent too much just now", early)
        if len(self._free_at) >= REMEMBERED:
            self._free_at = {chat: at for chat, at in self._free_at.items() if at > now}
        self._free_at[address] = free_at
