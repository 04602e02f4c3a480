"""Nhân rộng at its edges: who may answer, what leaks, what counts, and no way back to oneself."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.replication_telling import told
from campaign.desk import Outcome, Refusal, Refused
from campaign.people import Role
from campaign.replication import (
    AnswerLink,
    InvitedToRegister,
    InviteToRegister,
    LinkAnswered,
    LinkState,
)
from campaign.workflow import REGISTERED, Status
from campaign.worklists import Copied
from conversations.replication_words import tree_pages
from conversations.words import words
from storage import replication, summaries
from storage.database import Database
from storage.effects import perform
from storage.export import everything
from storage.people import Contact
from storage.replication_desk import StoredReplication
from storage.tables import derivations, lessons, renewals
from storage.tables import records as table
from tests.closing import doing
from tests.made_up import officer
from tests.stage import KEYRING
from tests.territory import FIRST, LONG_AGO, NOW, PLAN, SECOND, unit
from tests.test_field import ALL, UP, exemplar, village

RIGHTS, GONE = Refused(Refusal.RIGHTS), Refused(Refusal.GONE)
LONGEST = 1900  # characters of a message on every channel


def learns(c: Connection, id: int, origin: int, *, phase: str = FIRST) -> int:
    c.execute(update(table).where(table.c.id == id).values(derived_from_id=origin, phase=phase))
    return id


def desk(c: Connection, who: Contact) -> StoredReplication:
    return doing(c, who, NOW).desk.field.replication


def answer(c: Connection, who: Contact, id: int, *, right: bool) -> Outcome:
    return perform(doing(c, who, NOW), AnswerLink(id, right))


def copies(c: Connection, code: str, phase: str = FIRST) -> tuple[int, int]:
    found = summaries.summary(c, PLAN, unit(c, code).id, phase, None, NOW)
    parts = [child.copies for child in found.children]
    own = found.copies.places - sum(p.places for p in parts)
    assert own >= 0
    return found.copies.places, found.copies.confirmed


async def test_the_numbers_of_list_summary_tree_and_export_are_the_same(
    settled: Database,
) -> None:
    def look(c: Connection) -> None:
        tinh, lan = officer(c, Role.PROVINCE, "15"), officer(c, Role.DISTRICT, "137")
        root = exemplar(c, village(c, "04474", "Bản Một"), "Gốc", ALL)
        child = learns(c, exemplar(c, "04249", "Con", ALL), root)
        learns(c, exemplar(c, "04477", "Cháu", ALL), child)
        learns(c, exemplar(c, "04477", "Con hai", ALL, Status.SUBMITTED), root)
        learns(c, exemplar(c, "04477", "Con ba", ALL, *UP[:-1], Status.SUSPENDED), root)
        hoa = officer(c, Role.REPORTER, unit(c, "04474.1").code)
        assert isinstance(answer(c, hoa, child, right=True), LinkAnswered)
        assert copies(c, "15") == (2, 1)
        assert copies(c, "137") == (1, 1)  # the origin lies there; the grandchild's does not
        assert copies(c, "132") == (1, 0)
        assert copies(c, "15", SECOND) == (0, 0)
        listed = doing(c, tinh, NOW).desk.worklists.records(Copied(), FIRST)
        counts = desk(c, tinh).counts([line.id for line in listed])
        assert counts == {root: (1, 2), child: (1, 1)}
        assert sum(direct for direct, _ in counts.values()) == copies(c, "15")[0]
        assert [line.id for line in doing(c, lan, NOW).desk.worklists.records(Copied(), FIRST)] == [
            root
        ]
        data = everything(c, KEYRING, now=NOW)["exemplars"]
        said = [e["derivation"]["state"] for e in data if _counts(e)]
        assert (len(said), said.count("confirmed")) == copies(c, "15")

    await settled.transact(look)


def _counts(e: Any) -> bool:  # noqa: ANN401 - JSON
    return e["derived_from"] is not None and e["status"] in REGISTERED


async def test_a_number_of_the_past_is_what_was_known_then(settled: Database) -> None:
    def look(c: Connection) -> None:
        officer(c, Role.PROVINCE, "15")
        root = exemplar(c, "04474", "Gốc", ALL)
        learns(c, exemplar(c, "04249", "Con", ALL), root)
        minh = officer(c, Role.REPORTER, "04474")
        assert isinstance(answer(c, minh, root + 1, right=True), LinkAnswered)
        top = unit(c, "15").id
        then = summaries.summary(c, PLAN, top, FIRST, NOW - timedelta(days=1), NOW).copies
        now = summaries.summary(c, PLAN, top, FIRST, NOW, NOW).copies
        before = summaries.summary(c, PLAN, top, FIRST, LONG_AGO - timedelta(1), NOW).copies
        assert [(n.places, n.confirmed) for n in (before, then, now)] == [(0, 0), (1, 0), (1, 1)]
        earlier = everything(c, KEYRING, now=NOW, as_of=NOW - timedelta(days=1))["exemplars"]
        assert [e["derivation"]["state"] for e in earlier if e["derived_from"]] == ["open"]

    await settled.transact(look)


async def test_only_the_post_that_is_learned_from_answers_and_every_word_is_kept(
    settled: Database,
) -> None:
    def play(c: Connection) -> None:
        officer(c, Role.PROVINCE, "15")
        here, there = village(c, "04474", "Bản Một"), village(c, "04249", "Bản Xa")
        root = exemplar(c, here, "Gốc", ALL)
        child = learns(c, exemplar(c, there, "Con", ALL), root)
        others = (
            officer(c, Role.VIEWER, "15"), officer(c, Role.PROVINCE, "15"),
            officer(c, Role.DISTRICT, "137"), officer(c, Role.COMMUNE, "04249"),
            officer(c, Role.REPORTER, there), officer(c, Role.CLUSTER, "15"),
        )  # fmt: skip
        for other in others:
            assert answer(c, other, child, right=True) == RIGHTS
            assert desk(c, other).link(child) is None
        head, minh = officer(c, Role.REPORTER, here), officer(c, Role.COMMUNE, "04474")
        assert [link.record_id for link in desk(c, minh).waiting()] == [child]
        for who, right in ((head, False), (minh, True)):
            assert isinstance(answer(c, who, child, right=right), LinkAnswered)
            assert not desk(c, head).waiting()
        kept = everything(c, KEYRING, now=NOW)["exemplars"][1]["derivation"]
        assert (kept["state"], [w["state"] for w in kept["words"]]) == (
            "confirmed", ["denied", "confirmed"],
        )  # fmt: skip
        assert answer(c, head, root, right=True) == GONE  # it was learned from nobody

    await settled.transact(play)


async def test_nothing_can_be_learned_from_itself_or_from_what_came_of_it(
    settled: Database,
) -> None:
    def look(c: Connection) -> None:
        tinh = officer(c, Role.PROVINCE, "15")
        root = exemplar(c, "04474", "Gốc", ALL)
        child = learns(c, exemplar(c, "04249", "Con", ALL), root)
        grandchild = learns(c, exemplar(c, "04477", "Cháu", ALL), child)
        again = exemplar(c, "04474", "Gốc", ALL)
        _renewed(c, root, again)
        for origin in (root, child, grandchild, again):
            assert not replication.is_sound(c, root, origin)
            assert not replication.is_sound(c, again, origin)
        assert replication.is_sound(c, grandchild, root)
        assert not desk(c, tinh).origins(root)
        assert {o.id for o in desk(c, tinh).origins(grandchild)} == {root, child, again}
        c.execute(update(table).where(table.c.id == root).values(derived_from_id=grandchild))
        assert len(desk(c, tinh).spread(child).copies) <= 3  # type: ignore[union-attr]

    await settled.transact(look)


def _renewed(c: Connection, before: int, after: int) -> None:
    c.execute(insert(renewals).values(
        record_id=before, phase=SECOND, choice="keep", renewed_id=after, at=NOW
    ))  # fmt: skip
    c.execute(update(table).where(table.c.id == after).values(phase=SECOND))


async def test_a_later_registration_is_the_same_exemplar_and_no_replication(
    settled: Database,
) -> None:
    def look(c: Connection) -> None:
        tinh = officer(c, Role.PROVINCE, "15")
        root, again = exemplar(c, "04474", "Gốc", ALL), exemplar(c, "04474", "Gốc", ALL)
        _renewed(c, root, again)
        child = learns(c, exemplar(c, "04249", "Con", ALL), root)
        later = learns(c, exemplar(c, "04249", "Con", ALL), root, phase=SECOND)
        _renewed(c, child, later)
        newer = learns(c, exemplar(c, "04477", "Mới", ALL), again, phase=SECOND)
        for id in (root, again):
            tree = desk(c, tinh).spread(id)
            assert tree is not None
            assert [copy.id for _, copy in tree.copies] == [child, newer]
        assert copies(c, "15") == (1, 0)
        assert copies(c, "15", SECOND) == (1, 0)

    await settled.transact(look)


async def test_no_name_leaves_without_consent_nor_after_a_withdrawal(settled: Database) -> None:
    def look(c: Connection) -> None:
        tinh, dua = officer(c, Role.PROVINCE, "15"), officer(c, Role.REPORTER, "04249")
        root = exemplar(c, "04474", "Gốc", ALL)
        learns(c, exemplar(c, "04477", "Đồng ý", ALL), root)
        learns(c, exemplar(c, "04477", "Chưa công nhận", ALL, *UP[:3]), root)
        gone = learns(c, exemplar(c, "04477", "Đã rút", ALL), root)
        c.execute(update(table).where(table.c.id == gone).values(hidden_at=NOW))
        names = {tinh.id: {"Đồng ý", "Chưa công nhận", ""}, dua.id: {"Đồng ý", ""}}
        for who in (tinh, dua):
            tree = desk(c, who).spread(root)
            assert tree is not None
            assert {copy.name for _, copy in tree.copies} == names[who.id]
        assert not [o for o in desk(c, tinh).origins(0) if o.id == gone]
        c.execute(update(table).where(table.c.id == root).values(hidden_at=NOW))
        assert desk(c, dua).spread(root) is None
        tree = desk(c, tinh).spread(root)
        assert tree is not None
        assert tree.origin.name == ""
        assert not desk(c, tinh).invites(root)

    await settled.transact(look)


async def test_a_long_tree_is_said_in_pages_that_every_channel_takes(settled: Database) -> None:
    def look(c: Connection) -> None:
        tinh = officer(c, Role.PROVINCE, "15")
        parent = root = exemplar(c, "04474", "Gốc " * 80, ALL)
        for n in range(40):
            parent = learns(
                c, exemplar(c, "04477", f"Người thứ {n}", ALL), parent if n < 5 else root
            )
        tree = desk(c, tinh).spread(root)
        assert tree is not None
        assert len(tree.copies) == 40
        assert {depth for depth, _ in tree.copies} == {1, 2, 3, 4, 5}
        shown = tree_pages(words("vi"), tree)
        assert len(shown) > 1
        assert max(map(len, shown)) <= LONGEST
        assert sum(page.count("•") for page in shown) == 40

    await settled.transact(look)


async def test_a_place_is_invited_once_and_only_by_whose_exemplar_it_is(
    settled: Database,
) -> None:
    def play(c: Connection) -> None:
        here, there = village(c, "04474", "Bản Một"), village(c, "04249", "Bản Xa")
        hoa, dua = officer(c, Role.REPORTER, here), officer(c, Role.REPORTER, there)
        officer(c, Role.VIEWER, "04249")
        root = exemplar(c, here, "Gốc", ["name"])
        place = unit(c, there).id
        assert perform(doing(c, dua, NOW), InviteToRegister(root, place)) == RIGHTS
        assert perform(doing(c, hoa, NOW), InviteToRegister(root, unit(c, here).id)) == RIGHTS
        first = perform(doing(c, hoa, NOW), InviteToRegister(root, place))
        assert isinstance(first, InvitedToRegister)
        assert (first.again, first.reached) == (False, 1)
        (message,) = told(c, hoa.person, first)
        assert message["contact_id"] == dua.id
        assert "đăng ký" in message["body"]["text"]
        again = perform(doing(c, hoa, NOW), InviteToRegister(root, place))
        assert isinstance(again, InvitedToRegister)
        assert again.again
        assert told(c, hoa.person, again) == []
        assert c.scalar(select(func.count()).select_from(lessons)) == 1
        assert [o.id for o in desk(c, dua).origins(0)] == [root]

    await settled.transact(play)


async def test_links_of_before_there_were_answers_wait_for_one(settled: Database) -> None:
    def look(c: Connection) -> None:
        officer(c, Role.PROVINCE, "15")
        here = village(c, "04474", "Bản Một")
        root = exemplar(c, here, "Gốc", ALL)
        child = learns(c, exemplar(c, "04249", "Con", ALL), root)
        (link,) = desk(c, officer(c, Role.REPORTER, here)).waiting()
        assert (link.record_id, link.state) == (child, LinkState.OPEN)
        assert c.scalar(select(func.count()).select_from(derivations)) == 0

    await settled.transact(look)
