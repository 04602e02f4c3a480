"""The server side of the chat page's protocol with scripted answers, for tests of the page.

It runs on a thread of its own, so a test that drives a browser may wait. A test makes it fail on
purpose: go away, lose acknowledgements, hold uploads half-way, refuse, speak out of turn.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import unquote

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler

Frame = dict[str, Any]
Result = TypeVar("Result")

WEB = Path(__file__).parents[1] / "bot" / "web"
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; "
    "style-src 'self'; script-src 'self'; frame-ancestors 'none'"
)
FIRST_AT = "2022-05-05T01:00:00+00:00"
SESSION_GONE = 4401
HALF_WAY = 65536


def button(label: str, payload: str | None = None) -> Frame:
    return {"label": label, "payload": payload or label}


class FakeChatServer:
    """One person's conversation; every page that connects sees it.

    `kept` holds what was acknowledged, once each, in order; `received` every arrival with repeats.
    """

    def __init__(self) -> None:
        self.messages: list[Frame] = []
        self.kept: list[Frame] = []
        self.received: list[str] = []
        self.hellos: list[int] = []
        self.media: dict[str, bytes] = {}
        self.greeting: Frame = {"name": "Giàng A Hòa", "unit": "Bản Háng Sung", "language": "vi"}
        self.away = False
        self.gone = False
        self.silent = False
        self.echo = False
        self.lose_next_receipts = 0
        self.refuse_texts: dict[str, str] = {}
        self.upload_answers: list[tuple[int, Frame]] = []
        self.running_uploads = 0
        self.most_uploads = 0
        self.url = ""
        self._sockets: set[web.WebSocketResponse] = set()
        self._loop = asyncio.new_event_loop()
        self._gate = asyncio.Event()
        self._gate.set()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._gate.set()
        self.run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run something on the server's thread and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=120)

    def say(self, text: str, **parts: object) -> int:
        """Speak as the bot: to every page now, and in the history; returns the message's id."""
        message = self.remember("bot", text, **parts)
        self.push(message)
        return int(message["id"])

    def remember(self, sender: str, text: str, **parts: object) -> Frame:
        """Add a message to the history only."""
        message = {
            "type": "message",
            "id": len(self.messages) + 1,
            "from": sender,
            "text": text,
            "buttons": [],
            "controls": [],
            "pictures": [],
            "files": [],
            "at": FIRST_AT,
            "client_id": None,
        } | parts
        self.messages.append(message)
        return message

    def push(self, frame: Frame) -> None:
        self.run(self._push(frame))

    def leave(self) -> None:
        """Cut every connection and answer none until `come_back`."""
        self.away = True
        self.run(self._drop())

    def come_back(self) -> None:
        self.away = False

    def hold_uploads(self) -> None:
        self._loop.call_soon_threadsafe(self._gate.clear)

    def release_uploads(self) -> None:
        self._loop.call_soon_threadsafe(self._gate.set)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to become true of what arrived here."""
        with self._changed:
            assert self._changed.wait_for(condition, timeout=120), f"kept so far: {self.kept}"

    def _arrived(self, client_id: str) -> None:
        with self._changed:
            self.received.append(client_id)
            self._changed.notify_all()

    async def _start(self) -> None:
        app = web.Application(middlewares=[_with_policy])
        app.router.add_get("/", _file("index.html"))
        app.router.add_get("/welcome", _file("welcome.html"))
        app.router.add_static("/static/", WEB)
        app.router.add_get("/ws", self._chat)
        app.router.add_post("/upload", self._upload)
        app.router.add_get("/media/{name}", self._media)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/"

    async def _push(self, frame: Frame) -> None:
        for socket in list(self._sockets):
            await socket.send_json(frame)

    async def _drop(self) -> None:
        for socket in list(self._sockets):
            await socket.close()

    async def _chat(self, request: web.Request) -> web.WebSocketResponse:
        if self.away:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.gone:
            await socket.close(code=SESSION_GONE)
        async for raw in socket:
            if raw.type is WSMsgType.TEXT:
                await self._hear(socket, raw.json())
        self._sockets.discard(socket)
        return socket

    async def _hear(self, socket: web.WebSocketResponse, frame: Frame) -> None:
        match frame["type"]:
            case "hello":
                await self._greet(socket, frame["after"])
            case "ping":
                await socket.send_json({"type": "pong"})
            case "say" | "tap":
                await self._take(socket, frame)

    async def _greet(self, socket: web.WebSocketResponse, after: int) -> None:
        self.hellos.append(after)
        for message in self.messages:
            if message["id"] > after:
                await socket.send_json(message)
        await socket.send_json({"type": "ready"} | self.greeting)
        self._sockets.add(socket)

    async def _take(self, socket: web.WebSocketResponse, frame: Frame) -> None:
        client_id = frame["client_id"]
        silent = self.silent  # whoever waits for what arrived may end the silence at once
        self._arrived(client_id)
        if silent:
            return
        if reason := self.refuse_texts.get(frame.get("text", "")):
            refusal = {"type": "refused", "client_id": client_id, "reason": reason}
            await socket.send_json(refusal)
            return
        new = self._keep(frame)
        if self.lose_next_receipts:
            self.lose_next_receipts -= 1
            await socket.close()
            return
        await socket.send_json({"type": "kept", "client_id": client_id})
        if new:
            await self._answer(frame)

    def _keep(self, frame: Frame) -> bool:
        if any(known["client_id"] == frame["client_id"] for known in self.kept):
            return False
        with self._changed:
            self.kept.append(frame)
            self._changed.notify_all()
        return True

    async def _answer(self, frame: Frame) -> None:
        said = str(frame.get("text") or frame["label"])
        mine = self.remember("me", said, client_id=frame["client_id"])
        if self.echo:
            await self._push(mine)
        await self._push(self.remember("bot", f"Đã ghi: {said}"))

    async def _upload(self, request: web.Request) -> web.Response:
        self.running_uploads += 1
        self.most_uploads = max(self.most_uploads, self.running_uploads)
        try:
            return await self._receive(request)
        finally:
            self.running_uploads -= 1

    async def _receive(self, request: web.Request) -> web.Response:
        client_id = request.headers["X-Client-Id"]
        self._arrived(client_id)
        start = await request.content.read(HALF_WAY)
        await self._gate.wait()
        body = start + await request.content.read()
        if self.upload_answers:
            status, answer = self.upload_answers.pop(0)
            return web.json_response(answer, status=status)
        head = {
            name: unquote(request.headers[f"X-{name}"])
            for name in ("Kind", "Album", "Caption", "Name", "At")
        }
        self._keep({"type": "upload", "client_id": client_id, "body": body, **head})
        return web.json_response({"kept": True})

    async def _media(self, request: web.Request) -> web.Response:
        return web.Response(body=self.media[request.match_info["name"]], content_type="image/png")


def _file(name: str) -> Callable[[web.Request], Coroutine[Any, Any, web.FileResponse]]:
    async def answer(_: web.Request) -> web.FileResponse:
        return web.FileResponse(WEB / name)

    return answer


@web.middleware
async def _with_policy(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    if not response.prepared:
        response.headers["Content-Security-Policy"] = POLICY
    return response
