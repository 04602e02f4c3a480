"""The webhook: each event is posted until it is answered with 200, those of a person in order."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import aiohttp

from tests.platforms.lanes import Lanes
from tests.zalo_oa.events import Event, Events
from tests.zalo_oa.signing import TIMESTAMP_HEADER, Signing, mac

HTTP_OK = 200
PATIENCE = aiohttp.ClientTimeout(total=60)
LATER = 7  # milliseconds between an event and its first delivery


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs, and with what."""

    app_id: str
    oa_id: str
    secret_key: str
    app_secret: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One post of an event; `status` 0: nobody answered. The real one waits two `seconds`."""

    event: Event
    num_retry: int
    status: int
    seconds: float


def signed(event: Event, signing: Signing, account: Account) -> dict[str, str]:
    """The headers that Zalo posts an event with."""
    first = getattr(account, signing.first)
    if signing.timestamp == "body":
        signature = mac(first, event.raw, event.timestamp, account.secret_key)
        return {signing.header: f"mac={signature}"}
    at = str(int(event.timestamp) + LATER)
    signature = mac(first, event.raw, at, account.secret_key)
    return {signing.header: f"mac={signature}", TIMESTAMP_HEADER: at}


class Webhook:
    """`retries`: how often a post is repeated before Zalo gives up for good; None: never."""

    def __init__(
        self, events: Events, account: Account, pauses: tuple[float, ...], retries: int | None
    ) -> None:
        self.signing = Signing()
        self.deliveries: list[Delivery] = []
        self.unsubscribed = False  # until somebody sets the address once more in the console
        self._events, self._account = events, account
        self._pauses, self._retries = pauses, retries
        self._url = ""
        self._lanes = Lanes(self._deliver)
        self._session: aiohttp.ClientSession | None = None
        events.on_new = lambda event: self._lanes.put(event.who, event)

    @property
    def url(self) -> str:
        return self._url

    @url.setter
    def url(self, url: str) -> None:
        self._url, self.unsubscribed = url, False
        self._events.ring()

    async def stop(self) -> None:
        await self._lanes.stop()
        if self._session:
            await self._session.close()

    async def send(self, event: Event, num_retry: int = 0) -> int:
        """Post an event with its signature; the status that it was answered with."""
        begun = time.monotonic()
        headers = signed(event, self.signing, self._account)
        headers |= {"num_retry": str(num_retry)} if num_retry else {}
        status = await self.post(event.raw, headers)
        self.deliveries.append(Delivery(event, num_retry, status, time.monotonic() - begun))
        self._events.ring()
        return status

    async def post(self, raw: bytes, headers: Mapping[str, str]) -> int:
        """Post anything to the bot; the status of its answer, or 0."""
        self._session = self._session or aiohttp.ClientSession(timeout=PATIENCE)
        told = {"Content-Type": "application/json", **headers}
        try:
            async with self._session.post(
                self._url, data=BytesIO(raw), headers=told, allow_redirects=False
            ) as response:
                await response.read()
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0

    async def _deliver(self, event: Event) -> None:
        """Post an event until it is taken or Zalo gives up."""
        tries = 0
        while not self._given_up(tries):
            while not self._url:
                await self._events.changed()
            if await self.send(event, tries) == HTTP_OK:
                break
            await asyncio.sleep(self._pauses[min(tries, len(self._pauses) - 1)])
            tries += 1
        self._events.done(event)

    def _given_up(self, tries: int) -> bool:
        """Whether the app is unsubscribed: from then on every event is lost."""
        if self._retries is not None and tries > self._retries:
            self.unsubscribed = True
        return self.unsubscribed
