"""One open page: what it says is taken in, what its contact was told is given to it, in order."""

import asyncio
from collections.abc import Sequence

import structlog
from aiohttp import ClientConnectionResetError, WSCloseCode, WSMsgType, web
from sqlalchemy import Connection

from bot.channels.web_frames import AT_ONCE, Frame, envelope_of, is_client_id, read, ready, unseen
from bot.channels.web_sessions import address_in, same_origin
from bot.services import Services
from conversations.words import SOURCE, words
from storage import outbox, pages
from storage.database import Unreachable
from storage.people import Contact

SESSION_GONE = 4401
HISTORY = 50  # messages a page that has none is given
HEARTBEAT = 45.0
# Above the longest text that is taken, so that a longer one is refused with a sentence.
_LARGEST_FRAME = 8 * 2**20
_log = structlog.get_logger()


def routes(services: Services) -> Sequence[web.RouteDef]:
    async def chat(request: web.Request) -> web.WebSocketResponse:
        if not same_origin(services.settings, request):
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(max_msg_size=_LARGEST_FRAME, heartbeat=HEARTBEAT)
        await socket.prepare(request)
        address = address_in(services, request)
        if address is None:
            await socket.close(code=SESSION_GONE)
            return socket
        page = OpenPage(services, socket, address)
        try:
            await page.serve()
        except Unreachable as error:
            _log.warning("page_sent_away", error=str(error))
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        finally:
            await page.end()
        return socket

    return [web.get("/ws", chat)]


class OpenPage:
    """The server's side of one socket."""

    def __init__(self, services: Services, socket: web.WebSocketResponse, address: str) -> None:
        self._services = services
        self._socket = socket
        self._address = address
        self._woken = asyncio.Event()
        self._giving: asyncio.Task[None] | None = None
        self._greeted: Contact | None = None
        self.contact_id = 0
        self.after = 0

    def wake(self) -> None:
        self._woken.set()

    async def close(self) -> None:
        await self._socket.close(code=WSCloseCode.GOING_AWAY)

    async def serve(self) -> None:
        """Hear the page until it goes."""
        async for raw in self._socket:
            if raw.type is WSMsgType.TEXT:
                await self._hear(read(raw.data))

    async def end(self) -> None:
        self._services.chat.leave(self)
        if self._giving is not None:
            self._giving.cancel()
            await asyncio.gather(self._giving, return_exceptions=True)

    # --- what it says

    async def _hear(self, frame: Frame | None) -> None:
        match frame:
            case {"type": "hello", "after": int(after)} if self._giving is None:
                await self._greet(after)
            case {"type": "ping"}:
                await self._send({"type": "pong"})
            case dict() if frame["type"] in {"say", "tap"}:
                await self._take(frame)
            case _:
                _log.info("frame_not_understood")
                await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)

    async def _take(self, frame: Frame) -> None:
        envelope = envelope_of(frame, self._address)
        if envelope is None:
            await self._refuse(frame.get("client_id"))
            return
        try:
            await self._services.intake.keep(envelope)
        except OSError as error:  # neither database nor disk: the page keeps it and comes back
            _log.warning("not_kept", error=type(error).__name__)
            await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return
        await self._send({"type": "kept", "client_id": envelope.id})

    async def _refuse(self, client_id: object) -> None:
        person = self._greeted.person if self._greeted else None
        t = words(person.language if person else SOURCE)
        reason = t("Tin này dài quá hoặc không đọc được. Đồng chí gửi lại từng phần ngắn hơn.")
        if is_client_id(client_id):
            await self._send({"type": "refused", "client_id": client_id, "reason": reason})

    # --- what it is told

    async def _greet(self, after: int) -> None:
        contact, latest = await self._services.database.transact(self._enter)
        self.contact_id = contact.id
        # An id we never gave comes from before a restore of the database.
        self.after = after if 0 < after <= latest else max(0, latest - HISTORY)
        self._services.chat.enter(self, self._services.database)
        await self._give()
        self._giving = asyncio.create_task(self._keep_giving())

    def _enter(self, c: Connection) -> tuple[Contact, int]:
        contact = pages.greeted(c, self._address, self._services.clock())
        return contact, outbox.latest(c, (contact.id,))[contact.id]

    async def _keep_giving(self) -> None:
        try:
            while True:
                await self._woken.wait()
                self._woken.clear()
                await self._give_if_possible()
        except Exception:  # noqa: BLE001 - a page that is told nothing more had better come anew
            _log.exception("page_failed", contact=self.contact_id)
            await self._socket.close(code=WSCloseCode.INTERNAL_ERROR)

    async def _give_if_possible(self) -> None:
        try:
            await self._give()
        except Unreachable as error:  # the look of the next second wakes it again
            _log.warning("page_waits_for_database", error=str(error))

    async def _give(self) -> None:
        """Everything the page has not got, then who it talks to if that has changed."""
        database, keyring = self._services.database, self._services.keyring
        while True:
            found = await database.transact(unseen, keyring, self.contact_id, self.after)
            for frame in found.frames:
                await self._send(frame)
                self.after = frame["id"]
            if len(found.frames) < AT_ONCE:
                break
        await self._present(found.contact)

    async def _present(self, contact: Contact) -> None:
        if self._greeted is None or contact.person != self._greeted.person:
            self._greeted = contact
            await self._send(ready(contact, self._services.clock()))

    async def _send(self, frame: Frame) -> None:
        try:
            await self._socket.send_json(frame)
        except ClientConnectionResetError:
            _log.debug("page_gone", contact=self.contact_id)
