"""Telegram: a channel on the typed client of python-telegram-bot, with our own transport.

The client is used for its calls and types alone: updates are read, kept and confirmed by us
(`telegram_listening`), and the sender decides about every failure.
"""

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import structlog
from pydantic import SecretStr
from telegram import Bot, InputMediaPhoto, LinkPreviewOptions, Message, User
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.attachments import sniff
from bot.channels import telegram_menu
from bot.channels.base import BadAccount, Body, Keep, Pace, Receipt
from bot.channels.failures import NeverLeft, NotReachable
from bot.channels.layout import fits, page
from bot.channels.pacing import Chats
from bot.channels.telegram_failures import UNCHANGED, failure, hindrance, no_file
from bot.channels.telegram_http import Transport
from bot.channels.telegram_json import read_json
from bot.channels.telegram_listening import POLL_SECONDS, Listening
from bot.channels.telegram_updates import CHANNEL, read, tap_of
from bot.channels.telegram_words import CAPTION, LAYOUT, html, markup, units
from bot.channels.webhooks import Webhook
from bot.envelope import Envelope
from bot.fetching import FileTooLarge
from bot.lease import Lease
from bot.shelf import Shelf
from campaign.people import Person
from storage.evidence import HEARD_AS

PATH = "/telegram/webhook"
LARGEST_FILE = 20 * 2**20  # bytes that Telegram hands out
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
PLAYED = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4"})  # the voice notes Telegram plays
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Account:
    """The bot as the settings name it. Without a webhook we ask for updates ourselves."""

    token: SecretStr
    base: str
    webhook: Webhook | None = None


class Telegram:
    """One for each process."""

    name = CHANNEL
    layout = LAYOUT
    # Telegram takes 30 a second of everything: 25, or 26 to make up for what left late, two at once
    # after a pause, and two replies.
    pace = Pace(bulk_per_second=25, bulk_burst=2, beside=2, bulk_peak=26, bulk_stock=12)

    def __init__(
        self,
        account: Account,
        shelf: Shelf,
        lease: Lease,
        chats: Chats | None = None,
        calls: BaseRequest | None = None,
    ) -> None:
        self._account = account
        self._shelf = shelf
        self._chats = chats or Chats()
        self._calls, self._polls = calls or Transport(), Transport(1, POLL_SECONDS + 10)
        token, base = account.token.get_secret_value(), account.base.rstrip("/")
        self._bot = Bot(
            token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot",
            request=self._calls, get_updates_request=self._polls,
        )  # fmt: skip
        self.listening = Listening(self._bot, lease, account.webhook, self.meet, self._told)
        self._asides: set[asyncio.Task[None]] = set()
        self.me: User | None = None

    @property
    def path(self) -> str:
        return PATH if self._account.webhook else ""

    @property
    def state(self) -> str:
        return self.listening.state

    def link(self, code: str) -> str | None:
        """None as long as Telegram has not told us our name."""
        return f"https://t.me/{self.me.username}?start={code}" if self.me else None

    async def __aenter__(self) -> Self:
        await self._calls.initialize()
        await self._polls.initialize()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await asyncio.gather(*self._asides, return_exceptions=True)
        await self._calls.shutdown()
        await self._polls.shutdown()

    async def meet(self) -> None:
        """Ask Telegram who we are. Raises `TelegramError`."""
        self.me = await self._bot.get_me()

    async def check(self) -> str:
        try:
            await self.meet()
        except InvalidToken as error:
            raise BadAccount(f"TELEGRAM_TOKEN: {hindrance(error)}.") from None
        except TelegramError as error:
            return hindrance(error)
        return ""

    # --- hearing

    def verify(self, headers: Mapping[str, str], raw: bytes) -> bool:  # noqa: ARG002 - all in a header
        webhook = self._account.webhook
        given = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        return webhook is not None and hmac.compare_digest(given, webhook.secret_bytes)

    def hear(self, raw: bytes) -> Sequence[Envelope]:
        try:
            update = read_json(raw)
        except ValueError:
            return ()
        envelope = self._told(update)
        return (envelope,) if envelope is not None else ()

    async def listen(self, keep: Keep) -> None:
        await self.listening.run(keep)

    def _told(self, update: object) -> Envelope | None:
        """What an update says. A tap is answered at once: its button waits, and not for long."""
        tap = tap_of(update)
        if tap is not None:
            self._aside(self._bot.answer_callback_query(tap))
        return read(update, self.me)

    def busy(self, envelope: Envelope) -> None:
        """Let the person see that the answer takes a moment."""
        if not envelope.group:
            self._aside(self._bot.send_chat_action(int(envelope.address), ChatAction.TYPING))

    def _aside(self, call: Any) -> None:  # noqa: ANN401 - a call of the client
        """Something that may fail without harm, and that nobody waits for."""

        async def tried() -> None:
            try:
                await call
            except TelegramError as error:
                _log.info("telegram_aside_failed", why=hindrance(error))

        task = asyncio.create_task(tried())
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    # --- saying

    async def send(self, address: str, body: Body) -> Receipt:
        """As many requests as the message needs; the receipt names the last, which has the buttons.

        A failure carries what has not left yet.
        """
        if not body.edits:
            self._chats.admit(address)
        left = body
        while True:
            try:
                receipt, rest = await self._first(int(address), left)
            except TelegramError as error:
                raise failure(error, None if left is body else left) from None
            if rest is None:
                return receipt
            left = rest

    async def _first(self, chat: int, body: Body) -> tuple[Receipt, Body | None]:
        """Send the first part of a message; what is said of it, and what is left."""
        if body.edits:
            return await self._edit(chat, body), None
        if body.pictures:
            return await self._album(chat, body)
        if body.file:
            return await self._document(chat, body)
        first, rest = page(body, self.layout)
        return await self._say(chat, first), rest

    async def _say(self, chat: int, body: Body) -> Receipt:
        shown = fits(body, self.layout)
        sent = await self._bot.send_message(
            chat, html(shown.text), parse_mode=ParseMode.HTML, reply_markup=markup(shown),
            link_preview_options=_NO_PREVIEW,
        )  # fmt: skip
        return _receipt(sent)

    async def _edit(self, chat: int, body: Body) -> Receipt:
        """What stands there already is as good as changed."""
        text = html(page(body, self.layout)[0].text)
        try:
            await self._bot.edit_message_text(
                text, chat, int(body.edits), parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
            )  # fmt: skip
        except BadRequest as error:
            if UNCHANGED not in error.message.lower():
                raise
        return Receipt(body.edits)

    async def _album(self, chat: int, body: Body) -> tuple[Receipt, Body | None]:
        here, later = body.pictures[: self.layout.album], body.pictures[self.layout.album :]
        pictures = [data for id in here if (data := await self._picture(id)) is not None]
        left = replace(body, pictures=later)
        rest = left if left != Body("") else None
        if not pictures:
            return Receipt(), rest
        self._aside(self._bot.send_chat_action(chat, ChatAction.UPLOAD_PHOTO))
        try:
            return await self._show(chat, pictures), rest
        except BadRequest as error:  # of an odd shape, perhaps: the words matter more
            if rest is None or isinstance(failure(error, None), NotReachable):
                raise
            _log.warning("pictures_refused", why=hindrance(error))
            return Receipt(), rest

    async def _show(self, chat: int, pictures: Sequence[bytes]) -> Receipt:
        if len(pictures) == 1:
            return _receipt(await self._bot.send_photo(chat, pictures[0]))
        sent = await self._bot.send_media_group(chat, [InputMediaPhoto(p) for p in pictures])
        return _receipt(sent[0])

    async def _document(self, chat: int, body: Body) -> tuple[Receipt, Body | None]:
        """A file below its words: in one message where they are few enough, else after them."""
        if units(body.text) > CAPTION or body.choices or body.controls:
            return await self._say(chat, replace(body, file="")), Body("", file=body.file)
        data, name = await self._file(body.file)
        words = html(body.text) or None
        if sniff(data).startswith("image/"):  # a chart is to be seen at once
            seen = await self._bot.send_photo(chat, data, words, parse_mode=ParseMode.HTML)
            return _receipt(seen), None
        if body.file.startswith(HEARD_AS) and sniff(data) in PLAYED:
            heard = await self._bot.send_voice(chat, data, caption=words, parse_mode=ParseMode.HTML)
            return _receipt(heard), None
        self._aside(self._bot.send_chat_action(chat, ChatAction.UPLOAD_DOCUMENT))
        sent = await self._bot.send_document(
            chat, data, words, filename=name, parse_mode=ParseMode.HTML
        )
        return _receipt(sent), None

    async def _picture(self, id: int) -> bytes | None:
        try:
            return await self._shelf.picture(id)
        except Exception as error:
            raise NeverLeft(f"a picture cannot be read: {type(error).__name__}") from error

    async def _file(self, key: str) -> tuple[bytes, str]:
        try:
            return await self._shelf.file(key)
        except Exception as error:
            raise NeverLeft(f"a file cannot be read: {type(error).__name__}") from error

    # --- fetching

    async def fetch(self, ref: Mapping[str, Any]) -> bytes:
        """The bytes of a file; its address is asked for anew each time, as it lives for an hour."""
        if ref.get("size", 0) > LARGEST_FILE:
            raise FileTooLarge
        try:
            file = await self._bot.get_file(ref["file_id"])
        except BadRequest as error:
            raise no_file(error) from None
        try:
            return bytes(await file.download_as_bytearray())
        except TelegramError as error:
            raise ConnectionError(hindrance(error)) from None

    # --- the menu

    async def introduce(self, address: str, person: Person | None) -> None:
        try:
            await telegram_menu.introduce(self._bot, int(address), person)
        except TelegramError as error:
            _log.info("telegram_menu_not_set", why=hindrance(error))


def _receipt(sent: Message) -> Receipt:
    return Receipt(str(sent.message_id), sent.date.timestamp())
