"""What the fake OA says to a correct bot: windows, quotas, limits, what people see, what fails."""

import asyncio
from typing import Literal

import aiohttp
import pytest

from tests.platforms.clock import Time
from tests.zalo_oa import ANY, CS, FakeOA
from tests.zalo_oa.caller import HOA, JPEG, PDF, Caller, button, media, message, says, template
from tests.zalo_oa.people import Person

pytest_plugins = ["tests.zalo_oa.fixtures"]

V2 = "/v2.0/oa/message"
HOUR, DAY = 3600, 24 * 3600


@pytest.fixture
def _forever(oa: FakeOA, monkeypatch: pytest.MonkeyPatch) -> None:
    """The windows are longer than a token lives; here it never dies."""
    monkeypatch.setattr(oa.tokens, "check", lambda _: None)


@pytest.mark.usefixtures("_forever")
async def test_a_message_is_free_for_48_hours_and_impossible_after_7_days(
    oa: FakeOA, bot: Caller, now: Time
) -> None:
    now.at += 48 * HOUR
    assert (await bot.call(CS, says("Chào")))["quota"] == {"quota_type": "reply"}
    now.at += 1
    quota = (await bot.call(CS, says("Chào")))["quota"]
    assert (quota["quota_type"], quota["remain"], oa.policy.used) == ("sub_quota", 499, 1)
    now.at += 5 * DAY
    assert await bot.error(says("Chào")) == -230
    assert oa.invalid == []


@pytest.mark.usefixtures("_forever")
@pytest.mark.parametrize("does", ["says", "taps", "follows", "shares"])
async def test_whatever_a_person_does_opens_the_window(
    bot: Caller, hoa: Person, now: Time, does: str
) -> None:
    await bot.sends(says("Chọn:", attachment=template(buttons=[button()])))
    now.at += 8 * DAY
    assert await bot.error(says("Chào")) == -230
    match does:
        case "says":
            await hoa.says("1")
        case "taps":
            await hoa.taps("Có")
        case "follows":
            await hoa.follows()
        case "shares":
            await hoa.sends_photo(JPEG)
    assert (await bot.call(CS, says("Chào")))["quota"]["quota_type"] == "reply"


@pytest.mark.usefixtures("_forever")
async def test_messages_after_48_hours_can_be_refused_or_used_up(
    oa: FakeOA, bot: Caller, now: Time
) -> None:
    now.at += 3 * DAY
    oa.policy.allowance = 1
    await bot.sends(says("Chào"))
    assert await bot.error(says("Chào")) == -211
    oa.policy.after_48_hours = False
    assert await bot.error(says("Chào")) == -232
    assert oa.invalid == []


async def test_who_never_did_anything_cannot_be_written_to(oa: FakeOA, bot: Caller) -> None:
    dua = oa.person("Dua")
    assert await bot.error(says("Chào", to=dua.id)) == -230
    assert oa.invalid == []


@pytest.mark.usefixtures("_forever")
async def test_a_template_reaches_the_silent(
    oa: FakeOA, bot: Caller, hoa: Person, now: Time
) -> None:
    oa.template("T1")
    now.at += 30 * DAY
    body = {"user_id": HOA, "template_id": "T1", "template_data": {}}
    await bot.call("/v3.0/oa/message/template", body)
    assert [m.kind for m in hoa.heard] == ["template"]


async def test_a_person_who_refuses_is_an_error_and_no_blame(
    oa: FakeOA, bot: Caller, hoa: Person
) -> None:
    await hoa.unfollows()
    assert await bot.error(says("Chào")) == -213
    for code in (-217, -227, -218):
        hoa.refuses(code)
        assert await bot.error(says("Chào")) == code
    hoa.accepts()
    await bot.sends(says("Chào"))
    oa.policy.refuses = -234
    assert await bot.error(says("Chào")) == -234
    assert oa.invalid == []


async def test_a_public_body_sends_by_v2_and_only_by_v2(
    oa: FakeOA, bot: Caller, hoa: Person
) -> None:
    assert await bot.error(says("Chào"), V2) == -240
    oa.policy.government = True
    assert await bot.error(says("Chào")) == -235
    await bot.call(V2, says("Chào", attachment=template(buttons=[button()])))
    assert (hoa.heard[-1].labels, len(hoa.heard)) == (["Có"], 1)
    assert (await bot.call("/v2.0/oa/getoa"))["oa_type"] == 4
    assert oa.invalid == []


async def test_so_many_calls_are_taken_a_minute(oa: FakeOA, bot: Caller, now: Time) -> None:
    oa.policy.per_minute = 3
    assert [await bot.error(says("Chào")) for _ in range(4)] == [0, 0, 0, -32]
    told = {"access_token": "A1"}
    async with bot.session.get(oa.base + "/v2.0/oa/getoa", headers=told) as response:
        assert response.headers["X-RateLimit-Limit"] == "3"
        assert response.headers["X-RateLimit-Remain"] == "0"
    now.at += 60
    await bot.sends(says("Chào"))
    assert (oa.most_in(60), oa.most_in(61), oa.invalid) == (3, 4, [])


async def test_a_quote_grows_too_old(oa: FakeOA, bot: Caller, hoa: Person) -> None:
    said = await hoa.says("Chào")
    await bot.sends(says("Vâng", quote_message_id=said.message_id))
    assert hoa.heard[-1].quotes == said.message_id
    oa.forget_quotes()
    assert await bot.error(says("Vâng", quote_message_id=said.message_id)) == -201
    assert oa.invalid == []


async def test_an_upload_can_be_sent_for_seven_days(
    oa: FakeOA, bot: Caller, hoa: Person, now: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = (await bot.upload("image", JPEG))["data"]["attachment_id"]
    token = (await bot.upload("file", PDF, "a.pdf"))["data"]["token"]
    picture = message(attachment=media(media_type="image", attachment_id=asset))
    file = message(attachment={"type": "file", "payload": {"token": token}})
    await bot.sends(picture)
    await bot.sends(file)
    assert [(m.images, m.files) for m in hoa.heard] == [((JPEG,), ()), ((), (PDF,))]
    monkeypatch.setattr(oa.tokens, "check", lambda _: None)
    now.at += 7 * DAY + 1
    assert [await bot.error(picture), await bot.error(file)] == [-100, -100]
    assert oa.invalid == []


async def test_a_picture_is_not_sent_as_a_file(oa: FakeOA, bot: Caller) -> None:
    asset = (await bot.upload("image", JPEG))["data"]["attachment_id"]
    body = message(attachment={"type": "file", "payload": {"token": asset}})
    assert await bot.error(body) == -201
    assert len(oa.invalid) == 1


async def test_a_prepared_error_has_no_effect_and_no_blame(
    oa: FakeOA, bot: Caller, hoa: Person
) -> None:
    oa.faults.next(CS, error=-32, times=2)
    oa.faults.next(ANY, status=500)
    assert [await bot.error(says("Chào")) for _ in range(4)] == [-32, -32, -500, 0]
    assert [(c.status, c.error) for c in oa.calls][:3] == [(200, -32), (200, -32), (500, 0)]
    assert (len(hoa.heard), oa.invalid) == (1, [])


async def test_a_proxy_on_the_way_answers_with_a_page(oa: FakeOA, bot: Caller) -> None:
    oa.faults.next(CS, status=502)
    async with bot.session.post(oa.base + CS, json=says("Chào")) as response:
        assert (response.status, response.content_type) == (502, "text/html")


@pytest.mark.parametrize(("cut", "heard"), [("before", 0), ("after", 1)])
async def test_a_line_is_cut_before_or_after_the_effect(
    oa: FakeOA, bot: Caller, hoa: Person, cut: Literal["before", "after"], heard: int
) -> None:
    oa.faults.next(CS, cut=cut)
    with pytest.raises(aiohttp.ClientError):
        await bot.sends(says("Chào"))
    assert len(hoa.heard) == heard


async def test_an_answer_is_held_back_after_the_effect(
    oa: FakeOA, bot: Caller, hoa: Person
) -> None:
    gate = asyncio.Event()
    oa.faults.next(CS, hold=gate)
    sending = asyncio.create_task(bot.sends(says("Chào")))
    await oa.until(lambda: hoa.heard)
    assert not sending.done()
    gate.set()
    assert await sending == hoa.heard[-1].id


async def test_an_error_may_come_under_another_status(oa: FakeOA, bot: Caller) -> None:
    oa.faults.next(CS, status=400, error=-201)
    told = {"access_token": "A1"}
    async with bot.session.post(oa.base + CS, json=says("Chào"), headers=told) as response:
        assert (response.status, (await response.json())["error"]) == (400, -201)


async def test_zalo_can_be_away_and_come_back(oa: FakeOA, bot: Caller) -> None:
    await oa.faults.down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await bot.sends(says("Chào"))
    await oa.faults.up()
    await bot.sends(says("Chào"))
