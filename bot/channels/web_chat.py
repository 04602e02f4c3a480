"""The web chat: a channel like the others, whose platform is our own page.

To send is to have put the row: a page is given what its contact's rows say. `poke` makes the pages
of a contact look at once; whatever another process delivered is found by one look a second for all
pages together.
"""

import asyncio
from collections.abc import Iterable
from typing import Protocol

import structlog

from bot.channels.base import Body, Layout, Receipt
from bot.channels.web_frames import LARGEST_TEXT
from storage import outbox, pages
from storage.database import Database, Unreachable

LOOK_SECONDS = 1.0
_log = structlog.get_logger()


class Page(Protocol):
    """An open page. `after` is the position of the last message it has been sent."""

    contact_id: int
    after: int

    def wake(self) -> None: ...

    async def close(self) -> None: ...


class WebChat:
    """One for each process: it knows the pages that are open here."""

    name = pages.CHANNEL
    layout = Layout(text_length=LARGEST_TEXT, max_buttons=100, label_length=200, album=10)
    pace = None

    def __init__(self, address: str) -> None:
        self._address = address
        self._pages: dict[int, set[Page]] = {}  # by contact
        self._looking: asyncio.Task[None] | None = None

    def link(self, code: str) -> str:
        return f"{self._address}/i/{code}"

    async def send(self, address: str, body: Body) -> Receipt:  # noqa: ARG002 - the rows say it
        return Receipt()

    def poke(self, contact_ids: Iterable[int]) -> None:
        """Something was delivered to these contacts: their pages look for it."""
        for contact_id in contact_ids:
            for page in self._pages.get(contact_id, ()):
                page.wake()

    def enter(self, page: Page, database: Database) -> None:
        self._pages.setdefault(page.contact_id, set()).add(page)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_often(database))

    def leave(self, page: Page) -> None:
        here = self._pages.get(page.contact_id, set())
        here.discard(page)
        if not here:
            self._pages.pop(page.contact_id, None)
        if not self._pages and self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def close(self) -> None:
        """Send every page away; it comes back by itself when there is a process again."""
        every = [page for here in self._pages.values() for page in here]
        await asyncio.gather(*(page.close() for page in every))

    async def look(self, database: Database) -> None:
        """Wake the pages that have not got everything that was delivered to them."""
        latest = await database.transact(outbox.latest, tuple(self._pages))
        for contact_id, position in latest.items():
            for page in self._pages.get(contact_id, ()):
                if page.after < position:
                    page.wake()

    async def _look_often(self, database: Database) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look(database)
            except Unreachable as error:
                _log.warning("pages_wait_for_database", error=str(error))
