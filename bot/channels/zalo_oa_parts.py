"""A message in the parts that an Official Account can send: pictures, then words, then the rest."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.attachments import DOCX, sniff
from bot.channels.base import Body, Layout, Receipt
from bot.channels.failures import NeverLeft
from bot.channels.layout import fits, page
from bot.channels.public_media import PublicLinks
from bot.channels.zalo_oa_bodies import document, phone, picture, words
from bot.channels.zalo_oa_calls import Calls
from bot.channels.zalo_oa_codes import EXPIRED_ASSET
from bot.channels.zalo_oa_http import Json, Says
from bot.pictures import small_jpeg
from bot.shelf import Shelf

LAYOUT = Layout(
    text_length=2000,
    max_buttons=5,
    label_length=40,
    loose_albums=True,
    echoes=True,
    closes=True,
    repeats=True,
)
LARGEST_IMAGE = 1_000_000  # bytes
LARGEST_FILE = 5_000_000
UPLOADED = {"application/pdf": "pdf", DOCX: "docx"}  # the kinds of files Zalo takes
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts:
    """`invitation_picture` is the address of what stands above a request for a phone number; none
    is made without it.
    """

    calls: Calls
    shelf: Shelf
    links: PublicLinks
    invitation_picture: str | None

    async def first(self, to: str, body: Body) -> tuple[Receipt, Body | None]:
        """Send the first part of a message; what is said of it, and what is left."""
        if body.pictures:
            later = replace(body, pictures=body.pictures[1:])
            more = later.pictures or later.file or later.text
            return await self._picture(to, body.pictures[0]), later if more else None
        if body.file:
            return await self._file(to, body)
        if body.shares_phone and not body.text:
            return await self._ask_phone(to, body.shares_phone), None
        first, rest = page(body, LAYOUT)
        receipt = await self.calls.message(to, words(fits(first, LAYOUT)))
        ask = body.shares_phone and rest is None and self.invitation_picture
        return receipt, Body("", shares_phone=body.shares_phone) if ask else rest

    async def _picture(self, to: str, id: int) -> Receipt:
        data = await self._read(self.shelf.picture(id))
        if data is None:
            return Receipt()
        small = await asyncio.to_thread(small_jpeg, data, LARGEST_IMAGE)

        async def made() -> Json:
            got = await self.calls.upload("image", small, "anh.jpg", "image/jpeg")
            return picture(got["attachment_id"])

        return await self._with_asset(to, made)

    async def _file(self, to: str, body: Body) -> tuple[Receipt, Body | None]:
        """A file Zalo takes is sent after its words, another one as a link below them."""
        data, name = await self._read(self.shelf.file(body.file))
        kind = sniff(data)
        if kind not in UPLOADED or len(data) > LARGEST_FILE:
            link = self.links.file(body.file) or ""
            told = f"{body.text}\n{link}".strip()
            return await self.first(to, replace(body, file="", text=told))
        if body.text:
            receipt, after = await self.first(to, replace(body, file=""))
            return receipt, replace(after or Body(""), file=body.file)

        async def made() -> Json:
            return document((await self.calls.upload("file", data, name, kind))["token"])

        return await self._with_asset(to, made), None

    async def _read(self, found: Awaitable[T]) -> T:
        try:
            return await found
        except Exception as error:
            raise NeverLeft(f"a file cannot be read: {type(error).__name__}") from error

    async def _with_asset(self, to: str, made: Callable[[], Awaitable[Json]]) -> Receipt:
        """What was uploaded may have expired when it is sent: then it is uploaded once more."""
        try:
            return await self.calls.message(to, await made())
        except Says as error:
            if error.code != EXPIRED_ASSET:
                raise
        return await self.calls.message(to, await made())

    async def _ask_phone(self, to: str, label: str) -> Receipt:
        return await self.calls.message(to, phone(label, self.invitation_picture or ""))
