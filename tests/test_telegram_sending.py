"""What leaves for Telegram when it refuses, falters or is away: nothing lost, nothing twice."""

import pytest
from sqlalchemy import select

from bot.channels.base import Body
from conversations.showing import Button
from storage.tables import outbox
from tests.telegram_looks import contact, later, queue, told
from tests.telegram_stage import TelegramStage

pytest_plugins = ["tests.telegram_fixtures"]

ONE, TWO = Body("một"), Body("hai")


def texts(there: TelegramStage, name: str) -> list[str]:
    return [m.text for m in there.person(name).heard]


async def reasons(there: TelegramStage) -> str:
    wanted = select(outbox.c.why).where(outbox.c.why.is_not(None))
    return " ".join(await there.database.transact(lambda c: list(c.scalars(wanted))))


async def test_too_many_messages_halt_one_chat_alone(there: TelegramStage) -> None:
    there.api.faults.next("sendMessage", status=429, retry_after=30)
    await told(there, "hoa", ONE, TWO)
    await there.sender.drain()
    await told(there, "minh", Body("ba"))
    await there.sender.drain()
    assert (texts(there, "hoa"), texts(there, "minh")) == ([], ["ba"])
    await later(there.database)
    await there.sender.drain()
    assert texts(there, "hoa") == ["một", "hai"]


async def test_fault_of_the_bot_api_itself_is_tried_again(there: TelegramStage) -> None:
    there.api.faults.next("sendMessage", times=2, status=500)
    await told(there, "hoa", ONE)
    for seen in ([], [], ["một"]):
        await there.sender.drain()
        assert texts(there, "hoa") == seen
        await later(there.database)


@pytest.mark.parametrize("status", [502, 500, 404, 403, 401])
async def test_page_of_a_proxy_is_no_word_of_telegram(there: TelegramStage, status: int) -> None:
    """It tells nothing of the message or of its reader, and may name an address with the token."""
    page = f"<html>The URL {there.api.base}/bot{there.api.token}/sendMessage …</html>"
    there.api.faults.next("sendMessage", status=status, body=page)
    await told(there, "hoa", ONE)
    await there.sender.drain()
    await later(there.database)
    await there.sender.drain()
    assert await queue(there.database) == [("unknown", "một")]
    assert len(there.api.calls_of("sendMessage")) == 1
    assert (await contact(there.database, there.person("hoa").id)).reachable
    assert there.api.token not in await reasons(there)


async def test_lost_answer_is_not_said_twice(there: TelegramStage) -> None:
    there.api.faults.next("sendMessage", cut="after")
    await told(there, "hoa", ONE, TWO)
    await there.sender.drain()
    await later(there.database)
    await there.sender.drain()
    assert texts(there, "hoa") == ["một", "hai"]
    assert await queue(there.database) == [("unknown", "một"), ("sent", "hai")]


async def test_line_cut_after_the_request_is_written_counts_as_unknown(
    there: TelegramStage,
) -> None:
    """Seen from here it is the same as a lost answer, so it is not said again either."""
    there.api.faults.next("sendMessage", cut="before")
    await told(there, "hoa", ONE, TWO)
    await there.sender.drain()
    assert texts(there, "hoa") == ["hai"]
    assert await queue(there.database) == [("unknown", "một"), ("sent", "hai")]


async def test_nothing_is_lost_while_telegram_is_away(there: TelegramStage) -> None:
    await there.api.faults.down()
    await told(there, "hoa", ONE, TWO)
    await there.sender.drain()
    assert await queue(there.database) == [("queued", "một"), ("queued", "hai")]
    await there.api.faults.up()
    await later(there.database)
    await there.sender.drain()
    assert texts(there, "hoa") == ["một", "hai"]
    assert there.api.token not in await reasons(there)


async def test_of_a_long_message_only_the_rest_is_sent_again(there: TelegramStage) -> None:
    there.api.faults.next("sendMessage")  # the first page passes
    there.api.faults.next("sendMessage", status=500)
    pages = "Một câu ngắn. " * 300, "Câu cuối."
    await told(there, "hoa", Body("".join(pages), (Button("Có", "r.R1.yes"),)))
    await there.sender.drain()
    assert len(texts(there, "hoa")) == 1
    await later(there.database)
    await there.sender.drain()
    assert " ".join(texts(there, "hoa")) == "".join(pages)
    assert there.person("hoa").heard[-1].labels == ["Có"]
    assert [call.status for call in there.api.calls_of("sendMessage")] == [200, 500, 200]


async def test_sixth_message_at_once_waits_and_others_do_not(there: TelegramStage) -> None:
    at = [0.0]
    there.clock = lambda: at[0]
    await there.restart()
    await told(there, "hoa", *(Body(f"tin {n}") for n in range(8)))
    await there.sender.drain()
    await told(there, "minh", Body("cho đồng chí Minh"))
    await there.sender.drain()
    assert (len(texts(there, "hoa")), len(texts(there, "minh"))) == (5, 1)
    for seconds, seen in ((0.5, 5), (1.0, 6), (2.0, 7), (3.0, 8)):
        at[0] = seconds
        await later(there.database)
        await there.sender.drain()
        assert len(texts(there, "hoa")) == seen


async def test_edit_that_changes_nothing_is_as_good_as_made(there: TelegramStage) -> None:
    await told(there, "hoa", ONE)
    await there.sender.drain()
    await told(there, "hoa", Body("một", edits="1"))
    await there.sender.drain()
    assert await queue(there.database) == [("sent", "một"), ("sent", "một")]
    await told(there, "hoa", Body("một", edits="99"), TWO)
    await there.sender.drain()
    assert [state for state, _ in await queue(there.database)][2:] == ["failed", "sent"]
