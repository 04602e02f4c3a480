"""The tokens of the fake OA: a refresh counts once, and whoever loses its answer is locked out."""

import asyncio

import aiohttp
import pytest

from tests.platforms.clock import Time
from tests.zalo_oa import CS, TOKENS, FakeOA
from tests.zalo_oa.caller import Caller, says
from tests.zalo_oa.tokens import challenge_of

pytest_plugins = ["tests.zalo_oa.fixtures"]

HOUR = 3600
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # the vector of RFC 7636, B
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


async def test_a_refresh_gives_a_pair_and_kills_the_old_one(oa: FakeOA, bot: Caller) -> None:
    pair = {"access_token": "A2", "refresh_token": "R2", "expires_in": "90000"}
    assert await bot.refresh("R1") == pair
    assert (oa.refreshes, oa.tokens.pair.access) == (1, "A2")
    assert await bot.error(says("Chào")) == -216
    assert (await bot.refresh("R1"))["error"] == -14014
    bot.token = "A2"
    await bot.sends(says("Chào"))
    assert oa.refreshes == 1
    assert oa.invalid == []


async def test_the_lifetime_may_be_a_number(oa: FakeOA, bot: Caller) -> None:
    oa.tokens.lifetime_as_number = True
    assert (await bot.refresh("R1"))["expires_in"] == 90_000


async def test_two_refreshes_at_once_give_one_pair(oa: FakeOA, bot: Caller) -> None:
    answers = await asyncio.gather(bot.refresh("R1"), bot.refresh("R1"))
    assert sorted(answer.get("error", 0) for answer in answers) == [-14014, 0]
    assert oa.refreshes == 1


async def test_a_token_lives_25_hours(oa: FakeOA, bot: Caller, now: Time) -> None:
    now.at += 25 * HOUR
    await bot.sends(says("Chào"))
    now.at += 1
    assert await bot.error(says("Chào")) == -220
    assert (await bot.refresh("R1"))["access_token"] == "A2"
    assert oa.invalid == []


async def test_a_refresh_token_lives_three_months(oa: FakeOA, bot: Caller, now: Time) -> None:
    now.at += 90 * 24 * HOUR + 1
    assert (await bot.refresh("R1"))["error"] == -14014
    assert oa.refreshes == 0


async def test_a_revoked_pair_is_dead(oa: FakeOA, bot: Caller) -> None:
    oa.tokens.revoke()
    assert await bot.error(says("Chào")) == -216
    assert (await bot.refresh("R1"))["error"] == -14014
    assert oa.invalid == []


async def test_a_bot_that_dies_before_it_saved_the_pair_is_locked_out(
    oa: FakeOA, bot: Caller
) -> None:
    gate = asyncio.Event()
    oa.faults.next(TOKENS, hold=gate)
    refreshing = asyncio.create_task(bot.refresh("R1"))
    await oa.until(lambda: oa.refreshes)
    refreshing.cancel()
    assert (await bot.refresh("R1"))["error"] == -14014
    assert await bot.error(says("Chào")) == -216


async def test_the_answer_to_a_refresh_can_be_lost(oa: FakeOA, bot: Caller) -> None:
    oa.faults.next(TOKENS, cut="after")
    with pytest.raises(aiohttp.ClientError):
        await bot.refresh("R1")
    assert oa.tokens.pair.refresh == "R2"


async def test_a_consent_is_exchanged_once_by_who_knows_the_word(
    oa: FakeOA, bot: Caller, now: Time
) -> None:
    assert challenge_of(VERIFIER) == CHALLENGE
    grant = {"grant_type": "authorization_code", "code": oa.tokens.consent(CHALLENGE)}
    given = await bot.tokens(**grant, code_verifier=VERIFIER)
    assert given["access_token"] == oa.tokens.pair.access == "A2"
    assert (await bot.tokens(**grant, code_verifier=VERIFIER))["error"] == -14015
    grant["code"] = oa.tokens.consent(CHALLENGE)
    now.at += 601
    assert (await bot.tokens(**grant, code_verifier=VERIFIER))["error"] == -14015
    assert oa.invalid == []
    grant["code"] = oa.tokens.consent(CHALLENGE)
    assert (await bot.tokens(**grant, code_verifier="x"))["error"] == -14016
    assert len(oa.invalid) == 1


WRONG = {
    "no grant": ({"refresh_token": "R1"}, -14012),
    "another grant": ({"grant_type": "password", "refresh_token": "R1"}, -14012),
    "no token": ({"grant_type": "refresh_token"}, -14001),
    "more": ({"grant_type": "refresh_token", "refresh_token": "R1", "code": "x"}, -14001),
    "another app": (
        {"grant_type": "refresh_token", "refresh_token": "R1", "app_id": "5"},
        -14001,
    ),
    "nobody's token": ({"grant_type": "refresh_token", "refresh_token": "R9"}, -14014),
}


@pytest.mark.parametrize(("form", "error"), WRONG.values(), ids=WRONG)
async def test_a_wrong_form_is_refused_and_blamed(
    oa: FakeOA, bot: Caller, form: dict[str, str], error: int
) -> None:
    assert (await bot.tokens(**form))["error"] == error
    assert len(oa.invalid) == 1
    assert (oa.refreshes, oa.tokens.pair.access) == (0, "A1")


async def test_a_refresh_needs_the_app_secret(oa: FakeOA, bot: Caller) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "R1"}
    assert (await bot.tokens(oa.account.secret_key, **form))["error"] == -14004
    assert len(oa.invalid) == 1


async def test_tokens_are_given_for_a_form_in_the_body(oa: FakeOA, bot: Caller) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "R1", "app_id": oa.account.app_id}
    told, url = {"secret_key": oa.account.app_secret}, oa.oauth_base + TOKENS
    async with bot.session.post(url, json=form, headers=told) as response:
        assert (await response.json())["error"] == -14001
    async with bot.session.post(url, params=form, headers=told) as response:
        assert (await response.json())["error"] == -14001
    assert (oa.refreshes, len(oa.invalid)) == (0, 2)


async def test_nobody_finds_tokens_where_messages_are_sent(oa: FakeOA, bot: Caller) -> None:
    assert await bot.error({}, TOKENS) == 404
    assert [call.path for call in oa.calls] == [TOKENS]
    assert oa.calls_of(CS) == []
