"""What comes to the webhook: only Telegram is heard, and 200 means kept."""

from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from sqlalchemy import func, select

from bot.channels.telegram import SECRET_HEADER
from storage.database import Unreachable
from storage.tables import inbox
from tests.telegram import FakeTelegram
from tests.telegram.people import Person
from tests.telegram_process import Process, process

pytest_plugins = ["tests.telegram_fixtures"]

SECRET = "mot-tu_bi-mat"
GOOD = {SECRET_HEADER: SECRET}
MESSAGE: dict[str, Any] = {
    "message_id": 7, "date": 1_617_600_000, "text": "menu",
    "chat": {"id": 1001, "type": "private", "first_name": "Hoa"},
    "from": {"id": 1001, "is_bot": False, "first_name": "Hoa"},
}  # fmt: skip


@pytest.fixture
async def called(
    api: FakeTelegram,
    folk: dict[str, Person],  # noqa: ARG001 - they are there before the bot is
    stage_sqlite: Callable[[], str],
    tmp_path: Path,
) -> AsyncIterator[Process]:
    """A whole process that Telegram calls."""
    webhook = {"TELEGRAM_MODE": "webhook", "TELEGRAM_WEBHOOK_SECRET": SECRET}
    async with process(api, stage_sqlite(), tmp_path, **webhook) as opened:
        await api.until(lambda: api.calls_of("setWebhook"))
        yield opened


async def post(at: Process, body: bytes, **headers: str | bytes) -> int:
    url = f"{at.url}/telegram/webhook"
    named: Any = headers
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=BytesIO(body), headers=named) as answer,
    ):
        return answer.status


async def taken(at: Process) -> int:
    count = select(func.count()).select_from(inbox)
    return int(await at.services.database.transact(lambda c: c.execute(count).scalar_one()))


async def test_updates_come_by_webhook(
    api: FakeTelegram,
    folk: dict[str, Person],
    called: Process,  # noqa: ARG001 - it answers
) -> None:
    await folk["hoa"].says("menu")
    await api.until(lambda: folk["hoa"].heard)
    (call,) = api.calls_of("setWebhook")
    assert call.params["secret_token"] == SECRET
    assert call.params["drop_pending_updates"] is False
    assert api.calls_of("getUpdates") == []


@pytest.mark.parametrize(
    "headers",
    [{}, {SECRET_HEADER: "mot-tu_bi-ma"}, {SECRET_HEADER: "một từ bí mật"}, {SECRET_HEADER: ""}],
    ids=["missing", "wrong", "accents", "empty"],
)
async def test_nobody_else_is_heard(called: Process, headers: dict[str, str]) -> None:
    update = orjson.dumps({"update_id": 5, "message": MESSAGE})
    assert await post(called, update, **headers) == 403
    assert await taken(called) == 0


@pytest.mark.parametrize("body", [b"", b"{}", b" {} \n"])
async def test_empty_call_is_answered_and_dropped(called: Process, body: bytes) -> None:
    assert await post(called, body) == 200
    assert await post(called, body, **GOOD) == 200
    assert await taken(called) == 0


async def test_call_of_more_than_a_mebibyte_is_refused(called: Process) -> None:
    assert await post(called, b" " * (2**20 + 1), **GOOD) == 413
    assert await post(called, b" " * (2**20 - 2) + b"{}", **GOOD) == 200


async def test_process_that_polls_is_not_called(here: Process) -> None:
    assert await post(here, b"{}", **GOOD) == 404


BODIES: tuple[Any, ...] = (None, 5, "x", [], {}, {"chat": 5}, {"from": []}, {"data": {}, "id": 5})
VALUES: tuple[Any, ...] = ([], {}, "x", -1, [{}], {"file_id": 5}, None)
SPOILT: list[bytes] = [
    b"{", b"null", b"[]", b"7", b'"menu"', b"\xff\xfe", b'{"update_id": "x"}', b'{"message": 5}',
    b"[" * 100_000, b'{"update_id": 9, "message": {"text": "\\ud83d"}}',
    *(
        orjson.dumps({"update_id": 9, kind: body})
        for kind in ("message", "edited_message", "callback_query", "my_chat_member", "poll")
        for body in BODIES
    ),
    *(
        orjson.dumps({"update_id": 9, "message": MESSAGE | {name: value}})
        for name in (*MESSAGE, "photo", "document", "voice", "location", "contact", "caption")
        for value in VALUES
    ),
]  # fmt: skip


async def test_spoilt_calls_are_answered_and_the_next_one_is_heard(
    api: FakeTelegram, folk: dict[str, Person], called: Process
) -> None:
    assert {await post(called, body, **GOOD) for body in SPOILT} == {200}
    await folk["minh"].says("menu")
    await api.until(lambda: folk["minh"].heard)
    await called.services.intake.settle()


async def test_what_cannot_be_kept_is_told_so_and_comes_again(
    api: FakeTelegram, folk: dict[str, Person], called: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Unreachable("for the test")

    async def full(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(called.services.database, "transact", away)
        broken.setattr("bot.spool_writer.SpoolWriter.put", full)
        update = orjson.dumps({"update_id": 5, "message": MESSAGE})
        assert await post(called, update, **GOOD) == 503
        await folk["hoa"].says("menu")
        await api.until(lambda: max(api.delivered.values(), default=0) > 1)
    await api.until(lambda: folk["hoa"].heard)
    await api.idle()
    await called.services.intake.settle()
    assert await taken(called) == 1
