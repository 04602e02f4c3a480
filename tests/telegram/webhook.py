"""The webhook: each update is posted until the bot takes it, those of one chat in their order."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import aiohttp
import orjson

from tests.platforms.lanes import Lanes
from tests.telegram.errors import broken
from tests.telegram.sending import Params
from tests.telegram.updates import Update, Updates
from tests.telegram.values import Json

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
HTTP_OK = 200
_TAKEN = re.compile(r"https://|http://(?:127\.0\.0\.1|localhost)[:/]")  # here also without TLS
Execute = Callable[[str, Json], Awaitable[object]]


class Webhook:
    """`pauses` are the waits before each repetition; the last one stays."""

    def __init__(
        self, updates: Updates, execute: Execute, now: Callable[[], int], pauses: tuple[float, ...]
    ) -> None:
        self.url = ""
        self.last_error: Json = {}
        self._updates, self._execute, self._now, self._pauses = updates, execute, now, pauses
        self._settings: Params = {}
        self._lanes = Lanes(self._deliver)
        self._session: aiohttp.ClientSession | None = None
        self._setting = asyncio.Lock()
        updates.on_new = self._take

    async def set(self, params: Params) -> bool:
        url = params["url"]
        if url and not _TAKEN.match(url):
            raise broken("bad webhook: An HTTPS URL must be provided for webhook")
        async with self._setting:
            await self.stop()
            self._point(url, params)
        return True

    def _point(self, url: str, params: Params) -> None:
        self.url, self._settings, self.last_error = url, params, {}
        if "allowed_updates" in params:
            self._updates.allowed = params["allowed_updates"]
        if params.get("drop_pending_updates"):
            self._updates.drop()
        if url:
            self._start()

    def info(self) -> Json:
        about = {
            "url": self.url,
            "has_custom_certificate": "certificate" in self._settings,
            "pending_update_count": len(self._updates.pending),
        }
        if self.url:
            about["max_connections"] = self._most
        if self._updates.allowed:
            about["allowed_updates"] = self._updates.allowed
        return about | self.last_error

    async def stop(self) -> None:
        """Post nothing more; what was not accepted stays pending."""
        self.url = ""  # an update that comes meanwhile starts no lane
        await self._lanes.stop()
        if self._session:
            await self._session.close()
        self._session = None

    @property
    def _most(self) -> int:
        return int(self._settings.get("max_connections", 40))

    def _start(self) -> None:
        connector = aiohttp.TCPConnector(limit=self._most)
        self._session = aiohttp.ClientSession(connector=connector)
        for update in sorted(self._updates.pending.values(), key=lambda each: each.id):
            self._take(update)

    def _take(self, update: Update) -> None:
        """Put an update at the end of its chat's lane."""
        if self.url:
            self._lanes.put(update.chat, update)

    async def _deliver(self, update: Update) -> None:
        """Post an update until it is taken or forgotten."""
        tries = 0
        while update.id in self._updates.pending:
            self._updates.delivered[update.id] += 1
            error = await self._post(update)
            if not error:
                self._updates.confirm(update.id)
                return
            self.last_error = {"last_error_date": self._now(), "last_error_message": error}
            self._updates.ring()
            await asyncio.sleep(self._pauses[min(tries, len(self._pauses) - 1)])
            tries += 1

    async def _post(self, update: Update) -> str:
        """Why the bot did not take it; nothing if it did."""
        assert self._session
        headers = {"Content-Type": "application/json"}
        if secret := self._settings.get("secret_token"):
            headers[SECRET_HEADER] = secret
        try:
            async with self._session.post(
                self.url, data=update.raw, headers=headers, allow_redirects=False
            ) as response:
                body = await response.read()
        except (aiohttp.ClientError, OSError) as problem:
            return str(problem) or type(problem).__name__
        if not HTTP_OK <= response.status < HTTP_OK + 100:
            return f"Wrong response from the webhook: {response.status} {response.reason}"
        await self._obey(body)
        return ""

    async def _obey(self, body: bytes) -> None:
        """An answer may be a call, whose result the bot never learns."""
        try:
            call = orjson.loads(body)
        except orjson.JSONDecodeError:
            return  # most answers are empty or say nothing but OK
        if isinstance(call, dict) and "method" in call:
            await self._execute(call.pop("method"), call)
