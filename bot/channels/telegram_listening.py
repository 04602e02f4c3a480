"""Hearing from Telegram: by asking for updates, or by telling it where to call.

The hard idea: asking for updates from a place on confirms everything before it, and Telegram then
forgets it. So the place moves on only when all of a batch is kept, and who dies in between is told
everything again; the inbox key makes the second time a no-op.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

import structlog
from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.channels import telegram_menu
from bot.channels.base import Keep
from bot.channels.insisting import LONGEST_WAIT, Act, Insisting
from bot.channels.polling import Polling
from bot.channels.telegram_failures import hindrance, seconds
from bot.channels.telegram_updates import KINDS
from bot.channels.webhooks import Webhook
from bot.envelope import Envelope
from bot.lease import Lease

POLL_SECONDS = 30
AT_MOST = 100  # updates in one batch
CALLS_AT_ONCE = 40  # of a webhook
_log = structlog.get_logger()

Told: TypeAlias = Callable[[Any], Envelope | None]


class Listening:
    """`state` says how it goes: "on", or what hinders it. `meet` asks who we are."""

    def __init__(
        self, bot: Bot, lease: Lease, webhook: Webhook | None, meet: Act, told: Told
    ) -> None:
        self._bot = bot
        self._webhook = webhook
        self._meet = meet
        self._told = told
        self._offset = 0
        self._insisting = Insisting("telegram", _why, _pause)
        self._polling = Polling(self._insisting, lease)

    @property
    def state(self) -> str:
        return self._insisting.state

    async def run(self, keep: Keep) -> None:
        """Until cancelled."""
        await self._polling.begin(self._meet, self.choose_way)
        await self._describe()
        await self._polling.run(None if self._webhook else partial(self.next_batch, keep))

    async def choose_way(self) -> None:
        """Pending updates are never dropped: people sent them."""
        if self._webhook is None:
            await self._bot.delete_webhook(drop_pending_updates=False)
            return
        await self._bot.set_webhook(
            self._webhook.url, max_connections=CALLS_AT_ONCE, allowed_updates=KINDS,
            drop_pending_updates=False, secret_token=self._webhook.secret,
        )  # fmt: skip

    async def _describe(self) -> None:
        """Tried once: Telegram may ask a bot that starts often to wait a day with this."""
        try:
            await telegram_menu.describe(self._bot)
        except TelegramError as error:
            _log.info("telegram_not_described", why=hindrance(error))

    # --- asking for updates

    async def next_batch(self, keep: Keep) -> None:
        if not await self._polling.ours():
            return
        updates = await self._ask()
        self._insisting.say("on")
        await self._keep(updates, keep)
        if updates:
            self._offset = _place(updates, self._offset)

    async def _ask(self) -> Sequence[Any]:
        # Not by `get_updates`, which reads all of a batch at once: one spoilt update would hold
        # up the others for ever.
        asked = {
            "offset": self._offset, "timeout": POLL_SECONDS, "limit": AT_MOST,
            "allowed_updates": KINDS,
        }  # fmt: skip
        found = await self._bot._post("getUpdates", asked)  # noqa: SLF001 - see above
        return found if isinstance(found, list) else ()

    async def _keep(self, updates: Sequence[Any], keep: Keep) -> None:
        """All of a batch, each person's in order. Raises OSError where one cannot be kept."""
        envelopes = [e for update in updates if (e := self._told(update)) is not None]
        await asyncio.gather(*(keep(envelope) for envelope in envelopes))


def _place(updates: Sequence[Any], before: int) -> int:
    """The place after the last update that has a number."""
    ids = [u.get("update_id") for u in updates if isinstance(u, dict)]
    numbers = [id for id in ids if isinstance(id, int)]
    return numbers[-1] + 1 if numbers else before


def _why(error: Exception) -> str:
    if isinstance(error, TelegramError):
        return hindrance(error)
    return f"messages cannot be kept: {type(error).__name__}"


def _pause(error: Exception, wait: float) -> float:
    if isinstance(error, RetryAfter):
        return seconds(error)
    return LONGEST_WAIT if isinstance(error, InvalidToken) else wait
