"""Cụm: what a supervisor reaches follows the communes of it, at once, and nothing else does."""

from datetime import datetime

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.commands import clusters as commands
from bot.commands.frame import BadInput
from campaign.clusters import KeepCluster, Supervise, matched
from campaign.desk import Refused
from campaign.people import Role, Verb, may
from campaign.workflow import Status
from campaign.worklists import Standing
from storage import clusters, people, units
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.people import Contact
from storage.reorganisations import do_due
from storage.tables import answers, contacts, posts, records
from storage.tables import units as unit_table
from tests import reforms
from tests.stage import KEYRING, ZONE, Stage, address_of
from tests.territory import FIRST
from tests.test_rights import record

NOW = datetime(2025, 7, 2, 8, 0, tzinfo=ZONE)
LAN = "0900000003"


@pytest.fixture
async def reformed(on_stage: Stage) -> Stage:
    """The 51 communes and no districts of July 2025."""

    def reform(c: Connection) -> None:
        for day in (reforms.FIRST, reforms.SECOND):
            reforms.reorganise(c, day, datetime(2024, 12, 1, 8, 0, tzinfo=ZONE))
        do_due(c, NOW)

    await on_stage.database.transact(reform)
    on_stage.now = NOW
    return on_stage


def commune(c: Connection, name: str) -> int:
    found = select(unit_table.c.id).where(
        unit_table.c.name == name, unit_table.c.level == "commune", units.standing(NOW.date())
    )
    return int(c.scalars(found).one())


def province(c: Connection) -> int:
    top = units.top(c, NOW.date())
    assert top is not None
    return top.id


def contact(c: Connection, name: str) -> Contact:
    found = select(contacts.c.id).where(contacts.c.address == address_of(name))
    return people.find(c, int(c.execute(found).scalar_one()))


def desk(c: Connection, name: str) -> StoredDesk:
    return StoredDesk(c, KEYRING, contact(c, name), NOW)


def grouped(c: Connection, *names: str, called: str = "Cụm Mù Cang Chải") -> int:
    """A cụm of these communes, which Lan supervises."""
    id = clusters.keep(c, province(c), called, [commune(c, n) for n in names], NOW)
    who = clusters.called(c, LAN)
    assert who is not None
    clusters.appoint(c, id, who[0], NOW)
    return id


def at(c: Connection, name: str, number: int) -> int:
    """A record at a commune of today."""
    unit = units.get(c, commune(c, name))
    assert unit is not None
    id = record(c, f"id:{unit.id}", Status.SUBMITTED, number=number)
    said = {"value": ["name"], "restricted": False, "person_id": 1, "at": NOW}
    c.execute(insert(answers).values(record_id=id, key="R10", **said))
    return id


async def test_the_reach_of_a_supervisor_follows_the_communes(reformed: Stage) -> None:
    def reached(c: Connection) -> list[list[int]]:
        inside, outside = at(c, "Xã Lao Chải", 71), at(c, "Xã Púng Luông", 72)
        found = []
        for names in (("Xã Lao Chải",), ("Xã Lao Chải", "Xã Púng Luông"), ("Xã Púng Luông",)):
            grouped(c, *names)
            here = desk(c, "lan")
            submitted = here.worklists.records(Standing((Status.SUBMITTED,)), FIRST)
            listed = sorted(line.id for line in submitted)
            assert listed == [id for id in (inside, outside) if here.record(id) is not None]
            assert sorted(line.id for line in here.worklists.search("Tủa")) == listed
            found.append(listed)
        return found

    assert await reformed.database.transact(reached) == [[1], [1, 2], [2]]


async def test_a_supervisor_looks_asks_and_nudges_and_decides_nothing(reformed: Stage) -> None:
    def rights(c: Connection) -> set[Verb]:
        grouped(c, "Xã Lao Chải")
        me = desk(c, "lan").me
        unit = units.get(c, commune(c, "Xã Lao Chải"))
        assert me is not None
        assert unit is not None
        assert not any(may(me.post, verb, (province(c),)) for verb in Verb)
        return {verb for verb in Verb if may(me.post, verb, unit.path)}

    wanted = {Verb.VIEW, Verb.SUMMARY, Verb.NUDGE, Verb.INQUIRE}
    assert await reformed.database.transact(rights) == wanted


async def test_a_commune_is_in_one_cluster_and_leaves_the_one_it_was_in(reformed: Stage) -> None:
    def moved(c: Connection) -> list[tuple[str, list[str]]]:
        grouped(c, "Xã Lao Chải", "Xã Púng Luông")
        grouped(c, "Xã Púng Luông", called="Cụm Hai")
        found = clusters.all_of(c, province(c), NOW.date())
        return [(one.name, [u.name for u in one.communes]) for one in found]

    assert await reformed.database.transact(moved) == [
        ("Cụm Hai", ["Xã Púng Luông"]),
        ("Cụm Mù Cang Chải", ["Xã Lao Chải"]),
    ]


async def test_who_supervised_before_reaches_nothing_any_more(reformed: Stage) -> None:
    def followed(c: Connection) -> tuple[bool, bool]:
        at(c, "Xã Lao Chải", 71)
        id = grouped(c, "Xã Lao Chải")
        before = desk(c, "lan").record(1) is not None
        minh = contact(c, "minh").person
        assert minh is not None
        clusters.appoint(c, id, minh.id, NOW)
        return before, desk(c, "lan").record(1) is not None

    assert await reformed.database.transact(followed) == (True, False)


async def test_a_summary_of_a_cluster_counts_its_communes_alone(reformed: Stage) -> None:
    def counted(c: Connection) -> tuple[str, list[str], list[str]]:
        grouped(c, "Xã Lao Chải", "Xã Púng Luông")
        here = desk(c, "lan")
        assert here.me is not None
        whole = here.summary(here.me.post.unit_id, "2023-2025", None)
        return (
            whole.unit.name,
            [child.unit.name for child in whole.children],
            [line.id for line in whole.quotas if line.missing],
        )

    name, children, _ = await reformed.database.transact(counted)
    assert name == "Cụm Mù Cang Chải"
    assert children == ["Xã Lao Chải", "Xã Púng Luông"]


async def test_a_nudge_reaches_the_communes_of_the_cluster_only(reformed: Stage) -> None:
    def appointed(c: Connection) -> None:
        grouped(c, "Xã Lao Chải")
        beside = contact(c, "dua").person
        assert beside is not None
        people.appoint(c, beside.id, commune(c, "Xã Púng Luông"), Role.COMMUNE, NOW)

    await reformed.database.transact(appointed)
    await reformed.say("lan", "chưa xong")
    heard = await reformed.say("lan", "1")
    reached = "\n".join(h.body.text for h in heard if h.name == "lan")
    assert "Lao Chải" in reached
    heard += await reformed.works()
    assert {h.name for h in heard} == {"lan", "minh"}


async def test_only_the_province_groups_and_only_its_own_communes(reformed: Stage) -> None:
    def tried(c: Connection) -> list[bool]:
        mine = commune(c, "Xã Lao Chải")
        village = c.scalar(select(unit_table.c.id).where(unit_table.c.name == "Bản Háng Sung"))
        wishes: list[tuple[str, KeepCluster | Supervise]] = [
            ("minh", KeepCluster("Cụm", (mine,))),
            ("tinh", KeepCluster("Cụm", (mine, int(village or 0)))),
            ("tinh", KeepCluster("Cụm", ())),
            ("minh", Supervise(1, LAN)),
            ("tinh", Supervise(1, LAN)),  # there is none yet
        ]
        return [isinstance(wished(c, who, wish), Refused) for who, wish in wishes]

    assert await reformed.database.transact(tried) == [True] * 5


def wished(c: Connection, who: str, wish: KeepCluster | Supervise) -> object:
    here = desk(c, who)
    return perform(Doing(c, KEYRING, here, NOW, {}, lambda _: {}), wish)


async def test_a_post_that_ended_reaches_nothing(reformed: Stage) -> None:
    def ended(c: Connection) -> object:
        grouped(c, "Xã Lao Chải")
        c.execute(update(posts).where(posts.c.role == Role.CLUSTER).values(until=NOW))
        return contact(c, "lan").person

    assert await reformed.database.transact(ended) is None


async def test_a_supervisor_connects_a_second_channel_and_hands_nothing_over(
    reformed: Stage,
) -> None:
    await reformed.database.transact(grouped, "Xã Lao Chải")
    heard = await reformed.say("lan", "kết nối")
    assert "Mã kết nối" in next(h for h in heard if "Mã" in h.body.text).body.text
    for text in ("bàn giao", "1", "Giàng A Chu"):
        heard = await reformed.say("lan", text)
    assert not any("Mã" in h.body.text for h in heard)


async def test_communes_are_matched_by_name_or_code(reformed: Stage) -> None:
    def found(c: Connection) -> tuple[list[str], list[str]]:
        below = units.below(c, province(c), NOW.date())
        code = next(u.code for u in below if u.name == "Xã Púng Luông")
        known, unknown = matched(["lao chải", code, "", "Xã Nào Đó", "Xã Lao Chải"], below)
        return [u.name for u in known], unknown

    known, unknown = await reformed.database.transact(found)
    assert known == ["Xã Lao Chải", "Xã Púng Luông"]
    assert unknown == ["Xã Nào Đó"]


async def test_what_lies_long_in_the_cluster_is_told_to_its_supervisor(reformed: Stage) -> None:
    def laid(c: Connection) -> None:
        grouped(c, "Xã Lao Chải")
        for name, number in (("Xã Lao Chải", 71), ("Xã Púng Luông", 72)):
            at(c, name, number)
        c.execute(update(records).values(changed_at=NOW))

    await reformed.database.transact(laid)
    await reformed.live_until(datetime(2025, 7, 13, 7, 30, tzinfo=ZONE))
    heard = {h.name: h.body.text for h in await reformed.remind()}
    assert "Xã Lao Chải" in heard["lan"]
    assert "Púng Luông" not in heard["lan"]
    assert "Xã Púng Luông" in heard["tinh"]


# --- from the terminal


async def test_an_operator_groups_communes(reformed: Stage) -> None:
    def grouped_by_hand(c: Connection) -> tuple[str, str]:
        said = commands.kept(c, "Cụm Hai", "Xã Lao Chải,Púng Luông", "0900 000 003", NOW)
        return said, commands.listed(c, NOW)

    said, listed = await reformed.database.transact(grouped_by_hand)
    assert said == "Cụm Hai: 2 communes, supervised by Hà Thị Lan."
    assert listed.splitlines() == [
        "1 cụm hold 2 of 51 communes.",
        "Cụm Hai (Hà Thị Lan): Xã Lao Chải, Xã Púng Luông",
    ]


@pytest.mark.parametrize(
    ("communes", "phone", "why"),
    [
        ("Xã Nào Đó", None, "Xã Nào Đó is no commune of"),
        ("", None, "none is no commune of"),
        ("Xã Lao Chải", "0999", "not one person has joined with the number 0999"),
    ],
)
async def test_what_nobody_knows_is_refused(
    communes: str, phone: str | None, why: str, reformed: Stage
) -> None:
    with pytest.raises(BadInput, match=why):
        await reformed.database.transact(commands.kept, "Cụm", communes, phone, NOW)


async def test_while_districts_stand_no_cluster_is_needed(on_stage: Stage) -> None:
    with pytest.raises(BadInput, match="Districts stand between"):
        await on_stage.database.transact(commands.listed, on_stage.now)
