"""What leaves for an Official Account when Zalo refuses, falters or is away: none twice."""

import unicodedata

import pytest

from bot.channels.base import Body
from bot.channels.layout import pages
from bot.channels.zalo_oa_calls import V2, V3
from bot.channels.zalo_oa_parts import LAYOUT
from conversations.showing import Button
from tests.zalo_oa import ANY, CS
from tests.zalo_oa_looks import contact, heard, later, on_sqlite, queue, there, told
from tests.zalo_oa_stage import ZaloOAStage

__all__ = ["there"]
pytestmark = on_sqlite

ONE, TWO = Body("một"), Body("hai")
BOTH = ["một", "hai"]
CODES = (-200, -201, -204, -210, -213, -224, -230, -240, -248, -32)


async def drained(there: ZaloOAStage) -> None:
    await later(there.database)
    await there.sender.drain()


async def test_too_many_calls_a_minute_wait_and_leave(there: ZaloOAStage) -> None:
    there.api.faults.next(CS, error=-32)
    await told(there, "hoa", ONE, TWO)
    await there.sender.drain()
    assert (heard(there, "hoa"), await queue(there.database)) == (
        [],
        [("queued", "một"), ("queued", "hai")],
    )
    await drained(there)
    assert heard(there, "hoa") == BOTH


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_fault_of_the_server_is_in_doubt_and_not_said_twice(
    there: ZaloOAStage, status: int
) -> None:
    there.api.faults.next(CS, status=status)
    await told(there, "hoa", ONE, TWO)
    await there.sender.drain()
    await drained(there)
    assert await queue(there.database) == [("unknown", "một"), ("sent", "hai")]
    assert len(there.api.calls_of(CS)) == 2


@pytest.mark.parametrize("body", ["<html>no JSON</html>", "[]", '{"error": "x"}'])
async def test_page_of_a_proxy_is_no_word_of_zalo(there: ZaloOAStage, body: str) -> None:
    there.api.faults.next(CS, status=403, body=body)
    await told(there, "hoa", ONE)
    await there.sender.drain()
    await drained(there)
    assert await queue(there.database) == [("unknown", "một")]
    assert (await contact(there, "hoa")).reachable


async def test_lost_answer_is_not_said_twice(there: ZaloOAStage) -> None:
    there.api.faults.next(CS, cut="after")
    await told(there, "hoa", ONE, TWO)
    await there.sender.drain()
    await drained(there)
    assert heard(there, "hoa") == BOTH
    assert await queue(there.database) == [("unknown", "một"), ("sent", "hai")]


async def test_nothing_is_lost_while_zalo_is_away(there: ZaloOAStage) -> None:
    await there.api.faults.down()
    await told(there, "hoa", ONE, TWO)
    await there.sender.drain()
    assert await queue(there.database) == [("queued", "một"), ("queued", "hai")]
    await there.api.faults.up()
    await drained(there)
    assert heard(there, "hoa") == BOTH


async def test_account_of_a_public_body_is_found_out_once(there: ZaloOAStage) -> None:
    there.api.policy.government = True
    await told(there, "hoa", ONE, TWO)
    await there.sender.drain()
    await there.restart()
    await told(there, "hoa", Body("ba"))
    await there.sender.drain()
    assert heard(there, "hoa") == [*BOTH, "ba"]
    assert [call.path for call in there.api.calls] == [V3, V2, V2, V2]


@pytest.mark.parametrize("code", CODES)
async def test_no_other_refusal_leads_to_the_second_version(there: ZaloOAStage, code: int) -> None:
    there.api.faults.next(ANY, error=code)
    await told(there, "hoa", ONE)
    await there.sender.drain()
    await told(there, "minh", TWO)
    await there.sender.drain()
    assert {call.path for call in there.api.calls} == {V3}


async def test_long_text_leaves_in_pages_with_the_buttons_below(there: ZaloOAStage) -> None:
    body = Body("Một câu ngắn. " * 300 + "Câu cuối.", (Button("Có", "r.R1.yes"),))
    await told(there, "hoa", body)
    await there.sender.drain()
    said = there.person("hoa").heard
    assert [m.text for m in said] == [page.text.strip() for page in pages(body, LAYOUT)]
    assert [m.labels for m in said] == [[], [], ["Có"]]


async def test_of_a_long_message_only_the_rest_is_sent_again(there: ZaloOAStage) -> None:
    there.api.faults.next(CS)  # the first page passes
    there.api.faults.next(CS, error=-32)
    await told(there, "hoa", Body("Một câu ngắn. " * 200 + "Câu cuối."))
    await there.sender.drain()
    assert len(heard(there, "hoa")) == 1
    await drained(there)
    assert " ".join(heard(there, "hoa")).split() == ("Một câu ngắn. " * 200 + "Câu cuối.").split()


async def test_words_leave_composed(there: ZaloOAStage) -> None:
    label = unicodedata.normalize("NFD", "Đồng ý")
    text = unicodedata.normalize("NFD", "Xã Âu Lâu gửi đồng chí Hoà")
    await told(there, "hoa", Body(text, (Button(label, "r.R1.yes"),)))
    await there.sender.drain()
    (said,) = there.person("hoa").heard
    assert (said.text, said.labels) == ("Xã Âu Lâu gửi đồng chí Hoà", ["Đồng ý"])


async def test_label_of_a_request_for_the_phone_leaves_composed(there: ZaloOAStage) -> None:
    there.more = {"PUBLIC_URL": "https://example.test"}
    await there.restart()
    label = unicodedata.normalize("NFD", "Gửi số điện thoại")
    await told(there, "hoa", Body("một", shares_phone=label))
    await there.sender.drain()
    assert heard(there, "hoa") == ["một", "Gửi số điện thoại"]
