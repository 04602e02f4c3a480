"""Invite codes: kept hashed, hard to guess for anybody anywhere, and never a dead end."""

from datetime import timedelta

from sqlalchemy import Connection, func, insert, select, update

from bot.envelope import Event
from bot.reports.code_sheets import xlsx
from bot.workbooks import rows
from campaign.people import Role
from campaign.people_wishes import CodeRefused, NoCode
from storage import codes, guesses, sheets
from storage.clock import from_now
from storage.database import Database
from storage.secrets import Keyring
from storage.tables import contacts, invites, outbox, posts, units
from storage.tables import guesses as tries
from tests.stage import KEYRING, START, Stage

VILLAGE = "Bản Tà Lành"
OPEN = 1500  # codes, as when a whole province is invited at once
YEAR = 365.25 * 86400


def unit_id(c: Connection, name: str = VILLAGE) -> int:
    return int(c.scalars(select(units.c.id).where(units.c.name == name)).one())


def invited(c: Connection, name: str = "Thào Thị Dợ", keyring: Keyring = KEYRING) -> str:
    return codes.invite(c, keyring, unit_id(c), Role.REPORTER, name, START)[0]


def held(c: Connection) -> int:
    mine = select(func.count()).where(posts.c.unit_id == unit_id(c), posts.c.until.is_(None))
    return c.scalar(mine) or 0


def texts(c: Connection) -> str:
    """Everything that is kept, as one text."""
    tables = (invites, outbox, contacts)
    return "\n".join(str(tuple(row)) for table in tables for row in c.execute(select(table)))


async def test_a_code_is_twelve_digits_and_nowhere_kept_as_such(on_stage: Stage) -> None:
    await on_stage.say("minh", "mời")
    await on_stage.tap("minh", "Mời một đơn vị")
    await on_stage.say("minh", "tà lành")
    heard = await on_stage.say("minh", "Thào Thị Dợ")
    code = heard[0].body.text.partition(": ")[2].partition("\n")[0]
    digits = code.replace(" ", "")
    assert (len(digits), digits.isdigit()) == (codes.DIGITS, True)
    kept = await on_stage.database.transact(texts)
    assert code not in kept
    assert digits not in kept


async def test_a_code_needs_the_key_it_was_made_with(on_stage: Stage) -> None:
    transact = on_stage.database.transact
    code = await transact(invited)

    def looked(c: Connection, keyring: Keyring) -> object:
        return codes.look_at(c, keyring, code, START, channel="web")

    other = Keyring("another secret")
    assert await transact(looked, other) == CodeRefused(NoCode.UNKNOWN)
    rolled = Keyring("another secret, a secret of the tests")  # the old key behind the new one
    assert not isinstance(await transact(looked, rolled), CodeRefused)


async def test_plain_codes_of_an_earlier_release_still_open(on_stage: Stage) -> None:
    def before(c: Connection) -> None:
        c.execute(insert(invites).values(
            hash=codes.PLAIN + "20219999", unit_id=unit_id(c), role=Role.REPORTER,
            name="Thào Thị Dợ", created_at=START, expires_at=START + timedelta(days=30),
        ))  # fmt: skip

    transact = on_stage.database.transact
    await transact(before)
    heard = await on_stage.say("dợ", "2021 9999")
    assert "chưa đúng" in heard[0].body.text  # nothing opens before it is hashed
    assert await transact(codes.hide, KEYRING) == 1
    assert await transact(codes.hide, KEYRING) == 0
    assert "20219999" not in await transact(texts)
    heard = await on_stage.say("dợ", "2021 9999")
    assert VILLAGE in heard[0].body.text


# --- guessing


async def guess(stage: Stage, name: str, code: str) -> str:
    return (await stage.say(name, code))[0].body.text


def is_looked_at(said: str) -> bool:
    return "chưa đúng" in said or "Có đúng đơn vị" in said


async def test_one_contact_is_wrong_a_few_times_then_waits_also_after_a_restart(
    on_stage: Stage,
) -> None:
    code = await on_stage.database.transact(invited)
    for n in range(guesses.OF_ONE.wrong):
        assert "chưa đúng" in await guess(on_stage, "lạ", f"9{n:011d}")
    assert "Xin chờ 30 phút" in await guess(on_stage, "lạ", code)
    await on_stage.restart()
    assert "Xin chờ 30 phút" in await guess(on_stage, "lạ", f"/start {code}")
    assert VILLAGE in await guess(on_stage, "dợ", code)  # nobody else is held up


async def test_who_has_waited_may_try_again(on_stage: Stage) -> None:
    code = await on_stage.database.transact(invited)
    for n in range(guesses.OF_ONE.wrong + 1):
        await guess(on_stage, "lạ", f"9{n:011d}")
    await on_stage.database.transact(_later, guesses.OF_ONE.seconds)
    assert VILLAGE in await guess(on_stage, "lạ", code)


def _later(c: Connection, seconds: float) -> None:
    c.execute(update(tries).values(since=from_now(-seconds - 1)))


async def tries_a_minute(stage: Stage) -> int:
    """How many codes many contacts together get an answer to before the channel waits."""
    looked = 0
    for n in range(guesses.OF_ALL.wrong * 2):
        looked += is_looked_at(await guess(stage, f"lạ{n}", f"8{n:011d}"))
    return looked


async def test_guessing_one_of_all_open_codes_is_hopeless(on_stage: Stage) -> None:
    """A crowd of contacts, each with all its tries, that goes on day and night on one channel."""
    looked = await tries_a_minute(on_stage)
    assert looked == guesses.OF_ALL.wrong
    expected = 10**codes.DIGITS / OPEN  # tries until one of them is hit
    assert expected > 600_000_000
    years = expected / looked * guesses.OF_ALL.seconds / YEAR
    assert years > 40
    while_open = looked * codes.LIVES.total_seconds() / guesses.OF_ALL.seconds / expected
    assert while_open < 1 / 500  # that anything at all is hit before the codes run out


async def test_a_channel_that_waits_says_so_and_loses_no_code(on_stage: Stage) -> None:
    code = await on_stage.database.transact(invited)
    await tries_a_minute(on_stage)
    said = await guess(on_stage, "dợ", code)
    assert "quá nhiều mã sai" in said
    assert "vẫn còn nguyên" in said
    await on_stage.database.transact(_later, guesses.OF_ALL.seconds)
    assert VILLAGE in await guess(on_stage, "dợ", code)


async def test_two_processes_share_the_limits(on_stage: Stage) -> None:
    """A link that is opened and a code that is typed count together, whoever takes them."""
    other = Database(on_stage.database.url)

    def tried(c: Connection, n: int) -> NoCode | None:
        found = codes.look_at(c, KEYRING, f"7{n:011d}", START, channel="web")
        assert isinstance(found, CodeRefused)
        if found.why is NoCode.UNKNOWN:
            guesses.wrong(c, "web", None)
        return found.why

    both = (on_stage.database, other)
    seen = [await both[n % 2].transact(tried, n) for n in range(guesses.OF_ALL.wrong + 4)]
    assert seen.count(NoCode.UNKNOWN) == guesses.OF_ALL.wrong
    assert seen[-4:] == [NoCode.BUSY] * 4
    assert "quá nhiều" in await guess(on_stage, "lạ", "700000000099")
    await other.close()


# --- once


async def test_a_code_opens_once_whoever_comes_second(on_stage: Stage) -> None:
    code = await on_stage.database.transact(invited)
    for name in ("dợ", "lạ"):
        await on_stage.say(name, code)
    assert "Đồng chí đã vào" in (await on_stage.say("dợ", "1"))[0].body.text
    assert "đã có người dùng" in (await on_stage.say("lạ", "1"))[0].body.text
    assert await on_stage.database.transact(held) == 1


async def test_codes_for_different_people_of_one_unit_live_side_by_side(on_stage: Stage) -> None:
    transact = on_stage.database.transact
    first, second = await transact(invited, "Thào Thị Dợ"), await transact(invited, "Mùa Thị Páng")
    for name, code in (("dợ", first), ("páng", second)):
        assert VILLAGE in await guess(on_stage, name, code)


# --- by phone


async def share(stage: Stage, name: str, phone: str) -> list[str]:
    heard = await stage._take(name, text=phone, event=Event.PHONE)  # noqa: SLF001 - as a channel
    return [one.body.text for one in heard]


async def test_a_number_the_channel_vouches_for_opens_what_is_kept_for_it(on_stage: Stage) -> None:
    def kept(c: Connection) -> None:
        for village in (VILLAGE, "Bản Trống Khua"):
            codes.invite(
                c, KEYRING, unit_id(c, village), Role.REPORTER, "Thào Thị Dợ", START,
                phone="0912345678", title="bà",
            )  # fmt: skip

    await on_stage.database.transact(kept)
    assert "Chưa có lời mời" in (await share(on_stage, "lạ", "+84912345679"))[0]
    said = await share(on_stage, "dợ", "+84 912 345 678")
    assert "Đồng chí đã vào Bản Trống Khua" in said[0]
    assert "Chào bà Thào Thị Dợ" in said[1]
    assert "chức vụ" in said[1]
    assert "Chưa có lời mời" in (await share(on_stage, "lạ", "0912345678"))[0]


# --- sheets


async def test_the_sheet_of_codes_is_drawn_from_what_is_sealed(on_stage: Stage) -> None:
    await on_stage.say("lan", "mời")
    heard = await on_stage.tap("lan", "Mời tất cả (13)")
    body = heard[0].body
    found = await on_stage.database.transact(sheets.read, KEYRING, body.file)
    assert found is not None
    given, expires = found
    table = rows(xlsx(given, expires))[2:]
    assert len(table) == 13
    for unit, unit_code, code, _link, *_ in table:
        assert f"{unit}: {code}" in body.text
        assert unit_code.startswith("04")
    assert table[0][2].replace(" ", "") not in await on_stage.database.transact(texts)
