"""Signed decisions after they were recorded: who may change one, what it leaves, what it counts."""

from datetime import date

from sqlalchemy import Connection, insert, select

from campaign.decisions import (
    DecisionMended,
    DecisionUndone,
    DecisionWish,
    MendDecision,
    PaperShown,
    ShowPaper,
    UndoDecision,
    level_of,
    paper_key,
)
from campaign.desk import Move, Moved, Outcome, Refused, Stale
from campaign.people import Role, Verb
from campaign.workflow import Status
from storage import counters, summaries
from storage.counters import Key
from storage.effects import perform
from storage.export import everything
from storage.people import Contact
from storage.tables import decisions, evidence
from storage.tables import records as table
from tests.stage import KEYRING, Stage
from tests.territory import PLAN
from tests.test_rights import FIELDS, NOW, actor, doing, record, unit_id

VILLAGE = "04474.1"


def sent(c: Connection, who: Contact, *, album: str = "", key: str = "") -> int:
    new = insert(evidence).values(
        contact_id=who.id, kind="photo", ref={}, state="stored", album=album, key=key,
        received_at=NOW,
    )  # fmt: skip
    return int(c.execute(new.returning(evidence.c.id)).scalar_one())


def assessed(c: Connection) -> int:
    """A village's record that was assessed, and is counted so."""
    id = record(c, VILLAGE, Status.ASSESSED, category="1.3", kind="village")
    counters.add(c, {(Key(unit_id(c, VILLAGE), "1.3", "village", "2021-2023"), Status.ASSESSED): 1})
    return id


def recognised(c: Connection, who: Contact, paper: int = 0) -> tuple[int, int]:
    """A record that `who` has just recorded the recognition of; its id, and the decision's."""
    id = assessed(c)
    came = perform(doing(c, who), Move(id, 1, Verb.RECOGNISE, fields=FIELDS, paper=paper))
    assert isinstance(came, Moved)
    return id, came.record.decisions[0].id


def wish(c: Connection, who: Contact, effect: DecisionWish) -> Outcome:
    return perform(doing(c, who), effect)


def counted(c: Connection) -> tuple[int, int]:
    """How many are registered and recognised in the district."""
    found = summaries.summary(c, PLAN, unit_id(c, "137"), "2021-2023", None, NOW)
    line = next(line for line in found.quotas if line.id == "Q-1.3")
    return line.registered, line.recognised


async def test_a_recognition_recorded_by_mistake_takes_the_numbers_back(on_stage: Stage) -> None:
    def play(c: Connection) -> None:
        lan = actor(c, Role.DISTRICT, "137")
        id, decision = recognised(c, lan)
        assert counted(c) == (1, 1)
        came = wish(c, lan, UndoDecision(id, 2, decision, "nhầm hồ sơ"))
        assert isinstance(came, DecisionUndone)
        assert (came.record.status, came.record.version) == (Status.ASSESSED, 3)
        assert counted(c) == (1, 0)
        # It can be recognised again, and nothing of the first decision counts.
        again = perform(doing(c, lan), Move(id, 3, Verb.RECOGNISE, fields=FIELDS))
        assert isinstance(again, Moved)
        assert [d.mistaken for d in again.record.decisions] == [True, False]
        assert counted(c) == (1, 1)

    await on_stage.database.transact(play)


async def test_nobody_changes_a_decision_from_outside_or_from_below(on_stage: Stage) -> None:
    def play(c: Connection) -> None:
        id, decision = recognised(c, actor(c, Role.DISTRICT, "137"))
        for role, code in (
            (Role.REPORTER, VILLAGE), (Role.COMMUNE, "04474"), (Role.DISTRICT, "132"),
            (Role.VIEWER, "04474"),
        ):  # fmt: skip
            who = actor(c, role, code)
            for effect in (
                MendDecision(id, 2, decision, {"number": "2/QĐ"}, "vì"),
                UndoDecision(id, 2, decision, "vì"),
                ShowPaper(id, decision, sent(c, who)),
            ):
                assert isinstance(wish(c, who, effect), Refused), (role, effect)
        row = c.execute(select(decisions)).one()
        assert (row.number, row.revoked) == ("1/QĐ", False)

    await on_stage.database.transact(play)


async def test_of_two_who_change_it_at_once_the_second_sees_it_fresh(on_stage: Stage) -> None:
    def play(c: Connection) -> None:
        lan, tinh = actor(c, Role.DISTRICT, "137"), actor(c, Role.PROVINCE, "15")
        id, decision = recognised(c, lan)
        first = wish(c, lan, MendDecision(id, 2, decision, {"date": "2021-04-02"}, "đọc nhầm"))
        assert isinstance(first, DecisionMended)
        assert first.decision.date == date(2021, 4, 2)
        late = wish(c, tinh, MendDecision(id, 2, decision, {"number": "9/QĐ"}, "đọc nhầm"))
        assert late == Stale(id)
        assert wish(c, tinh, UndoDecision(id, 2, decision, "nhầm")) == Stale(id)
        tomorrow = {"date": "2031-01-01"}
        assert wish(c, lan, MendDecision(id, 3, decision, tomorrow, "nhầm")) == Stale(id)

    await on_stage.database.transact(play)


async def test_a_photo_belongs_to_its_decision_with_its_other_pages(on_stage: Stage) -> None:
    def play(c: Connection) -> None:
        lan, tinh = actor(c, Role.DISTRICT, "137"), actor(c, Role.PROVINCE, "15")
        first, second = sent(c, lan, album="a"), sent(c, lan, album="a")
        id, decision = recognised(c, lan, paper=first)
        alien = ShowPaper(id, decision, sent(c, tinh))
        assert isinstance(wish(c, lan, alien), Refused)
        taken = ShowPaper(id, decision, sent(c, lan, key="report"))
        assert isinstance(wish(c, lan, taken), Refused)
        third = sent(c, lan)
        assert isinstance(wish(c, lan, ShowPaper(id, decision, third)), PaperShown)
        mine = evidence.c.record_id == id, evidence.c.key == paper_key(decision)
        assert set(c.scalars(select(evidence.c.id).where(*mine))) == {first, second, third}
        one = everything(c, KEYRING, now=NOW)["exemplars"][0]["decisions"][0]
        assert (one["id"], one["evidence"]) == (decision, [first, second, third])
        assert (one["revoked"], one["mistaken"]) == (False, False)

    await on_stage.database.transact(play)


async def test_an_undone_decision_is_exported_as_what_it_was(on_stage: Stage) -> None:
    def play(c: Connection) -> None:
        lan = actor(c, Role.DISTRICT, "137")
        id, decision = recognised(c, lan)
        wish(c, lan, UndoDecision(id, 2, decision, "nhầm hồ sơ"))
        found = everything(c, KEYRING, now=NOW)["exemplars"][0]
        assert [(d["revoked"], d["mistaken"]) for d in found["decisions"]] == [(True, True)]
        last = found["history"][-1]
        assert (last["verb"], last["from"], last["to"]) == ("undo", "recognised", "assessed")
        assert (last["note"], last["question"]) == ("nhầm hồ sơ", paper_key(decision))
        assert last["fields"]["number"] == "1/QĐ"
        assert c.scalar(select(table.c.status).where(table.c.id == id)) == Status.ASSESSED

    await on_stage.database.transact(play)


def test_the_level_of_whoever_signed() -> None:
    signed = ("MTTQ xã", "UBND huyện", "Cấp ủy tỉnh", "Trung ương", "UBND huyện Lục Yên", "Cấp ủy")
    assert [level_of(who) for who in signed] == [
        "commune", "district", "province", "central", "district", "",
    ]  # fmt: skip
