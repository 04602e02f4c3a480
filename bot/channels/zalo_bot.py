"""Zalo Bot: the poorest channel. Words, pictures by their address, and nothing else.

The hard idea: it has no buttons, so every choice is a number and every escape a word, and what was
chosen is said back in the next message. Each message counts against the plan's month: a picture
carries its words as its caption where they fit.
"""

import asyncio
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

import orjson
import structlog
from pydantic import SecretStr

from bot.channels.base import Allowance, BadAccount, Body, Keep, Layout, Pace, Receipt
from bot.channels.connections import READ_SECONDS
from bot.channels.layout import fits, page
from bot.channels.public_media import PublicLinks
from bot.channels.webhooks import Webhook
from bot.channels.zalo_bot_failures import Drought, failure
from bot.channels.zalo_bot_http import BAD, BAD_TOKEN, TOO_MANY, Api, Says
from bot.channels.zalo_bot_listening import Listening
from bot.channels.zalo_bot_updates import CHANNEL, LATEST, read
from bot.channels.zalo_http import ZaloError
from bot.envelope import Envelope
from bot.lease import Lease

PATH = "/zalo/bot/webhook"
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LAYOUT = Layout(text_length=2000, loose_albums=True, echoes=True, repeats=True, files=False)
_log = structlog.get_logger()


class Media(Protocol):
    """Fetches what people sent; raises the errors of `bot.fetching`, or what may pass."""

    async def fetch(self, url: str) -> bytes: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Account:
    """The bot as the settings name it. Without a webhook we ask for messages ourselves."""

    token: SecretStr
    base: str
    webhook: Webhook | None = None


class ZaloBot:
    """One for each process."""

    name = CHANNEL
    layout = LAYOUT
    # Zalo names no limit, so this one is gentle: fifty people hear a broadcast in ten seconds.
    pace = Pace(bulk_per_second=5, bulk_burst=5)
    allowance = Allowance(people=50, messages=3000)  # of the free plan, the only one there is

    def __init__(self, account: Account, links: PublicLinks, lease: Lease, media: Media) -> None:
        self._webhook = account.webhook
        self._links = links
        self._media = media
        self._api = Api(account.token, account.base)
        self._drought = Drought()
        self._trouble = ""  # what the last message met that hinders all of them
        self._asides: set[asyncio.Task[None]] = set()
        self.listening = Listening(self._api, lease, account.webhook, self.meet)

    @property
    def path(self) -> str:
        return PATH if self._webhook else ""

    @property
    def state(self) -> str:
        return self._trouble or self.listening.state

    def link(self, code: str) -> str | None:  # noqa: ARG002 - Zalo has no link that carries it
        return None

    async def __aenter__(self) -> Self:
        await self._api.connections.open()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await asyncio.gather(*self._asides, return_exceptions=True)
        await self._api.connections.close()
        await self._media.close()

    async def meet(self) -> None:
        """Ask Zalo whether it knows us. Raises `ZaloError`."""
        await self._api.call("getMe")

    async def check(self) -> str:
        try:
            await self.meet()
        except ZaloError as error:
            if isinstance(error, Says) and error.code in BAD_TOKEN:
                raise BadAccount(f"ZALO_BOT_TOKEN: {error}.") from None
            return str(error)
        return ""

    # --- hearing

    def verify(self, headers: Mapping[str, str], raw: bytes) -> bool:  # noqa: ARG002 - all in a header
        given = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        return self._webhook is not None and hmac.compare_digest(given, self._webhook.secret_bytes)

    def hear(self, raw: bytes) -> Sequence[Envelope]:
        try:
            return tuple(read(orjson.loads(raw)))
        except orjson.JSONDecodeError:
            return ()

    async def listen(self, keep: Keep) -> None:
        await self.listening.run(keep)

    async def fetch(self, ref: Mapping[str, Any]) -> bytes:
        return await self._media.fetch(str(ref["url"]))

    def busy(self, envelope: Envelope) -> None:
        """Let the person see that the answer takes a moment."""
        if not envelope.group:
            task = asyncio.create_task(self._types(envelope.address))
            self._asides.add(task)
            task.add_done_callback(self._asides.discard)

    async def _types(self, address: str) -> None:
        try:
            await self._api.call("sendChatAction", chat_id=address, action="typing")
        except ZaloError as error:
            _log.info("zalo_bot_aside_failed", why=str(error))

    # --- saying

    async def send(self, address: str, body: Body) -> Receipt:
        """As many calls as the message needs; the receipt names the last, which has the choices.

        A failure carries what has not left yet.
        """
        left = body
        while True:
            try:
                receipt, rest = await self._first(address, left)
            except ZaloError as error:
                self._note(error)
                raise failure(error, self._drought, None if left is body else left) from None
            if rest is None:
                return receipt
            left = rest

    def _note(self, error: ZaloError) -> None:
        hinders = isinstance(error, Says) and error.code in {*BAD_TOKEN, TOO_MANY}
        self._trouble = str(error) if hinders else self._trouble

    async def _first(self, address: str, body: Body) -> tuple[Receipt, Body | None]:
        """Send the first part of a message; what is said of it, and what is left."""
        if body.pictures:
            return await self._picture(address, body)
        first, rest = page(self._with_link(body), self.layout)
        text = _text(first)
        return await self._call(
            "sendMessage", chat_id=address, text=text
        ) if text else Receipt(), rest

    async def _picture(self, address: str, body: Body) -> tuple[Receipt, Body | None]:
        """One picture, and below the last all the words if they fit there."""
        url = self._links.picture(body.pictures[0])
        if url is None:
            return Receipt(), replace(body, pictures=())
        rest = replace(body, pictures=body.pictures[1:])
        caption = self._caption(rest)
        about = {"caption": caption} if caption else {}
        try:
            receipt = await self._call("sendPhoto", chat_id=address, photo=url, **about)
        except Says as error:
            if error.code != BAD:
                raise
            _log.warning("zalo_bot_picture_refused", why=str(error))
            return Receipt(), rest  # the words are worth more than the picture
        return receipt, None if caption else rest

    def _caption(self, body: Body) -> str:
        """All that is left to say, or nothing where one caption does not hold it."""
        if body.pictures:
            return ""
        whole, more = page(self._with_link(body), self.layout)
        return "" if more else _text(whole)

    def _with_link(self, body: Body) -> Body:
        """A file can only be fetched: its address below the words."""
        url = self._links.file(body.file) if body.file else None
        text = f"{body.text}\n{url}".strip() if url else body.text
        return replace(body, text=text, file="")

    async def _call(self, method: str, **params: object) -> Receipt:
        sent = await self._api.call(method, READ_SECONDS, **params)
        self._trouble = ""
        self._drought.over()
        return _receipt(sent)


def _text(body: Body) -> str:
    return unicodedata.normalize("NFC", fits(body, LAYOUT).text.strip())


def _receipt(sent: object) -> Receipt:
    """The platform's name for a message and when it took it, as far as it says so."""
    if not isinstance(sent, dict):
        return Receipt()
    id, date = sent.get("message_id"), sent.get("date")
    dated = isinstance(date, int) and not isinstance(date, bool) and 0 < date < LATEST
    return Receipt(str(id or "")[:128], date / 1000 if dated and date is not None else None)
