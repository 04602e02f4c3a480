"""Posts: one that ended reaches nothing any more, and everything passes on with it."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, func, select

from campaign.desk import Refused
from campaign.people import Role
from campaign.people_wishes import (
    ActIn,
    AddVillages,
    AskRevoke,
    Gone,
    HandOver,
    InviteAll,
    Leave,
    PeopleWish,
    RevokeAsked,
    SettleRevoke,
)
from storage import people
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.people import Contact
from storage.tables import answers, audit, contacts, evidence, invites, posts, records
from tests.stage import KEYRING, Stage, address_of
from tests.test_rights import HOME, NOW, actor, unit_id


def post_of(c: Connection, name: str) -> int:
    contact = people.at(c, "web", address_of(name))
    assert contact is not None
    assert contact.person is not None
    return contact.person.post.id


def counts(c: Connection) -> dict[str, int]:
    """How much there is of everything somebody could change."""
    kept = (records, answers, posts, invites, evidence)
    return {t.name: c.scalar(select(func.count()).select_from(t)) or 0 for t in kept}


def verbs(c: Connection, thing: str, id: int) -> list[str]:
    mine = select(audit.c.verb).where(audit.c.thing == thing, audit.c.thing_id == id)
    return list(c.scalars(mine.order_by(audit.c.id)))


async def handed_over(stage: Stage) -> str:
    await stage.say("hoa", "bàn giao")
    await stage.say("hoa", "Vàng A Páo")
    heard = await stage.tap("hoa", "Làm mã bàn giao")
    return heard[0].body.text.partition(": ")[2].partition("\n")[0]


async def draft(stage: Stage) -> None:
    for said in ("đăng ký", "2", "Sùng A Chứ", "Trồng chè, nuôi trâu"):
        await stage.say("hoa", said)


async def test_what_was_sent_for_no_record_yet_goes_with_the_post(on_stage: Stage) -> None:
    await on_stage.photo("hoa")
    code = await handed_over(on_stage)
    await on_stage.say("páo", code)
    await on_stage.say("páo", "1")

    def loose(c: Connection) -> list[str]:
        found = select(contacts.c.address).join(evidence, evidence.c.contact_id == contacts.c.id)
        return list(c.scalars(found))

    assert await on_stage.database.transact(loose) == [address_of("páo")]


async def test_the_audit_says_that_a_post_was_handed_over(on_stage: Stage) -> None:
    post = await on_stage.database.transact(post_of, "hoa")
    await on_stage.say("páo", await handed_over(on_stage))
    await on_stage.say("páo", "1")
    assert await on_stage.database.transact(verbs, "post", post) == ["hand_over_code", "hand_over"]


async def test_the_successor_answers_a_form_where_the_predecessor_stopped(on_stage: Stage) -> None:
    await draft(on_stage)
    await on_stage.say("páo", await handed_over(on_stage))
    await on_stage.say("páo", "1")
    before = await on_stage.database.transact(counts)
    heard = await on_stage.say("páo", "tiếp tục")
    assert "ảnh minh chứng" in heard[-1].body.text
    await on_stage.say("páo", "x")
    assert (await on_stage.database.transact(counts))["answers"] == before["answers"] + 1


WORDS = (
    "của tôi", "tiếp tục", "mở 1", "tìm Chứ", "tổng hợp", "danh sách", "hạn", "chờ duyệt", "mời",
    "bàn giao", "nghỉ", "thu hồi", "chức vụ", "kết nối",
)  # fmt: skip


async def revoked(stage: Stage) -> None:
    await stage.say("minh", "thu hồi")
    await stage.say("minh", "háng sung")
    await stage.say("minh", "1")
    await stage.say("lan", "thu hồi")
    await stage.tap("lan", "Đồng ý thu hồi")


@pytest.mark.parametrize("how", ["handed over", "left", "revoked"])
async def test_a_post_that_ended_reaches_nothing_any_more(how: str, on_stage: Stage) -> None:
    """By every button ever shown, by forged ones, by every word, by photos and old codes."""
    await draft(on_stage)
    await on_stage.say("hoa", "kết nối")
    code = await handed_over(on_stage)
    if how == "left":
        await on_stage.say("hoa", "nghỉ")
        await on_stage.tap("hoa", "Thôi giữ chức vụ")
    elif how == "revoked":
        await revoked(on_stage)
    else:
        await on_stage.say("páo", code)
        await on_stage.say("páo", "1")
    before = await on_stage.database.transact(counts)
    forged = ["r1.R4.!back", "r1.review.send", "c1.what.withdraw", "d1.drop.drop", "i.what.all",
              "V.r1.yes", "Q.sure.yes", "H.sure.yes", "P.which.p1", "h.home.register"]  # fmt: skip
    payloads = [b.payload for b in on_stage.seen["hoa"]] + forged
    for payload in dict.fromkeys(payloads):
        for heard in await on_stage.press("hoa", payload):
            assert "Sùng A Chứ" not in heard.body.text
    for word in WORDS:
        for heard in await on_stage.say("hoa", word):
            assert "Sùng A Chứ" not in heard.body.text
    assert await on_stage.database.transact(counts) == before


# --- rights, at the row


def doing(c: Connection, who: Contact) -> Doing:
    return Doing(c, KEYRING, StoredDesk(c, KEYRING, who, NOW), NOW, {}, lambda _: {})


def tried(c: Connection, role: Role, wish: str) -> object:
    """A wish about the village head of the cast, or the commune, by another unit's post."""
    homes = {Role.COMMUNE: "04414", Role.DISTRICT: "138", Role.REPORTER: "04414.1"}
    who = actor(c, role, homes.get(role, HOME[role]))
    hoa, commune = post_of(c, "hoa"), unit_id(c, "04474")
    wishes: dict[str, PeopleWish] = {
        "invite all": InviteAll(commune), "add": AddVillages(commune, (("bản", "Bản X"),)),
        "hand over": HandOver(hoa, "X"), "leave": Leave(hoa), "revoke": AskRevoke(hoa),
        "settle": SettleRevoke(1, agreed=True), "act": ActIn(hoa),
    }  # fmt: skip
    return perform(doing(c, who), wishes[wish])


@pytest.mark.parametrize("role", [Role.REPORTER, Role.COMMUNE, Role.DISTRICT, Role.VIEWER])
@pytest.mark.parametrize(
    "wish", ["invite all", "add", "hand over", "leave", "revoke", "settle", "act"]
)
async def test_nobody_meddles_with_posts_elsewhere(role: Role, wish: str, on_stage: Stage) -> None:
    assert isinstance(await on_stage.database.transact(tried, role, wish), Refused)


def one_alone(c: Connection) -> Sequence[object]:
    """Who asks that a post be taken away, asked again to agree, in every post they hold."""
    minh = people.at(c, "web", address_of("minh"))
    assert minh is not None
    assert minh.person is not None
    people.appoint(c, minh.person.id, unit_id(c, "137"), Role.DISTRICT, NOW)
    minh = people.find(c, minh.id)
    asked = perform(doing(c, minh), AskRevoke(post_of(c, "hoa")))
    assert isinstance(asked, RevokeAsked)
    return asked, perform(doing(c, minh), SettleRevoke(asked.request.id, agreed=True))


async def test_two_posts_do_not_make_a_second_person(on_stage: Stage) -> None:
    _, came = await on_stage.database.transact(one_alone)
    assert isinstance(came, Refused)


def beside(c: Connection) -> object:
    """A colleague in the same unit is a second person; nobody further up is bothered."""
    minh = people.at(c, "web", address_of("minh"))
    assert minh is not None
    colleague = actor(c, Role.COMMUNE, "04474")
    asked = perform(doing(c, minh), AskRevoke(post_of(c, "hoa")))
    assert isinstance(asked, RevokeAsked)
    assert colleague.person is not None
    assert [h.person_id for h in asked.seconds] == [colleague.person.id]
    return perform(doing(c, colleague), SettleRevoke(asked.request.id, agreed=True))


async def test_a_colleague_of_the_same_level_is_a_second_person(on_stage: Stage) -> None:
    assert isinstance(await on_stage.database.transact(beside), Gone)


def twice(c: Connection) -> tuple[object, object]:
    minh, lan = (people.at(c, "web", address_of(n)) for n in ("minh", "lan"))
    assert minh is not None
    assert lan is not None
    asked = perform(doing(c, minh), AskRevoke(post_of(c, "hoa")))
    assert isinstance(asked, RevokeAsked)
    yes = SettleRevoke(asked.request.id, agreed=True)
    return perform(doing(c, lan), yes), perform(doing(c, lan), yes)


async def test_a_request_is_settled_once(on_stage: Stage) -> None:
    first, second = await on_stage.database.transact(twice)
    assert isinstance(first, Gone)
    assert isinstance(second, Refused)


def first_post(c: Connection) -> tuple[int, list[int], list[int]]:
    minh = people.at(c, "web", address_of("minh"))
    assert minh is not None
    assert minh.person is not None
    old = minh.person.post.id
    new = people.appoint(c, minh.person.id, unit_id(c, "04474.2"), Role.REPORTER, NOW)
    taken = people.find(c, minh.id).person
    people.act_in(c, minh.person.id, old)
    switched = people.find(c, minh.id).person
    assert taken is not None
    assert switched is not None
    assert [p.id for p in taken.posts] == [old, new]
    third = people.appoint(c, minh.person.id, unit_id(c, "04474.3"), Role.REPORTER, NOW)
    last = people.find(c, minh.id).person
    assert last is not None
    return third, [p.id for p in switched.posts], [last.post.id, new, old]


async def test_the_newest_post_is_acted_in_until_another_is_chosen(on_stage: Stage) -> None:
    third, switched, (acting, new, old) = await on_stage.database.transact(first_post)
    assert switched == [new, old]
    assert acting == third
