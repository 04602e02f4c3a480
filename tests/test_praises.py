"""Commendations of who is not registered at their edges: who may, who is named, what counts."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection, func, insert, select, update

from campaign.desk import Outcome, Refusal, Refused
from campaign.people import Role
from campaign.praise import (
    Act,
    EndPraise,
    ForgetPraise,
    LinkPraise,
    MendPraise,
    OnPraise,
    Praise,
    PraiseDone,
    PraiseWork,
    RecordPraise,
    ShowPraise,
    paper_key,
)
from campaign.privacy import NAMELESS, Asked, Settled, SettleData
from campaign.retention import Class
from campaign.worklists import Praised, Uncommended
from storage import erasing, outbox, praises, retention, summaries
from storage.database import Database
from storage.effects import perform
from storage.export import everything
from storage.pages import stored_for
from storage.people import Contact
from storage.tables import decisions, evidence, metadata, praise_words
from storage.tables import praises as table
from storage.tables import records as records_table
from tests.closing import doing
from tests.made_up import officer
from tests.stage import KEYRING
from tests.territory import FIRST, LONG_AGO, NOW, PLAN, SECOND, move, unit
from tests.test_field import ALL, UP, exemplar, village
from tests.test_withdrawal import places

RIGHTS, GONE = Refused(Refusal.RIGHTS), Refused(Refusal.GONE)
NAME = "Vừ Thị Ghênh"
FIELDS: Mapping[str, str] = {
    "who": "person", "title": "ba", "name": NAME, "form": "certificate", "authority": "UBND xã",
    "number": "7/QĐ", "date": "2022-04-30", "why": "Cứu trẻ đuối nước", "naming": "unasked",
}  # fmt: skip


def wish(c: Connection, who: Contact, work: PraiseWork) -> Outcome:
    return perform(doing(c, who, NOW), OnPraise(work))


def recorded(c: Connection, by: Contact, /, code: str, **other: str) -> Praise:
    came = wish(c, by, RecordPraise(unit(c, code).id, {**FIELDS, **other}))
    assert isinstance(came, PraiseDone)
    return came.praise


def seen(c: Connection, who: Contact, id: int) -> Praise | None:
    return doing(c, who, NOW).desk.life.praises.one(id)


def forgotten(c: Connection, by: Contact, second: Contact, id: int, version: int) -> None:
    """One officer asks for it, another agrees."""
    came = wish(c, by, ForgetPraise(id, version, "chính bà"))
    assert isinstance(came, Asked)
    assert [who for who, _ in came.seconds] == [second.person.id if second.person else 0]
    assert perform(doing(c, by, NOW), SettleData(came.request.id, agreed=True)) == RIGHTS
    agreed = perform(doing(c, second, NOW), SettleData(came.request.id, agreed=True))
    assert isinstance(agreed, Settled)


def counted(c: Connection, code: str, phase: str = FIRST) -> tuple[int, Mapping[str, int]]:
    found = summaries.summary(c, PLAN, unit(c, code).id, phase, None, NOW).praises
    assert found is not None
    return found.n, found.levels


def photo(c: Connection, who: Contact) -> int:
    new = insert(evidence).values(
        contact_id=who.id, person_id=who.person.id if who.person else None, kind="photo",
        ref={"blob": "abc"}, sha256="abc", state="stored", key="", received_at=NOW,
    )  # fmt: skip
    return int(c.execute(new.returning(evidence.c.id)).scalar_one())


async def test_only_offices_record_and_only_in_their_own_place(settled: Database) -> None:
    def play(c: Connection) -> None:
        here = village(c, "04474", "Bản Một")
        for role, code in (
            (Role.REPORTER, here), (Role.VIEWER, "15"), (Role.ADMIN, "15"), (Role.CLUSTER, "15"),
            (Role.COMMUNE, "04249"), (Role.DISTRICT, "132"),
        ):  # fmt: skip
            came = wish(c, officer(c, role, code), RecordPraise(unit(c, here).id, FIELDS))
            assert came == RIGHTS, (role, code)
        for role, code in (
            (Role.COMMUNE, "04474"), (Role.DISTRICT, "137"), (Role.PROVINCE, "15"),
        ):  # fmt: skip
            assert recorded(c, officer(c, role, code), here).by_role is role
        assert c.scalar(select(func.count()).select_from(table)) == 3

    await settled.transact(play)


@pytest.mark.parametrize(
    "bad",
    [
        {"name": " "}, {"number": ""}, {"authority": " "}, {"form": "huy chương"},
        {"who": "nobody"}, {"naming": "maybe"}, {"date": "2022-05-06"},
    ],
)  # fmt: skip
async def test_what_cannot_be_is_not_recorded(settled: Database, bad: dict[str, str]) -> None:
    def play(c: Connection) -> None:
        minh = officer(c, Role.COMMUNE, "04474")
        came = wish(c, minh, RecordPraise(unit(c, "04474").id, {**FIELDS, **bad}))
        assert came == RIGHTS
        assert c.scalar(select(func.count()).select_from(table)) == 0
        whole = recorded(c, minh, "04474")
        if "who" not in bad:
            came = wish(c, minh, MendPraise(whole.id, whole.version, bad, "vì"))
            assert came == RIGHTS

    await settled.transact(play)


async def test_who_was_not_asked_is_named_to_the_commune_alone(settled: Database) -> None:
    def look(c: Connection) -> None:
        here = village(c, "04474", "Bản Một")
        minh, lan = officer(c, Role.COMMUNE, "04474"), officer(c, Role.DISTRICT, "137")
        hoa, tinh = officer(c, Role.REPORTER, here), officer(c, Role.PROVINCE, "15")
        looker, far = officer(c, Role.VIEWER, "15"), officer(c, Role.COMMUNE, "04249")
        for naming, who, by, named in (
            ("unasked", "person", minh, {minh.id, hoa.id}),
            ("unasked", "household", lan, {minh.id, hoa.id, lan.id}),
            ("unasked", "collective", minh, {minh.id, hoa.id, lan.id, tinh.id, looker.id}),
            ("agreed", "person", minh, {minh.id, hoa.id, lan.id, tinh.id, looker.id}),
            ("public", "person", minh, {minh.id, hoa.id, lan.id, tinh.id, looker.id}),
        ):
            id = recorded(c, by, here, naming=naming, who=who).id
            shown = {w.id: seen(c, w, id) for w in (minh, hoa, lan, tinh, looker)}
            assert {w for w, one in shown.items() if one and one.name == NAME} == named
            nameless = [one for w, one in shown.items() if one and w not in named]
            assert all((one.name, one.why, one.papers) == ("", "", ()) for one in nameless)
            assert all(not word.why and not word.fields for one in nameless for word in one.words)
            assert seen(c, far, id) is None
            listed = {
                one.id: one.name for one in doing(c, tinh, NOW).desk.life.praises.listed(FIRST)
            }
            assert (listed[id] == NAME) is (tinh.id in named)

    await settled.transact(look)


async def test_a_paper_is_seen_by_whoever_may_know_the_name(settled: Database) -> None:
    def look(c: Connection) -> None:
        minh, lan = officer(c, Role.COMMUNE, "04474"), officer(c, Role.DISTRICT, "137")
        hoa, far = officer(c, Role.REPORTER, "04474"), officer(c, Role.COMMUNE, "04249")
        id = photo(c, minh)
        one = recorded(c, minh, "04474")
        assert stored_for(c, hoa.id, id) is None  # it belongs to nothing yet
        shown = wish(c, minh, ShowPraise(one.id, id))
        assert isinstance(shown, PraiseDone)
        assert [stored_for(c, w.id, id) is not None for w in (hoa, lan, far)] == [
            True,
            False,
            False,
        ]
        wish(c, minh, MendPraise(one.id, shown.praise.version, {"naming": "agreed"}, "đã hỏi"))
        assert [bool(stored_for(c, w.id, id)) for w in (hoa, lan, far)] == [True, True, False]

    await settled.transact(look)


async def test_a_level_changes_what_it_or_a_lower_one_recorded_and_the_first_wins(
    settled: Database,
) -> None:
    def play(c: Connection) -> None:
        minh, lan = officer(c, Role.COMMUNE, "04474"), officer(c, Role.DISTRICT, "137")
        above = recorded(c, lan, "04474")
        mend = MendPraise(above.id, above.version, {"number": "8/QĐ"}, "gõ nhầm")
        for work in (
            mend, EndPraise(above.id, above.version, Act.REVOKE, "vì"),
            ShowPraise(above.id, photo(c, minh)),
        ):  # fmt: skip
            assert wish(c, minh, work) == RIGHTS
        came = wish(c, lan, mend)
        assert isinstance(came, PraiseDone)
        assert (came.act, came.praise.number) == (Act.MEND, "8/QĐ")
        assert came.praise.words[-1].fields == {"number": "8/QĐ", "number_was": "7/QĐ"}
        late = wish(c, lan, EndPraise(above.id, above.version, Act.MISTAKE, "vì"))
        assert isinstance(late, PraiseDone)
        assert (late.act, late.praise.counts) == (Act.STALE, True)
        for act in (Act.RECORD, Act.LINK):
            assert wish(c, lan, EndPraise(above.id, came.praise.version, act, "vì")) == RIGHTS
        over = wish(c, lan, EndPraise(above.id, came.praise.version, Act.REVOKE, "khai gian"))
        assert isinstance(over, PraiseDone)
        assert wish(c, lan, EndPraise(above.id, over.praise.version, Act.REVOKE, "lại")) == GONE
        assert counted(c, "15") == (0, {})

    await settled.transact(play)


async def test_the_numbers_are_the_same_everywhere_and_each_counts_in_its_phase(
    settled: Database,
) -> None:
    def look(c: Connection) -> None:
        minh, far = officer(c, Role.COMMUNE, "04474"), officer(c, Role.COMMUNE, "04249")
        tinh = officer(c, Role.PROVINCE, "15")
        recorded(c, minh, "04474")
        recorded(c, minh, "04474", authority="Trung ương")
        recorded(c, far, "04249", authority="MTTQ tỉnh")
        gone = recorded(c, far, "04249")
        wish(c, far, EndPraise(gone.id, gone.version, Act.MISTAKE, "nhầm"))
        assert counted(c, "15") == (3, {"commune": 1, "central": 1, "province": 1})
        assert counted(c, "137") == (2, {"commune": 1, "central": 1})
        assert counted(c, "15", SECOND) == (0, {})
        desk = doing(c, tinh, NOW).desk
        assert desk.worklists.counts([Praised()], FIRST) == (3,)
        assert len(desk.life.praises.listed(FIRST)) == desk.life.praises.counted(FIRST).n == 3
        data = everything(c, KEYRING, now=NOW)["praises"]
        assert [p["counts"] for p in data] == [True, True, True, False]
        assert [p["level"] for p in data] == ["commune", "central", "province", "commune"]
        part = everything(c, KEYRING, now=NOW, unit_path="/".join(["", *_path(c, "137"), ""]))
        assert [p["id"] for p in part["praises"]] == [1, 2]
        before = NOW - timedelta(days=1)
        then = summaries.summary(c, PLAN, unit(c, "15").id, FIRST, before, NOW).praises
        assert then is not None
        assert then.n == 0
        assert everything(c, KEYRING, now=NOW, as_of=before)["praises"] == []

    await settled.transact(look)


def _path(c: Connection, code: str) -> list[str]:
    return [str(id) for id in unit(c, code).path]


async def test_once_registered_the_decision_counts_with_the_record_and_only_there(
    settled: Database,
) -> None:
    def play(c: Connection) -> None:
        here = village(c, "04474", "Bản Một")
        minh, lan = officer(c, Role.COMMUNE, "04474"), officer(c, Role.DISTRICT, "137")
        id = exemplar(c, here, NAME, ALL, *UP[:2])
        c.execute(
            update(records_table).where(records_table.c.id == id).values(folded="vu thi ghenh")
        )
        one = recorded(c, minh, here)
        wish(c, minh, ShowPraise(one.id, photo(c, minh)))
        offered = doing(c, minh, NOW).desk.life.praises.registered(NAME, unit(c, here).id)
        assert [line.id for line in offered] == [id]
        draft = exemplar(c, here, "Bản nháp", ALL, *UP[:1])
        assert wish(c, minh, LinkPraise(one.id, one.version, draft)) == RIGHTS
        far = exemplar(c, "04249", NAME, ALL, *UP[:2])
        assert wish(c, minh, LinkPraise(one.id, one.version, far)) == RIGHTS
        came = wish(c, lan, LinkPraise(one.id, one.version, id))
        assert isinstance(came, PraiseDone)
        assert (came.record_id, came.praise.counts) == (id, False)
        assert wish(c, lan, LinkPraise(one.id, came.praise.version, id)) == GONE
        assert counted(c, "15") == (0, {})
        record = doing(c, lan, NOW).desk.record(id)
        assert record is not None
        found = [d for d in record.decisions if d.kind == "commendation"]
        assert [(d.number, d.authority, d.papers) for d in found] == [("7/QĐ", "UBND xã", 1)]
        row = c.execute(select(table)).one()
        assert (row.name, row.folded, row.why) == ("", "", "")
        assert not [w for w in c.execute(select(praise_words)) if w.why or w.fields]
        for source, target in pairwise(UP[1:]):
            move(c, id, source, target, NOW)
        lists = doing(c, lan, NOW).desk.worklists
        assert id not in {line.id for line in lists.records(Uncommended(), FIRST)}

    await settled.transact(play)


async def test_who_is_forgotten_stands_nowhere_and_the_decision_still_counts(
    settled: Database,
) -> None:
    def play(c: Connection) -> None:
        minh, hoa = officer(c, Role.COMMUNE, "04474"), officer(c, Role.REPORTER, "04474")
        one = recorded(c, minh, "04474", name="Vừ Thị Gênh")
        came = wish(c, minh, MendPraise(one.id, one.version, {"name": NAME}, f"{NAME}, không phải"))
        assert isinstance(came, PraiseDone)
        wish(c, minh, ShowPraise(one.id, photo(c, minh)))
        body = {"text": f"Đã ghi {NAME}; Vừ Thị Gênh"}
        outbox.put(c, NOW, contact_id=minh.id, channel="web", lane="reply", body=body)
        version = came.praise.version
        assert wish(c, hoa, ForgetPraise(one.id, version, "chính bà")) == RIGHTS
        assert wish(c, minh, ForgetPraise(one.id, version, " ")) == RIGHTS
        late = wish(c, minh, ForgetPraise(one.id, one.version, "chính bà"))
        assert isinstance(late, PraiseDone)
        assert late.act is Act.STALE
        other = officer(c, Role.COMMUNE, "04474")
        forgotten(c, minh, other, one.id, version)
        for text in (NAME, "Vừ Thị Gênh", "vu thi g", FIELDS["why"]):
            assert places(c, text) == []
        shown = seen(c, minh, one.id)
        assert shown is not None
        assert (shown.name, shown.papers, shown.forgotten) == (NAMELESS, (), True)
        paper = c.execute(select(evidence).where(evidence.c.key == paper_key(one.id))).one()
        assert (paper.state, paper.sha256) == ("erased", None)
        assert [n.blobs for n in erasing.unfinished(c)] == [["abc"]]
        assert counted(c, "15") == (1, {"commune": 1})
        assert wish(c, minh, ForgetPraise(one.id, version + 2, "chính bà")) == GONE
        assert wish(c, minh, MendPraise(one.id, version + 2, {"name": NAME}, "vì")) == RIGHTS

    await settled.transact(play)


async def test_while_it_is_asked_for_nobody_above_sees_the_name_and_nothing_else_is_done(
    settled: Database,
) -> None:
    def play(c: Connection) -> None:
        here = village(c, "04474", "Bản Một")
        minh, lan = officer(c, Role.COMMUNE, "04474"), officer(c, Role.DISTRICT, "137")
        id = exemplar(c, here, NAME, ALL, *UP[:2])
        one = recorded(c, minh, here, naming="agreed")
        first = wish(c, minh, ForgetPraise(one.id, one.version, "chính bà"))
        assert isinstance(first, Asked)
        assert first.request.about == one.code
        shown = seen(c, lan, one.id)
        assert shown is not None
        assert (shown.name, shown.counts) == ("", True)
        again = wish(c, minh, ForgetPraise(one.id, shown.version, "chính bà"))
        assert isinstance(again, Asked)
        assert again.request.id == first.request.id
        mine = seen(c, minh, one.id)
        assert mine is not None
        assert wish(c, minh, LinkPraise(one.id, mine.version, id)) == RIGHTS
        no = perform(doing(c, lan, NOW), SettleData(first.request.id, agreed=False))
        assert isinstance(no, Settled)
        kept = seen(c, minh, one.id)
        assert kept is not None
        assert (kept.name, kept.forgotten) == (NAME, False)

    await settled.transact(play)


async def test_a_collective_is_not_forgotten_its_name_is_everybodys(settled: Database) -> None:
    def play(c: Connection) -> None:
        minh = officer(c, Role.COMMUNE, "04474")
        one = recorded(c, minh, "04474", who="collective", name="Tổ tự quản")
        assert wish(c, minh, ForgetPraise(one.id, one.version, "tổ trưởng")) == GONE

    await settled.transact(play)


async def test_an_older_backup_does_not_bring_a_forgotten_name_back(settled: Database) -> None:
    def play(c: Connection) -> None:
        minh = officer(c, Role.COMMUNE, "04474")
        one = recorded(c, minh, "04474")
        row = praises.row(c, one.id)
        forgotten(c, minh, officer(c, Role.COMMUNE, "04474"), one.id, one.version)
        noted = erasing.names(c)
        assert row is not None
        c.execute(update(table).values(name=row.name, folded=row.folded, erased_at=None))
        c.execute(metadata.tables["erasures"].delete())
        assert erasing.again(c, KEYRING, noted, NOW) == 1
        assert places(c, NAME) == []
        assert erasing.again(c, KEYRING, noted, NOW) == 0

    await settled.transact(play)


async def test_what_was_recorded_by_mistake_is_forgotten_in_time(settled: Database) -> None:
    def play(c: Connection) -> None:
        minh = officer(c, Role.COMMUNE, "04474")
        kept, gone = recorded(c, minh, "04474", name="Còn"), recorded(c, minh, "04474")
        wish(c, minh, EndPraise(gone.id, gone.version, Act.MISTAKE, "nhầm người"))
        assert retention.due(c, Class.MISTAKES, NOW) == 0
        later = NOW + timedelta(days=1)
        assert retention.due(c, Class.MISTAKES, later) == 1
        assert retention.step(c, KEYRING, Class.MISTAKES, later, later, 10) == 1
        assert retention.step(c, KEYRING, Class.MISTAKES, later, later, 10) == 0
        assert places(c, NAME) == []
        assert seen(c, minh, kept.id) is not None
        names = c.scalars(select(table.c.name).order_by(table.c.id)).all()
        assert names == ["Còn", NAMELESS]

    await settled.transact(play)


async def test_a_decision_of_an_earlier_day_counts_in_the_phase_of_that_day(
    settled: Database,
) -> None:
    def play(c: Connection) -> None:
        minh = officer(c, Role.COMMUNE, "04474")
        one = recorded(c, minh, "04474", date="2019-12-31")
        assert one.phase == FIRST
        assert one.date == date(2019, 12, 31)
        assert NOW > LONG_AGO
        assert c.scalar(select(func.count()).select_from(decisions)) == 0

    await settled.transact(play)
