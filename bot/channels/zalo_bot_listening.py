"""Hearing from the Zalo Bot Platform: by asking for each event, or by telling it where to call.

The hard idea: an event that was asked for is handed out once, without an acknowledgement, and is
gone. So one is asked for at a time, and the next only when it is kept; while it cannot be kept, it
is held and tried again. One hole remains: who dies, or is cut off, between Zalo's answer and our
fsync loses that one message. A webhook has no such hole, for Zalo is answered once all is kept.
"""

import asyncio
from collections import deque
from functools import partial

import structlog

from bot.channels.base import Keep
from bot.channels.insisting import LONGEST_WAIT, Act, Insisting
from bot.channels.polling import Polling
from bot.channels.webhooks import Webhook
from bot.channels.zalo_bot_http import BAD, BAD_TOKEN, IDLE, TOO_MANY, Api, Says
from bot.channels.zalo_bot_updates import read
from bot.channels.zalo_http import ZaloError
from bot.envelope import Envelope
from bot.lease import Lease

POLL_SECONDS = 30
_log = structlog.get_logger()


class Listening:
    """`state` says how it goes: "on", or what hinders it. `meet` asks who we are."""

    def __init__(self, api: Api, lease: Lease, webhook: Webhook | None, meet: Act) -> None:
        self._api = api
        self._webhook = webhook
        self._meet = meet
        self._held: deque[Envelope] = deque()  # handed out to us and not kept yet
        self._overruled = False  # somebody set a webhook meanwhile
        self._insisting = Insisting("zalo_bot", _why, _pause)
        self._polling = Polling(self._insisting, lease)

    @property
    def state(self) -> str:
        return self._insisting.state

    async def run(self, keep: Keep) -> None:
        """Until cancelled."""
        await self._polling.begin(self._meet, self.choose_way)
        await self._polling.run(None if self._webhook else partial(self.next_one, keep))

    async def choose_way(self) -> None:
        """Asking is refused while a webhook is set, so that of an earlier time goes."""
        if self._webhook is None:
            await self._api.call("deleteWebhook")
            self._overruled = False
            return
        url, secret = self._webhook.url, self._webhook.secret
        told = await self._api.call("setWebhook", url=url, secret_token=secret)
        tried = told.get("verification") if isinstance(told, dict) else None
        if isinstance(tried, dict) and tried.get("ok") is False:
            _log.warning("zalo_bot_webhook_untried", status=tried.get("status_code"))

    # --- asking for events

    async def next_one(self, keep: Keep) -> None:
        """Hear one event, or that there is none. Raises `ZaloError`, or OSError: not kept."""
        if not await self._polling.ours():
            return
        if self._overruled:
            await self.choose_way()
        await self._keep(keep)
        self._held.extend(read(await self._ask()))
        await self._keep(keep)
        self._insisting.say("on")

    async def _ask(self) -> object:
        try:
            return await self._api.call("getUpdates", POLL_SECONDS + 10, timeout=POLL_SECONDS)
        except Says as error:
            if error.code == IDLE:
                return []
            self._overruled = error.code == BAD
            raise

    async def _keep(self, keep: Keep) -> None:
        """Also whoever is told to stop sees to it that what was handed out is kept."""
        while self._held:
            keeping = asyncio.ensure_future(keep(self._held[0]))
            try:
                await asyncio.shield(keeping)
            except asyncio.CancelledError:
                await asyncio.wait({keeping})
                raise
            self._held.popleft()


def _why(error: Exception) -> str:
    if isinstance(error, ZaloError):
        return str(error)
    return f"messages cannot be kept: {type(error).__name__}"


def _pause(error: Exception, wait: float) -> float:
    hopeless = isinstance(error, Says) and error.code in {*BAD_TOKEN, TOO_MANY}
    return LONGEST_WAIT if hopeless else wait
