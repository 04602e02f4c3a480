"""The tokens of a Zalo Official Account on both engines: renewed once, kept first, never shown."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, select, update
from structlog.testing import capture_logs

from bot.channels import zalo_tokens
from bot.channels.zalo_oauth import LIVES, OAuth, Pair
from bot.channels.zalo_pairs import NotNow, Pairs
from bot.channels.zalo_tokens import TokenKeeper, keeper
from bot.settings import read
from storage import tokens as rows
from storage.clock import from_now
from storage.database import Database, Unreachable
from storage.secrets import Keyring
from storage.tables import leases, tokens
from tests.test_leases import run_out
from tests.zalo_tokens import APP_ID, APP_SECRET, FIRST, FakeOAuth

KEYRING = Keyring("a secret of tests")
NEW = Pair("access-hush-new", "refresh-hush-new")
Logs = list[MutableMapping[str, Any]]


class Time:
    """A clock that runs by what is slept."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0.03)


@pytest.fixture
async def zalo() -> AsyncIterator[FakeOAuth]:
    fake = FakeOAuth()
    await fake.open()
    yield fake
    fake.open_gate.set()
    await fake.close()


@pytest.fixture
def logs() -> Iterator[Logs]:
    """All that was logged; no secret is in it, whatever the test does."""
    with capture_logs() as found:
        yield found
    assert "hush" not in repr(found)


def kept_by(
    database: Database, zalo: FakeOAuth, given: Pair | None = FIRST, time: Time | None = None
) -> TokenKeeper:
    time = time or Time()
    return TokenKeeper(Pairs(database, KEYRING, given), zalo.oauth, time.sleep, time)


async def age(database: Database, **since: float) -> None:
    seconds = timedelta(**since).total_seconds()
    change = update(tokens).values(renewed_at=from_now(-seconds))
    await database.transact(lambda c: c.execute(change))


async def mark(database: Database) -> str:
    found = await database.transact(lambda c: c.scalar(select(tokens.c.broken)))
    assert isinstance(found, str)
    return found


def alarms(logs: Logs) -> list[str]:
    return [entry["event"] for entry in logs if entry["log_level"] == "error"]


def crash(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("the process ends here")


async def die_at(database: Database, zalo: FakeOAuth, logs: Logs, where: object, step: str) -> None:
    """A process dies in the middle of a renewal; nothing was logged before, its lease is over."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, step, crash)
        with pytest.raises(RuntimeError):
            await kept_by(database, zalo).renew(FIRST.access)
    logs.clear()
    assert await mark(database) == rows.RENEWING
    await database.transact(run_out)


async def test_the_pair_of_the_settings_is_kept_sealed(database: Database, zalo: FakeOAuth) -> None:
    with pytest.raises(NotNow, match="ZALO_OA_ACCESS_TOKEN"):
        await kept_by(database, zalo, None).access()
    assert await kept_by(database, zalo).access() == FIRST.access
    assert await kept_by(database, zalo, None).access() == FIRST.access
    row = await database.transact(lambda c: c.execute(select(tokens)).one())
    assert "hush" not in repr(row)
    assert zalo.asked == 0


async def test_a_renewed_pair_stays_until_the_settings_give_another(
    database: Database, zalo: FakeOAuth
) -> None:
    assert await kept_by(database, zalo).renew(FIRST.access) == "access-hush-1"
    assert await kept_by(database, zalo).access() == "access-hush-1"
    assert await kept_by(database, zalo, NEW).access() == NEW.access
    assert await kept_by(database, zalo, None).access() == NEW.access


async def test_two_processes_under_load_renew_a_dead_token_once(
    database: Database, zalo: FakeOAuth, logs: Logs
) -> None:
    other = Database(database.url)
    keepers = [kept_by(database, zalo), kept_by(other, zalo)]
    zalo.takes = 0.03  # long enough for both to want it
    sent = 0

    async def send(keeper: TokenKeeper) -> None:
        nonlocal sent
        token = await keeper.access()
        await asyncio.sleep(0)
        if token != zalo.access:
            assert await keeper.renew(token) == zalo.access
        sent += 1
        if sent == 20:
            zalo.kill_access()

    try:
        await asyncio.gather(*(send(keepers[n % 2]) for n in range(60)))
        await asyncio.gather(*(send(keepers[n % 2]) for n in range(60)))
    finally:
        await other.close()
    assert (sent, zalo.asked, zalo.renewals) == (120, 1, 1)
    assert [keeper.state for keeper in keepers] == ["on", "on"]
    assert alarms(logs) == []


async def test_a_new_pair_is_kept_before_it_is_used_and_the_old_one_beside_it(
    database: Database, zalo: FakeOAuth
) -> None:
    await kept_by(database, zalo).renew(FIRST.access)
    row = await database.transact(lambda c: c.execute(select(tokens)).one())
    assert KEYRING.open(row.pair) == ["access-hush-1", "refresh-hush-1", 90_000.0]
    assert KEYRING.open(row.before) == [FIRST.access, FIRST.refresh, LIVES]
    assert row.broken == ""
    assert await database.transact(lambda c: c.execute(select(leases)).all()) == []


async def test_who_waits_too_long_for_another_process_is_told_to_come_again(
    database: Database, zalo: FakeOAuth
) -> None:
    zalo.open_gate.clear()
    first, time = kept_by(database, zalo), Time()
    second = kept_by(database, zalo, time=time)
    renewal = asyncio.create_task(first.renew(FIRST.access))
    await zalo.heard.wait()
    with pytest.raises(NotNow, match="another process"):
        await second.renew(FIRST.access)
    assert time.now == 1000 + sum(zalo_tokens.LOOKS)
    zalo.open_gate.set()
    assert await renewal == "access-hush-1"
    time.now += 60
    assert await second.access() == "access-hush-1"
    assert (zalo.asked, second.state) == (1, "on")


async def test_whoever_outlives_its_lease_saves_what_it_has_got(
    database: Database, zalo: FakeOAuth
) -> None:
    zalo.open_gate.clear()
    slow, quick = kept_by(database, zalo), kept_by(database, zalo)
    renewals = [asyncio.create_task(slow.renew(FIRST.access))]
    await zalo.heard.wait()
    await database.transact(run_out)
    zalo.heard.clear()
    renewals.append(asyncio.create_task(quick.renew(FIRST.access)))
    await zalo.heard.wait()
    zalo.open_gate.set()
    await asyncio.gather(*renewals, return_exceptions=True)
    for one in (slow, quick):
        await one.tend()
        assert await one.access() == "access-hush-1"
        assert one.state == "on"
    assert (zalo.asked, zalo.renewals, await mark(database)) == (2, 1, "")


async def test_a_caller_that_goes_away_or_waits_too_long_takes_no_renewal_along(
    database: Database, zalo: FakeOAuth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_tokens, "PATIENCE", 0.05)
    zalo.open_gate.clear()
    only = kept_by(database, zalo)
    caller = asyncio.create_task(only.renew(FIRST.access))
    await zalo.heard.wait()
    caller.cancel()
    with pytest.raises(NotNow, match="being renewed"):
        await only.renew(FIRST.access)
    zalo.open_gate.set()
    await only.close()
    assert await only.access() == "access-hush-1"
    assert zalo.asked == 1


async def test_a_crash_before_the_pair_is_kept_is_one_alarm_until_a_new_pair_is_given(
    database: Database, zalo: FakeOAuth, logs: Logs
) -> None:
    await die_at(database, zalo, logs, rows, "save")
    others = [kept_by(database, zalo) for _ in range(3)]
    # It may still work, nobody knows.
    assert [await other.access() for other in others] == [FIRST.access] * 3
    for other in others:
        with pytest.raises(NotNow, match=r"error -14014\) after a renewal that was cut off") as at:
            await other.renew(FIRST.access)
        assert at.value.seconds > 600
        with pytest.raises(NotNow):
            await other.access()
        await other.tend()
        assert "set a new pair" in other.state
        assert len(other.state) <= 200  # the column
    assert alarms(logs) == ["zalo_tokens_broken"]
    assert zalo.asked == 2

    zalo.access, zalo.refresh = NEW.access, NEW.refresh  # an operator gets it by hand
    assert await kept_by(database, zalo, NEW).access() == NEW.access
    assert [await other.access() for other in others] == [NEW.access] * 3
    assert {other.state for other in others} == {"on"}
    assert alarms(logs) == ["zalo_tokens_broken"]


async def test_a_crash_before_the_request_is_made_good_by_the_next_process(
    database: Database, zalo: FakeOAuth, logs: Logs
) -> None:
    await die_at(database, zalo, logs, OAuth, "renewed")
    other = kept_by(database, zalo)
    await other.tend()
    assert await other.access() == "access-hush-1"
    assert (await mark(database), zalo.renewals, alarms(logs)) == ("", 1, [])


async def test_a_database_that_goes_away_before_the_pair_is_kept_loses_nothing(
    database: Database, zalo: FakeOAuth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> NoReturn:
        raise Unreachable

    time = Time()
    only = kept_by(database, zalo, time=time)
    with monkeypatch.context() as patch:
        patch.setattr(rows, "save", away)
        with pytest.raises(NotNow, match="database"):
            await only.renew(FIRST.access)
        with pytest.raises(NotNow):  # not at once again
            await only.renew(FIRST.access)
    time.now += 60
    assert await only.renew(FIRST.access) == "access-hush-1"
    assert await kept_by(database, zalo).access() == "access-hush-1"
    assert zalo.asked == 1


@pytest.mark.parametrize("fault", ["busy", "down", "moved"])
async def test_a_hindrance_passes(
    database: Database, zalo: FakeOAuth, logs: Logs, fault: str
) -> None:
    time = Time()
    only = kept_by(database, zalo, time=time)
    zalo.fault = fault
    with pytest.raises(NotNow) as raised:
        await only.renew(FIRST.access)
    assert only.state == str(raised.value) != "on"
    assert await mark(database) == ("" if fault == "busy" else rows.RENEWING)
    zalo.fault = ""
    with pytest.raises(NotNow):
        await only.renew(FIRST.access)
    assert zalo.asked == 1  # it rests
    time.now += 60
    assert await only.renew(FIRST.access) == "access-hush-1"
    assert (only.state, alarms(logs)) == ("on", [])


async def test_a_server_that_cannot_be_reached_leaves_no_doubt(
    database: Database, zalo: FakeOAuth
) -> None:
    gone = OAuth("http://127.0.0.1:1", APP_ID, SecretStr(APP_SECRET))
    only = TokenKeeper(Pairs(database, KEYRING, FIRST), gone)
    with pytest.raises(NotNow, match="ClientConnectorError"):
        await only.renew(FIRST.access)
    assert await mark(database) == ""
    assert await kept_by(database, zalo).renew(FIRST.access) == "access-hush-1"


async def test_an_answer_that_got_lost_is_an_alarm(
    database: Database, zalo: FakeOAuth, logs: Logs
) -> None:
    time = Time()
    only = kept_by(database, zalo, time=time)
    zalo.fault = "lost"
    with pytest.raises(NotNow, match="says 504"):
        await only.renew(FIRST.access)
    zalo.fault = ""
    for _ in range(3):
        time.now += 60
        await only.tend()
    assert alarms(logs) == ["zalo_tokens_broken"]
    assert zalo.asked == 2


async def test_a_pair_given_during_a_renewal_wins(database: Database, zalo: FakeOAuth) -> None:
    zalo.open_gate.clear()
    first = kept_by(database, zalo)
    renewal = asyncio.create_task(first.renew(FIRST.access))
    await zalo.heard.wait()
    await kept_by(database, zalo, NEW).access()
    zalo.open_gate.set()
    assert await renewal == NEW.access


@pytest.mark.parametrize(
    ("expires_in", "hours", "asked"),
    [("90000", 19.9, 0), ("90000", 20.1, 1), (90000, 20.1, 1), (3600, 0.7, 0), (3600, 0.9, 1),
     ("soon", 19.9, 0), (None, 20.1, 1)],
)  # fmt: skip
async def test_it_is_renewed_in_time(
    database: Database, zalo: FakeOAuth, expires_in: object, hours: float, asked: int
) -> None:
    zalo.expires_in = expires_in
    only = kept_by(database, zalo)
    await only.renew(FIRST.access)
    await age(database, hours=hours)
    await only.tend()
    await only.tend()
    assert zalo.asked == 1 + asked
    assert await only.access() == zalo.access


async def test_the_end_of_a_refresh_token_is_told_in_time(
    database: Database, zalo: FakeOAuth, logs: Logs
) -> None:
    time = Time()
    only = kept_by(database, zalo, time=time)
    await only.access()
    await age(database, days=81)
    zalo.fault = "busy"
    for _ in range(3):
        time.now += 60
        await only.tend()
    assert alarms(logs) == ["zalo_tokens_end_soon"]
    time.now += 60
    assert await only.access() == FIRST.access
    assert only.state.startswith("tokens not renewed for 81 days")
    zalo.fault = ""
    await only.tend()
    assert only.state == "on"


async def test_another_secret_key_opens_the_tokens_after_they_were_sealed_anew(
    database: Database, zalo: FakeOAuth
) -> None:
    await kept_by(database, zalo).renew(FIRST.access)
    stranger = TokenKeeper(Pairs(database, Keyring("another"), FIRST), zalo.oauth)
    with pytest.raises(NotNow, match="SECRET_KEY"):
        await stranger.access()
    resealed: Callable[[Connection], int] = Keyring("another,a secret of tests").reseal_all
    assert await database.transact(resealed) == 2
    assert await stranger.access() == "access-hush-1"


def test_no_token_is_shown(zalo: FakeOAuth) -> None:
    assert "hush" not in repr([FIRST, zalo.oauth])


async def test_the_settings_make_a_keeper(database: Database, zalo: FakeOAuth) -> None:
    environment = {
        "ZALO_OA_APP_ID": APP_ID, "ZALO_OA_APP_SECRET": APP_SECRET,
        "ZALO_OA_ACCESS_TOKEN": FIRST.access, "ZALO_OA_REFRESH_TOKEN": FIRST.refresh,
        "ZALO_OAUTH_BASE": zalo.oauth.base,
    }  # fmt: skip
    assert keeper(read({}), database, KEYRING) is None
    made = keeper(read(environment), database, KEYRING)
    assert made is not None
    assert await made.renew(await made.access()) == zalo.access == "access-hush-1"
