"""Zalo Official Account: a channel on a thin client of our own.

What a message consists of stands in `zalo_oa_parts`, by which call a part leaves in
`zalo_oa_calls`. What may not leave before its person speaks again waits in the outbox.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import structlog

from bot.channels.base import Body, Keep, Pace, Receipt
from bot.channels.failures import TooMany
from bot.channels.public_media import PublicLinks
from bot.channels.zalo_http import ZaloError
from bot.channels.zalo_oa_bodies import composed
from bot.channels.zalo_oa_calls import Calls, Tokens
from bot.channels.zalo_oa_codes import ACCOUNT, CLOSED, failure
from bot.channels.zalo_oa_events import CHANNEL, Seal, read
from bot.channels.zalo_oa_http import Api, Says
from bot.channels.zalo_oa_parts import LAYOUT, Parts
from bot.channels.zalo_pairs import NotNow
from bot.envelope import Envelope
from bot.remembered import Remembered
from bot.shelf import Shelf
from storage.settling import NO_TOKENS

PATH = "/zalo/oa/webhook"
TEND_SECONDS = 60.0
DAY = 86_400.0
_log = structlog.get_logger()


class Media(Protocol):
    async def fetch(self, url: str) -> bytes: ...
    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Account:
    """The account as the settings name it. `template` reaches people outside the window."""

    base: str
    oa_id: str
    seal: Seal = field(repr=False)
    per_minute: int
    invitation_picture: str | None
    template: str = ""


class ZaloOA:
    """One for each process."""

    name = CHANNEL
    layout = LAYOUT
    path = PATH

    def __init__(  # noqa: PLR0913, PLR0917 - the parts it is made of
        self,
        account: Account,
        tokens: Tokens,
        shelf: Shelf,
        links: PublicLinks,
        media: Media,
        memory: Remembered,
    ) -> None:
        self._account = account
        self._tokens = tokens
        self._media = media
        self._api = Api(account.base)
        self._calls = Calls(self._api, tokens, memory)
        self._parts = Parts(self._calls, shelf, links, account.invitation_picture)
        self._trouble = ""
        self._asked: dict[str, float] = {}  # when each was last asked to speak, on the loop's clock
        # Replies have the other half of what the package allows.
        self.pace = Pace(bulk_per_second=account.per_minute / 120, bulk_burst=2)

    @property
    def state(self) -> str:
        return self._trouble or self._tokens.state

    def link(self, code: str) -> str | None:  # noqa: ARG002 - Zalo has no link that carries it
        return f"https://zalo.me/{self._account.oa_id}"

    async def __aenter__(self) -> Self:
        await self._api.connections.open()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._tokens.close()
        await self._api.connections.close()
        await self._media.close()

    # --- hearing

    def verify(self, headers: Mapping[str, str], raw: bytes) -> bool:
        return self._account.seal.is_genuine(headers, raw)

    def hear(self, raw: bytes) -> Sequence[Envelope]:
        return read(raw)

    async def listen(self, keep: Keep) -> None:  # noqa: ARG002 - Zalo calls us; tokens are tended
        while True:
            try:
                await self._tokens.tend()
            except Exception as error:  # noqa: BLE001 - whatever hinders it now, it is tried again
                _log.warning("zalo_tokens_not_tended", error=type(error).__name__)
            await asyncio.sleep(TEND_SECONDS)

    async def fetch(self, ref: Mapping[str, Any]) -> bytes:
        return await self._media.fetch(str(ref["url"]))

    async def name_of(self, address: str) -> str:
        """The name that somebody goes by on Zalo; no event carries it."""
        try:
            name = (await self._calls.person(address)).get("display_name")
        except (ZaloError, NotNow) as error:
            _log.info("zalo_oa_name_not_given", why=str(error))
            return ""
        return name if isinstance(name, str) else ""

    # --- saying

    async def send(self, address: str, body: Body) -> Receipt:
        """As many calls as the message needs; the receipt names the last, which has the buttons.

        A failure carries what has not left yet.
        """
        left = body
        while True:
            try:
                receipt, rest = await self._parts.first(address, left)
            except NotNow as hindrance:
                rest = None if left is body else left
                raise TooMany(f"{NO_TOKENS}{hindrance}", hindrance.seconds, rest=rest) from None
            except ZaloError as error:
                raise await self._failed(address, body, error, left) from None
            self._trouble = ""
            if rest is None:
                return receipt
            left = rest

    async def _failed(self, address: str, body: Body, error: ZaloError, left: Body) -> Exception:
        if isinstance(error, Says):
            self._trouble = ACCOUNT.get(error.code, "")
            if error.code in CLOSED and self._account.template:
                await self._by_template(address, body)
        return failure(error, None if left is body else left)

    async def _by_template(self, to: str, body: Body) -> None:
        """An approved template asks a person once a day to speak: that opens the window again."""
        now = asyncio.get_running_loop().time()
        if now - self._asked.get(to, -DAY) < DAY:
            return
        text = composed(body.text).split("\n")[0][:90]
        try:
            await self._calls.template(to, self._account.template, text)
            self._asked[to] = now
        except (ZaloError, NotNow) as error:
            _log.warning("zalo_oa_template_not_sent", why=str(error))
