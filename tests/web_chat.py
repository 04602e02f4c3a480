"""The product's own web server for tests, and a page that speaks to it as the real one does."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientWebSocketResponse, WSMsgType, web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import opened, web_application
from bot.services import Services
from bot.settings import read

Frame = dict[str, Any]
Client = TestClient[web.Request, web.Application]
START = datetime(2022, 5, 5, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@asynccontextmanager
async def running(
    database_url: str, folder: Path, **more: str
) -> AsyncIterator[tuple[Services, Client]]:
    """A process on a database of the stage, DEMO on unless said otherwise, and a browser for it."""
    environment = {
        "DATABASE_URL": database_url, "DATA_DIR": str(folder), "SECRET_KEY": "bí mật để thử",
        "CLOCK_START": START.isoformat(), "DEMO": "1",
    }  # fmt: skip
    async with opened(read(environment | more)) as services:
        async with browser(services) as client:
            yield services, client
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*rest)  # what the last turn set off


@asynccontextmanager
async def browser(services: Services) -> AsyncIterator[Client]:
    """Another browser, with cookies of its own."""
    async with TestClient(TestServer(web_application(services))) as client:
        yield client


def origin(client: Client) -> dict[str, str]:
    return {"Origin": str(client.make_url("/")).rstrip("/")}


async def play(client: Client, name: str) -> None:
    """Become one of the demo's people."""
    answer = await client.get(f"/persona/{name}", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")


class Page:
    """An open page; it remembers all it has heard."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.heard: list[Frame] = []

    @property
    def messages(self) -> list[Frame]:
        return [frame for frame in self.heard if frame["type"] == "message"]

    async def until(self, **parts: object) -> Frame:
        """Hear on until a frame has these parts."""
        while True:
            raw = await self.socket.receive(timeout=120)
            assert raw.type is WSMsgType.TEXT, f"{raw}; heard so far: {self.heard}"
            frame: Frame = raw.json()
            self.heard.append(frame)
            if all(frame.get(name) == value for name, value in parts.items()):
                return frame

    async def say(self, id: str, text: str) -> None:
        frame = {"type": "say", "client_id": id, "text": text, "at": START.isoformat()}
        await self.socket.send_json(frame)

    async def tap(self, id: str, button: Mapping[str, str]) -> None:
        frame = {"type": "tap", "client_id": id, **button, "at": START.isoformat()}
        await self.socket.send_json(frame)


@asynccontextmanager
async def page(client: Client, after: int = 0) -> AsyncIterator[Page]:
    """A page that has greeted and been greeted."""
    async with client.ws_connect("/ws", headers=origin(client)) as socket:
        await socket.send_json({"type": "hello", "after": after})
        opened_page = Page(socket)
        await opened_page.until(type="ready")
        yield opened_page


async def upload(client: Client, id: str, data: bytes, kind: str = "photo", **more: str) -> int:
    """The status that answers a file."""
    head = {"X-Client-Id": id, "X-Kind": kind, "X-Name": "%E1%BA%A3nh.jpg", **more}
    async with client.post("/upload", data=data, headers={**origin(client), **head}) as answer:
        return answer.status
