"""Zalo Official Account: a channel on a thin client of our own.

The hard idea: what Zalo allows depends on the account and on when a person last spoke. So a token
that died is renewed once and the call made again; an account of a public body that is refused by
the third version of messages is written to by the second, from then on; and what may not leave
before its person speaks again waits in the outbox.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self, TypeVar

import structlog

from bot.attachments import DOCX, sniff
from bot.channels.base import Body, Keep, Layout, Pace, Receipt
from bot.channels.failures import NeverLeft, TooMany
from bot.channels.layout import fits, page
from bot.channels.public_media import PublicLinks
from bot.channels.zalo_http import ZaloError
from bot.channels.zalo_oa_bodies import composed, document, phone, picture, words
from bot.channels.zalo_oa_codes import (
    ACCOUNT,
    CLOSED,
    EXPIRED_ASSET,
    NOT_THIS_KIND,
    TOKEN,
    V2_CLOSED,
    failure,
)
from bot.channels.zalo_oa_events import CHANNEL, Seal, read
from bot.channels.zalo_oa_http import Api, Json, Says
from bot.channels.zalo_pairs import NotNow
from bot.envelope import Envelope
from bot.pictures import small_jpeg
from bot.remembered import Remembered
from bot.shelf import Shelf

PATH = "/zalo/oa/webhook"
LAYOUT = Layout(
    text_length=2000,
    max_buttons=5,
    label_length=40,
    loose_albums=True,
    echoes=True,
    closes=True,
    repeats=True,
)
V3, V2 = "/v3.0/oa/message/cs", "/v2.0/oa/message"
LARGEST_IMAGE = 1_000_000  # bytes
LARGEST_FILE = 5_000_000
UPLOADED = {"application/pdf": "pdf", DOCX: "docx"}  # the kinds of files Zalo takes
TEND_SECONDS = 60.0
DAY = 86_400.0
_log = structlog.get_logger()
T = TypeVar("T")


class Media(Protocol):
    async def fetch(self, url: str) -> bytes: ...
    async def close(self) -> None: ...


class Tokens(Protocol):
    """Gives the access token, and the one that follows a token that died. Both raise NotNow."""

    @property
    def state(self) -> str: ...
    async def access(self) -> str: ...
    async def renew(self, bad: str) -> str: ...
    async def tend(self) -> None: ...
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
        self._shelf = shelf
        self._links = links
        self._media = media
        self._memory = memory
        self._api = Api(account.base)
        self._messages = ""  # the address that takes this account's messages, once it is known
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

    # --- saying

    async def send(self, address: str, body: Body) -> Receipt:
        """As many calls as the message needs; the receipt names the last, which has the buttons.

        A failure carries what has not left yet.
        """
        left = body
        while True:
            try:
                receipt, rest = await self._first(address, left)
            except NotNow as hindrance:
                rest = None if left is body else left
                raise TooMany(str(hindrance), hindrance.seconds, rest=rest) from None
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

    async def _first(self, to: str, body: Body) -> tuple[Receipt, Body | None]:
        """Send the first part of a message; what is said of it, and what is left."""
        if body.pictures:
            later = replace(body, pictures=body.pictures[1:])
            more = later.pictures or later.file or later.text
            return await self._picture(to, body.pictures[0]), later if more else None
        if body.file:
            return await self._file(to, body)
        if body.shares_phone and not body.text:
            return await self._ask_phone(to, body.shares_phone), None
        first, rest = page(body, self.layout)
        receipt = await self._message(to, words(fits(first, self.layout)))
        ask = body.shares_phone and rest is None and self._account.invitation_picture
        return receipt, Body("", shares_phone=body.shares_phone) if ask else rest

    async def _picture(self, to: str, id: int) -> Receipt:
        data = await self._read(self._shelf.picture(id))
        if data is None:
            return Receipt()
        small = await asyncio.to_thread(small_jpeg, data, LARGEST_IMAGE)

        async def made() -> Json:
            got = await self._upload("image", small, "anh.jpg", "image/jpeg")
            return picture(got["attachment_id"])

        return await self._with_asset(to, made)

    async def _file(self, to: str, body: Body) -> tuple[Receipt, Body | None]:
        """A file Zalo takes is sent after its words, another one as a link below them."""
        data, name = await self._read(self._shelf.file(body.file))
        kind = sniff(data)
        if kind not in UPLOADED or len(data) > LARGEST_FILE:
            link = self._links.file(body.file) or ""
            return await self._first(to, replace(body, file="", text=f"{body.text}\n{link}"))
        if body.text:
            receipt, after = await self._first(to, replace(body, file=""))
            return receipt, replace(after or Body(""), file=body.file)

        async def made() -> Json:
            return document((await self._upload("file", data, name, kind))["token"])

        return await self._with_asset(to, made), None

    async def _read(self, found: Awaitable[T]) -> T:
        try:
            return await found
        except Exception as error:
            raise NeverLeft(f"a file cannot be read: {type(error).__name__}") from error

    async def _with_asset(self, to: str, made: Callable[[], Awaitable[Json]]) -> Receipt:
        """What was uploaded may have expired when it is sent: then it is uploaded once more."""
        try:
            return await self._message(to, await made())
        except Says as error:
            if error.code != EXPIRED_ASSET:
                raise
        return await self._message(to, await made())

    async def _ask_phone(self, to: str, label: str) -> Receipt:
        return await self._message(to, phone(label, self._account.invitation_picture or ""))

    async def _by_template(self, to: str, body: Body) -> None:
        """An approved template, each of them paid, asks the person once a day to speak, which opens
        the window again.
        """
        now = asyncio.get_running_loop().time()
        if now - self._asked.get(to, -DAY) < DAY:
            return
        data = {"text": composed(body.text).split("\n")[0][:90]}
        asked = {"user_id": to, "template_id": self._account.template, "template_data": data}
        try:
            await self._call("/v3.0/oa/message/template", asked)
            self._asked[to] = now
        except (ZaloError, NotNow) as error:
            _log.warning("zalo_oa_template_not_sent", why=str(error))

    # --- calls

    async def _message(self, to: str, message: Json) -> Receipt:
        """A message by the version that takes this account's."""
        asked = {"recipient": {"user_id": to}, "message": message}
        path = await self._version()
        try:
            sent = await self._call(path, asked)
        except Says as error:
            other = {NOT_THIS_KIND: V2, V2_CLOSED: V3}.get(error.code)
            if other is None or other == path:
                raise
            await self._pin(other)
            sent = await self._call(other, asked)
        return _receipt(sent)

    async def _version(self) -> str:
        if not self._messages:
            self._messages = await self._memory.recall() or V3
        return self._messages

    async def _pin(self, path: str) -> None:
        _log.info("zalo_oa_messages_by", path=path)
        self._messages = path
        await self._memory.remember(path)

    async def _upload(self, kind: str, data: bytes, name: str, media_type: str) -> Json:
        path = f"/v2.0/oa/upload/{kind}"
        return await self._with_token(
            lambda token: self._api.upload(path, token, data, name, media_type)
        )

    async def _call(self, path: str, body: Json) -> Json:
        return await self._with_token(lambda token: self._api.post(path, token, body))

    async def _with_token(self, call: Callable[[str], Awaitable[Json]]) -> Json:
        """A token that died is followed by the next one, once."""
        try:
            token = await self._tokens.access()
            return await call(token)
        except Says as error:
            if error.code not in TOKEN:
                raise
        return await call(await self._tokens.renew(token))


def _receipt(sent: Json) -> Receipt:
    at = str(sent.get("sent_time", ""))
    moment = int(at) / 1000 if at.isascii() and at.isdecimal() else None
    return Receipt(str(sent.get("message_id", "")), moment)
