"""The webhook: each event is posted until the bot takes it, or until the platform gives it up."""

import asyncio
import re
from collections.abc import Callable

import aiohttp

from tests.platforms.lanes import Lanes
from tests.zalo_bot.borrowed import Json, broken
from tests.zalo_bot.events import Event, Events
from tests.zalo_bot.rules import Params
from tests.zalo_bot.switches import Switches

SECRET_HEADER = "X-Bot-Api-Secret-Token"
CALLER = "Java/17"  # guards in front of a bot that know no such browser swallow every message
HTTP_OK = 200
_TAKEN = re.compile(r"https://|http://(?:127\.0\.0\.1|localhost)[:/]")  # here also without TLS


class Webhook:
    def __init__(self, events: Events, switches: Switches, now: Callable[[], int]) -> None:
        self.url = ""
        self.updated_at = 0
        self.posts = 0  # how often the bot was called, with the empty calls
        self._secret = ""
        self._events, self._switches, self._now = events, switches, now
        self._lanes = Lanes(self._deliver)
        self._session: aiohttp.ClientSession | None = None
        self._setting = asyncio.Lock()
        events.on_new = self._take

    async def set(self, params: Params) -> Json:
        """The address is kept even if nobody answers there."""
        if not _TAKEN.match(params["url"]):
            raise broken("url must begin with https://")
        async with self._setting:
            return await self._begin(params["url"], params["secret_token"])

    async def _begin(self, url: str, secret: str) -> Json:
        await self.stop()
        self._session = aiohttp.ClientSession()
        self.url, self._secret, self.updated_at = url, secret, self._now()
        status = await self._post(b"", signed=self._switches.probe_signed)
        self._events.posting = True  # only now, so that what comes meanwhile is taken once
        for event in self._events.waiting:
            self._take(event)
        return self.info() | {"verification": _verification(status)}

    async def delete(self) -> Json:
        async with self._setting:
            await self.stop()
        self.updated_at = self._now()
        return self.info()

    def info(self) -> Json:
        return {"url": self.url, "updated_at": self.updated_at}

    async def stop(self) -> None:
        """Post nothing more; what was not accepted waits for the next who asks."""
        await self._lanes.stop()
        if self._session:
            await self._session.close()
        self._session, self.url, self._events.posting = None, "", False
        self._events.ring()

    def _take(self, event: Event) -> None:
        """Put an event at the end of its chat's lane, or in one of its own."""
        if self._events.posting:
            self._lanes.put(event.chat if self._switches.in_order else object(), event)

    async def _deliver(self, event: Event) -> None:
        """Post an event until it is taken or lost."""
        if not await self._taken(event):
            self._events.lose()
        self._events.done(event)

    async def _taken(self, event: Event) -> bool:
        """Whether the bot took an event before the last repetition."""
        for pause in (*self._switches.pauses, None):
            if await self._post(self._events.posted(event), signed=True) == HTTP_OK:
                return True
            self._events.ring()
            if pause is not None:
                await asyncio.sleep(pause)
        return False

    async def _post(self, body: bytes, *, signed: bool) -> int:
        """The status that the bot answered; 0 for none."""
        assert self._session
        self.posts += 1
        self._events.ring()
        headers = {"Content-Type": "application/json", "User-Agent": CALLER}
        headers |= {SECRET_HEADER: self._secret} if signed else {}
        wait = aiohttp.ClientTimeout(total=self._switches.webhook_patience)
        try:
            async with self._session.post(
                self.url, data=body, headers=headers, timeout=wait, allow_redirects=False
            ) as response:
                return response.status
        except (aiohttp.ClientError, OSError):  # a time that ran out is an OSError too
            return 0


def _verification(status: int) -> Json:
    ok = status == HTTP_OK
    outcome, hint = ("verified", "") if ok else ("failed", "the address did not answer 200")
    return {"ok": ok, "outcome": outcome, "status_code": status, "hint": hint}
