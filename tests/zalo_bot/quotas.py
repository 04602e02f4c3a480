"""What the free plan allows: so many people in all, so many messages in a month."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from tests.zalo_bot.errors import TOO_MANY, refused

VIETNAM = timezone(timedelta(hours=7))


@dataclass(slots=True)
class Quotas:
    users: int
    messages: int
    clock: Callable[[], float]
    known: set[str] = field(default_factory=set)
    turned_away: list[str] = field(default_factory=list)  # who came too late, once per message
    used: Counter[str] = field(default_factory=Counter)  # messages by month

    @property
    def month(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).astimezone(VIETNAM).strftime("%Y-%m")

    @property
    def left(self) -> int:
        return max(0, self.messages - self.used[self.month])

    def admit(self, user: str) -> bool:
        """Whether somebody's message reaches the bot: those who came first keep their place."""
        if user not in self.known and len(self.known) >= self.users:
            self.turned_away.append(user)
            return False
        self.known.add(user)
        return True

    def count(self) -> None:
        """One message more in this month."""
        self.used[self.month] += 1

    def spend(self) -> None:
        """Count a message of the bot, or refuse it."""
        if not self.left:
            raise refused(TOO_MANY)
        self.count()
