"""Whether a process says truly that it lives, can take messages, and has nothing left to do."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from obstore.store import LocalStore

from bot import health
from bot.services import Services
from storage.blobs import Blobs
from tests.web_chat import Client, page, play, running


@pytest.fixture
async def world(
    make_stage: Callable[[], str], tmp_path: Path
) -> AsyncIterator[tuple[Services, Client]]:
    async with running(make_stage(), tmp_path) as both:
        yield both


async def ready(services: Services, *, migrated: bool = True) -> tuple[int, dict[str, object]]:
    app = web.Application()
    app.add_routes(health.routes(services, lambda _: migrated))
    async with TestClient(TestServer(app)) as client, client.get("/health/ready") as answer:
        return answer.status, await answer.json()


async def test_ready_needs_every_part(world: tuple[Services, Client], tmp_path: Path) -> None:
    services, client = world
    assert (await client.get("/health/live")).status == 200
    status, body = await ready(services)
    assert (status, body["ready"]) == (200, True)
    assert body["channels"] == {"telegram": "off", "zalo_oa": "off", "zalo_bot": "off", "web": "on"}
    status, body = await ready(services, migrated=False)
    assert (status, body["migrations"], body["database"]) == (503, False, True)
    folder = tmp_path / "gone"
    folder.mkdir()
    lost = replace(services, blobs=Blobs(LocalStore(folder)))
    folder.rmdir()
    (tmp_path / "gone").write_text("a file where the folder was")
    status, body = await ready(lost)
    assert (status, body["photos"]) == (503, False)


async def test_measures_of_an_idle_process_are_zero(world: tuple[Services, Client]) -> None:
    _, client = world
    await play(client, "hoa")
    async with page(client) as here:
        await here.say("c1", "menu")
        await here.until(type="message", id=2)
    text = await (await client.get("/metrics")).text()
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[:1] != "#")
    assert lines['turns_total{result="done"}'] == "1.0"
    waiting = ("outbox{", "outbox_oldest", "spool_messages", 'photos{state="waiting"')
    pending = {name: n for name, n in lines.items() if name.startswith(waiting)}
    assert len(pending) == 4 * 2 + 4 + 1 + 1
    assert set(pending.values()) == {"0.0"}


async def test_webhooks_of_channels_that_are_off_are_not_there(
    world: tuple[Services, Client],
) -> None:
    _, client = world
    for path in ("/telegram/webhook", "/zalo/oa/webhook", "/zalo/bot/webhook"):
        assert (await client.post(path, data=b"{}")).status == 404
