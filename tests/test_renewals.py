"""Registering again: which phases follow, whose it is, once only, and each counts in its phase."""

from datetime import date, datetime

import pytest
from sqlalchemy import Connection, select, update

from campaign.desk import Outcome, Refusal, Refused
from campaign.people import Role
from campaign.renewal import Choice, Renew, Renewed, following
from campaign.workflow import Status
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.export import everything
from storage.people import Contact
from storage.tables import records as table
from tests.stage import KEYRING, ZONE, Stage
from tests.territory import PLAN
from tests.test_amendments import confirmed
from tests.test_rights import actor

VILLAGE = "04474.1"
LATER = datetime(2024, 2, 20, 8, 0, tzinfo=ZONE)
SECOND = "2023-2025"


def wish(
    c: Connection, who: Contact, id: int, choice: Choice = Choice.KEEP, why: str = ""
) -> Outcome:
    desk = StoredDesk(c, KEYRING, who, LATER)
    return perform(Doing(c, KEYRING, desk, LATER, {}, lambda _: {}), Renew(id, SECOND, choice, why))


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2022, 12, 31), {}),
        (date(2023, 1, 1), {"2021-2023": SECOND}),
        (date(2025, 12, 31), {"2021-2023": SECOND}),
        (date(2026, 1, 1), {}),
    ],
)  # fmt: skip
def test_the_phase_that_follows_is_the_one_that_is_open(day: date, found: dict[str, str]) -> None:
    assert following(PLAN, day) == found


async def test_what_lives_on_is_one_subject_and_two_registrations(on_stage: Stage) -> None:
    def play(c: Connection) -> None:
        hoa = actor(c, Role.REPORTER, VILLAGE)
        id = confirmed(c, status=Status.RECOGNISED)
        came = wish(c, hoa, id)
        assert isinstance(came, Renewed)
        old, new = c.execute(select(table).order_by(table.c.id)).all()
        assert (new.id, new.subject_id, new.status) == (came.draft_id, old.subject_id, "draft")
        assert (old.status, old.version) == ("recognised", 1)
        found = everything(c, KEYRING, now=LATER)
        assert [d["renews"] for d in found["drafts"]] == [id]
        assert [r["exemplar"] for r in found["exemplars"][0]["renewals"]] == [new.id]
        assert found["drafts"][0]["registration"]["R5"] == {"text": "Trồng 2 ha chè"}
        # Once only, until the draft is gone.
        assert wish(c, hoa, id) == Refused(Refusal.GONE)
        c.execute(update(table).where(table.c.id == new.id).values(discarded=True))
        again = wish(c, hoa, id, Choice.RAISE)
        assert isinstance(again, Renewed)
        raised = everything(c, KEYRING, now=LATER)["drafts"][-1]
        assert "R5" not in raised["registration"]

    await on_stage.database.transact(play)


async def test_stopping_needs_a_reason_and_is_said_once(on_stage: Stage) -> None:
    def play(c: Connection) -> None:
        hoa = actor(c, Role.REPORTER, VILLAGE)
        id = confirmed(c, status=Status.BUILDING)
        assert wish(c, hoa, id, Choice.STOP) == Refused(Refusal.GONE)
        came = wish(c, hoa, id, Choice.STOP, "hết vốn")
        assert isinstance(came, Renewed)
        assert (came.draft_id, came.record.status) == (0, Status.BUILDING)
        assert wish(c, hoa, id) == Refused(Refusal.GONE)

    await on_stage.database.transact(play)


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (Role.REPORTER, "04474.2", Status.RECOGNISED),
        (Role.COMMUNE, "04474", Status.RECOGNISED),
        (Role.VIEWER, "04474", Status.RECOGNISED),
        (Role.REPORTER, VILLAGE, Status.SUBMITTED),
        (Role.REPORTER, VILLAGE, Status.SUSPENDED),
        (Role.REPORTER, VILLAGE, Status.REVOKED),
    ],
)  # fmt: skip
async def test_only_ones_own_that_still_counts(
    role: Role, code: str, status: Status, on_stage: Stage
) -> None:
    def play(c: Connection) -> None:
        id = confirmed(c, status=status)
        assert isinstance(wish(c, actor(c, role, code), id), Refused)
        assert len(c.execute(select(table.c.id)).all()) == 1

    await on_stage.database.transact(play)
