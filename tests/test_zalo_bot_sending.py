"""What leaves for Zalo: pages, pictures by a link of ours, and what each failure means."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, update

from bot.channels.base import BadAccount, Body
from bot.channels.failures import MaybeLeft, NeverLeft, NotReachable, Refused, SendFailed, TooMany
from bot.channels.public_media import LIVES, PublicLinks
from bot.channels.zalo_bot import Account, ZaloBot
from bot.channels.zalo_bot_failures import Drought
from bot.clock import wall
from bot.lease import Lease
from bot.services import Services
from conversations.showing import Button
from storage import evidence, people
from storage.tables import evidence as table
from tests.stage import PAPER, jpeg
from tests.web_chat import Client, running
from tests.zalo_bot import FakeZaloBot
from tests.zalo_bot.people import Person
from tests.zalo_bot_stage import PlainMedia

pytest_plugins = ["tests.zalo_bot_fixtures"]

YES_OR_NO = (Button("Có", "a"), Button("Không", "b"))
ASKED = Body("Đồng ý không?", YES_OR_NO, (("q", Button("Quay lại", "c")),))
LONG = "Một câu dài để thử. " * 150


async def test_choices_are_numbers_and_escapes_words(
    channel: ZaloBot, api: FakeZaloBot, hoa: Person
) -> None:
    receipt = await channel.send(hoa.id, ASKED)
    assert hoa.heard[-1].text == "Đồng ý không?\n1. Có\n2. Không\nq quay lại"
    assert receipt.message_id == hoa.heard[-1].id
    assert receipt.at is not None
    assert abs(receipt.at - api.world.clock()) < 10


async def test_long_message_is_paged_and_letters_are_composed(
    channel: ZaloBot, hoa: Person
) -> None:
    await channel.send(hoa.id, Body(LONG + "Xa\u0303 \U0001f33f"))
    assert len(hoa.heard) >= 2
    assert hoa.heard[-1].text.endswith("Xã \U0001f33f")


async def test_pictures_and_files_are_left_out_where_nobody_could_fetch_them(
    channel: ZaloBot, hoa: Person
) -> None:
    await channel.send(hoa.id, Body("Hồ sơ", pictures=(1, 2), file="ab"))
    assert [(m.text, m.photo) for m in hoa.heard] == [("Hồ sơ", None)]
    assert (await channel.send(hoa.id, Body("", pictures=(1,)))).message_id == ""


FAILURES: list[tuple[dict[str, Any], type[SendFailed]]] = [
    ({"error": 400}, Refused),
    ({"error": 401}, NeverLeft),
    ({"error": 403}, NotReachable),
    ({"error": 404}, NeverLeft),
    ({"error": 408}, MaybeLeft),
    ({"error": 429}, TooMany),
    ({"error": 500}, MaybeLeft),
    ({"status": 502}, MaybeLeft),
    ({"status": 503, "error": 503}, MaybeLeft),
    ({"body": "<html>hotel WLAN</html>"}, MaybeLeft),
    ({"cut": "before"}, MaybeLeft),
    ({"cut": "after"}, MaybeLeft),
]


@pytest.mark.parametrize(("fault", "kind"), FAILURES)
async def test_failure_says_whether_anything_left(
    channel: ZaloBot, api: FakeZaloBot, hoa: Person, fault: dict[str, Any], kind: type[SendFailed]
) -> None:
    api.faults.next("sendMessage", **fault)
    with pytest.raises(SendFailed) as raised:
        await channel.send(hoa.id, ASKED)
    assert type(raised.value) is kind
    assert raised.value.rest is None
    assert api.token not in str(raised.value)
    await channel.send(hoa.id, ASKED)
    assert channel.state == "connecting"


async def test_without_a_connection_nothing_left(
    channel: ZaloBot, api: FakeZaloBot, hoa: Person
) -> None:
    await api.faults.down()
    with pytest.raises(NeverLeft):
        await channel.send(hoa.id, ASKED)
    await api.faults.up()


async def test_whoever_never_wrote_is_not_reachable(channel: ZaloBot, api: FakeZaloBot) -> None:
    with pytest.raises(NotReachable):
        await channel.send(api.person("Dua").id, ASKED)


def test_used_up_month_is_asked_about_more_and_more_rarely() -> None:
    now = [0.0]
    drought = Drought(lambda: now[0])
    assert (drought.seconds(), drought.seconds()) == (60, 60)
    now[0] = 60
    assert drought.seconds() == 120
    now[0] = 10**6
    for _ in range(10):
        now[0] += drought.seconds()
    assert drought.seconds() == 3600
    drought.over()
    assert drought.seconds() == 60


async def test_refused_token_is_named_at_start(channel: ZaloBot, api: FakeZaloBot) -> None:
    assert await channel.check() == ""
    api.faults.next("getMe", error=401)
    with pytest.raises(BadAccount, match=r"^ZALO_BOT_TOKEN: Zalo does not know this token"):
        await channel.check()
    api.faults.next("getMe", status=502)
    assert "502" in await channel.check()


# --- pictures and files by our own links


@pytest.fixture
async def world(
    api: FakeZaloBot, stage_sqlite: Callable[[], str], tmp_path: Path
) -> AsyncIterator["_Place"]:
    """A process that serves, and the channel that names it."""
    async with running(stage_sqlite(), tmp_path, DEMO="0") as (services, client):
        links = PublicLinks(services.keyring, str(client.make_url("/")))
        account = Account(SecretStr(api.token), api.base)
        lease = Lease(services.database, "zalo_bot")
        async with ZaloBot(account, links, lease, PlainMedia()) as made:
            yield _Place(services, client, links, made)


class _Place:
    def __init__(
        self, services: Services, client: Client, links: PublicLinks, channel: ZaloBot
    ) -> None:
        self.services, self.client, self.links, self.channel = services, client, links, channel

    async def photo(self) -> int:
        sha256 = self.services.blobs.put(jpeg(7))
        return await self.services.database.transact(_stored, sha256)

    async def status(self, path: str) -> int:
        async with self.client.get(path) as answer:
            return answer.status


def _stored(c: Connection, sha256: str) -> int:
    contact = people.take(c, "zalo_bot", "a" * 20, wall())
    id = evidence.received(
        c, wall(), contact_id=contact.id, person_id=None, kind="photo", ref={}, album="",
        caption="",
    )  # fmt: skip
    c.execute(update(table).where(table.c.id == id).values(state="stored", sha256=sha256))
    return id


async def test_picture_carries_the_words_and_stays(
    world: _Place, api: FakeZaloBot, hoa: Person
) -> None:
    api.fetches_at_once = 2
    id = await world.photo()
    await world.channel.send(hoa.id, Body("Hồ sơ của gia đình", pictures=(id, id)))
    assert [m.caption for m in hoa.heard] == ["", "Hồ sơ của gia đình"]
    await api.refetch()
    assert all(m.photo and not m.photo.black and m.photo.data == jpeg(7) for m in hoa.heard)


async def test_words_of_a_picture_that_is_gone_arrive(world: _Place, hoa: Person) -> None:
    await world.channel.send(hoa.id, Body("Hồ sơ", pictures=(999,)))
    assert [(m.text, m.photo) for m in hoa.heard] == [("Hồ sơ", None)]


async def test_retry_sends_only_what_has_not_left(
    world: _Place, api: FakeZaloBot, hoa: Person
) -> None:
    id = await world.photo()
    api.faults.next("sendMessage", error=429)
    with pytest.raises(TooMany) as raised:
        await world.channel.send(hoa.id, Body(LONG, pictures=(id,)))
    assert raised.value.rest == Body(LONG)
    assert len(hoa.heard) == 1


async def test_file_is_a_link_below_the_words(world: _Place, hoa: Person) -> None:
    await world.channel.send(hoa.id, Body("Báo cáo", file=world.services.blobs.put(PAPER)))
    words, link = hoa.heard[-1].text.split("\n")
    assert words == "Báo cáo"
    async with world.client.get(link.removeprefix(str(world.client.make_url("/")))) as answer:
        assert await answer.read() == PAPER
        assert "guong-sang.pdf" in answer.headers["Content-Disposition"]


async def test_link_opens_one_thing_for_a_week(world: _Place) -> None:
    id, sign, now = await world.photo(), world.services.keyring.sign, wall()
    assert await world.status(f"/p/{sign(f'picture:{id}', now)}.jpg") == 200
    for said, at in (
        (f"picture:{id}", now - LIVES - timedelta(minutes=1)),
        (f"media:1:evidence:{id}", now),
        (f"file:{id}", now),
        ("picture:999", now),
    ):
        assert await world.status(f"/p/{sign(said, at)}.jpg") == 404
    assert await world.status(f"/f/{sign(f'picture:{id}', now)}") == 404
    assert await world.status("/p/x.y.z.jpg") == 404
    assert await world.status("/f/" + "é" * 3) == 404
