"""What comes to the webhook of the Official Account: only Zalo is heard, and each event once."""

from itertools import product

import orjson
import pytest
from sqlalchemy import func, select

from storage.tables import inbox, outbox
from tests.zalo_oa import Forgery, Signing
from tests.zalo_oa.events import Event
from tests.zalo_oa_looks import on_sqlite, there
from tests.zalo_oa_stage import ZaloOAStage

__all__ = ["there"]
pytestmark = on_sqlite

SIGNINGS = [
    Signing(timestamp=at, first=who)  # type: ignore[arg-type]
    for at, who in product(("body", "header"), ("app_id", "oa_id"))
]


def unheard(there: ZaloOAStage) -> Event:
    """An event that Zalo itself has never posted."""
    account, at = there.api.account, there.api.world.events.timestamp()
    body = {
        "event_name": "user_send_text", "app_id": account.app_id,
        "sender": {"id": there.person("hoa").id}, "recipient": {"id": account.oa_id},
        "message": {"text": "menu", "msg_id": "abc"}, "timestamp": at,
    }  # fmt: skip
    return Event(0, "", body, orjson.dumps(body), at)


async def kept(there: ZaloOAStage) -> tuple[int, int]:
    """How many messages came in, and how many go out."""
    await there.intake.settle()
    counts = [select(func.count()).select_from(table) for table in (inbox, outbox)]
    came, out = await there.database.transact(lambda c: [c.scalar(n) or 0 for n in counts])
    return came, out


def by_name(signing: Signing) -> str:
    return f"{signing.timestamp}-{signing.first}"


@pytest.mark.parametrize("signing", SIGNINGS, ids=by_name)
async def test_forged_event_is_not_heard(there: ZaloOAStage, signing: Signing) -> None:
    there.api.signing = signing
    before = await kept(there)
    told = {how: await there.api.forge(unheard(there), how) for how in Forgery}
    assert told == dict.fromkeys(Forgery, 403)
    assert await kept(there) == before


@pytest.mark.parametrize("signing", SIGNINGS, ids=by_name)
async def test_event_is_heard_however_zalo_signs(there: ZaloOAStage, signing: Signing) -> None:
    there.api.signing = signing
    await there.say("hoa", "menu")
    assert [d.status for d in there.api.deliveries if d.event.name == "user_send_text"] == [200]
    assert "Giàng A Hòa" in there.person("hoa").heard[-1].text


async def test_signature_is_found_whatever_the_case_of_its_header(there: ZaloOAStage) -> None:
    there.api.signing = Signing(header="x-zevent-signature")
    await there.say("hoa", "menu")
    assert there.person("hoa").heard


async def test_event_that_comes_again_changes_nothing(there: ZaloOAStage) -> None:
    await there.say("hoa", "menu")
    await there.photo("hoa")
    before = await kept(there)
    again = [await there.api.deliver_again(n) for n in range(len(there.api.events))]
    assert set(again) == {200}
    assert await kept(there) == before


@pytest.mark.parametrize("body", [b"", b"{}", b" {} \n"])
async def test_empty_call_of_the_console_is_answered_and_dropped(
    there: ZaloOAStage, body: bytes
) -> None:
    before = await kept(there)
    assert await there.api.saves_webhook(body) == 200
    assert await kept(there) == before


async def test_call_of_more_than_a_mebibyte_is_refused(there: ZaloOAStage) -> None:
    assert await there.api.saves_webhook(b" " * (2**20 + 1)) == 413
    assert await there.api.saves_webhook(b" " * (2**20 - 2) + b"{}") == 200
