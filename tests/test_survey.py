"""Candidates: who may do what with them, what a flood does, and what is left of whom they name."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from bot.backup import backup, restore
from campaign.desk import Effect, Refused
from campaign.exemplar import Value
from campaign.ground import GroundDone, OnGround
from campaign.people import Role
from campaign.privacy import NAME, Verified, Withdraw
from campaign.retention import Class
from campaign.survey import (
    LONGEST,
    PER_PERSON,
    PER_PLACE,
    AddCandidate,
    Judged,
    JudgedBefore,
    KeepOnList,
    NoteDown,
    RegisterIt,
    SetAside,
    State,
    Suggest,
    Suggested,
    SurveyDone,
    SurveyWork,
    TooMany,
    owner,
    stays_below,
)
from storage import export_survey, people, retention, settling, summaries, survey
from storage.database import Database
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.tables import candidates, contacts, evidence, outbox, records
from tests.stage import KEYRING, Stage
from tests.territory import PLAN
from tests.test_consents import wish
from tests.test_erasing import forgetting
from tests.test_ground import do, unit_id
from tests.test_rights import HOME, NOW, PLACES, REACHED
from tests.test_withdrawal import places

WHO = "Sùng Thị Máy"
TOLD: Value = {"text": f"{WHO} mở đường cho cả bản"}
KEEPS = {Role.REPORTER, Role.COMMUNE, Role.DISTRICT, Role.PROVINCE}
NEAR = {Role.REPORTER, Role.COMMUNE}
VILLAGE = "04474.1"
NEIGHBOUR = ("gợi ý", f"Bà {WHO}", "háng sung", "Mở đường cho cả bản", "1")


def stranger(c: Connection, address: str) -> Doing:
    new = insert(contacts).values(channel="web", address=address, created_at=NOW)
    contact = people.find(c, int(c.execute(new.returning(contacts.c.id)).scalar_one()))
    return Doing(c, KEYRING, StoredDesk(c, KEYRING, contact, NOW), NOW, {}, lambda _: {})


def suggested(c: Connection, address: str = "neighbour", code: str = VILLAGE) -> int:
    came = done(perform(stranger(c, address), suggest(c, code)))
    assert isinstance(came, Suggested)
    return came.candidate.id


def suggest(c: Connection, code: str = VILLAGE, told: Value = TOLD) -> OnGround:
    return OnGround(Suggest(unit_id(c, code), WHO, told))


def done(came: object) -> SurveyDone:
    assert isinstance(came, GroundDone)
    found: Any = came.done
    return found  # type: ignore[no-any-return]


async def say_all(stage: Stage, name: str, *said: str) -> None:
    for one in said:
        await stage.say(name, one)


async def row_of(stage: Stage, id: int = 1) -> Any:  # noqa: ANN401 - a row
    mine = select(candidates).where(candidates.c.id == id)
    return await stage.database.transact(lambda c: c.execute(mine).one())


# --- rights


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.CLUSTER])
async def test_a_list_is_kept_by_those_of_the_place_and_above(role: Role, on_stage: Stage) -> None:
    def play(c: Connection) -> set[str]:
        doing = do(c, role, HOME[role])
        return {
            where
            for where, code in PLACES[HOME[role]].items()
            if isinstance(
                perform(doing, OnGround(AddCandidate(unit_id(c, code), WHO, "person", TOLD))),
                GroundDone,
            )
        }

    found = await on_stage.database.transact(play)
    reached = REACHED & set(PLACES[HOME[role]])
    assert found == (reached if role in KEEPS else set())


def works(id: int) -> list[SurveyWork]:
    return [NoteDown(id, TOLD), KeepOnList(id), SetAside(id, "chưa rõ"), RegisterIt(id)]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.CLUSTER])
async def test_a_suggestion_is_dealt_with_in_its_commune(role: Role, on_stage: Stage) -> None:
    """Above it nobody knows who is meant, and a viewer only reads."""

    def play(c: Connection) -> list[bool]:
        doing, found = do(c, role, HOME[role]), []
        for n, _ in enumerate(works(0)):
            id = suggested(c, f"neighbour {n}")
            came = perform(doing, OnGround(works(id)[n]))
            assert isinstance(came, GroundDone | Refused)
            found.append(isinstance(came, GroundDone))
        return found

    found = await on_stage.database.transact(play)
    assert found == [role in NEAR] * 4


async def test_a_head_deals_with_their_own_village_alone(on_stage: Stage) -> None:
    def play(c: Connection) -> list[object]:
        beside = do(c, Role.REPORTER, "04474.2")
        return [perform(beside, OnGround(work)) for work in works(suggested(c))]

    assert all(isinstance(came, Refused) for came in await on_stage.database.transact(play))


async def test_who_holds_no_post_only_suggests_and_takes_back(on_stage: Stage) -> None:
    def play(c: Connection) -> list[object]:
        id, me = suggested(c), stranger(c, "another")
        add = AddCandidate(unit_id(c, VILLAGE), WHO, "person", TOLD)
        assert me.desk.reviews.ground.survey.candidate(id) is None
        assert me.desk.reviews.ground.survey.open() == ()
        return [perform(me, OnGround(work)) for work in (add, *works(id))]

    assert all(isinstance(came, Refused) for came in await on_stage.database.transact(play))


async def test_of_two_who_deal_with_one_the_second_is_told(on_stage: Stage) -> None:
    def play(c: Connection) -> list[SurveyDone]:
        id = suggested(c)
        head, officer = do(c, Role.REPORTER, VILLAGE), do(c, Role.COMMUNE, "04474")
        return [
            done(perform(head, OnGround(KeepOnList(id)))),
            done(perform(officer, OnGround(KeepOnList(id)))),
            done(perform(officer, OnGround(SetAside(id, "trùng")))),
            done(perform(head, OnGround(RegisterIt(id)))),
        ]

    kept, again, aside, late = await on_stage.database.transact(play)
    assert isinstance(kept, Judged)
    assert kept.tell
    assert isinstance(again, JudgedBefore)
    assert isinstance(aside, Judged)
    assert not aside.tell  # whoever suggested it is told once
    assert isinstance(late, JudgedBefore)


async def test_a_viewer_sees_that_there_is_somebody_and_not_who(on_stage: Stage) -> None:
    def play(c: Connection) -> tuple[object, ...]:
        id = suggested(c)
        viewer = do(c, Role.VIEWER, "04474").desk
        found = viewer.reviews.ground.survey
        assert viewer.me is not None
        return (
            [one.id for one in found.open()] == [id], found.counts(), found.waiting(),
            all(stays_below(viewer.me.post, one) for one in found.open()),
            do(c, Role.REPORTER, "04474.2").desk.reviews.ground.survey.open(),
        )  # fmt: skip

    assert await on_stage.database.transact(play) == (True, (1, 0), 0, True, ())


def test_the_lowest_post_that_somebody_holds_owns_a_place() -> None:
    path = (1, 2, 3, 4)
    assert owner(path, {4: {Role.REPORTER}, 3: {Role.COMMUNE}}) is Role.REPORTER
    assert owner(path, {3: {Role.COMMUNE, Role.VIEWER}, 1: {Role.PROVINCE}}) is Role.COMMUNE
    assert owner(path, {1: {Role.PROVINCE}}) is Role.PROVINCE
    assert owner(path, {9: {Role.REPORTER}, 3: {Role.VIEWER}}) is None


async def test_who_suggested_is_told_in_the_chat_that_became_of_theirs(on_stage: Stage) -> None:
    """One chat was kept as two contacts: the newer one hears what became of it."""

    def play(c: Connection) -> tuple[int, int]:
        id = suggested(c, "old")
        newer = stranger(c, "new").desk.contact.id
        settling.moved(c, survey.sender(c, id).contact_id, "new", "moved")  # type: ignore[union-attr]
        return survey.sender(c, id).contact_id, newer  # type: ignore[union-attr]

    told, newer = await on_stage.database.transact(play)
    assert told == newer


# --- floods, and words of any kind


async def test_one_chat_suggests_so_much_a_day(on_stage: Stage) -> None:
    for _ in range(PER_PERSON):
        await say_all(on_stage, "khách", *NEIGHBOUR)
    heard = await on_stage.say("khách", "gợi ý")
    assert heard[0].body.text == "Hôm nay đã nhận đủ gợi ý từ đây. Mai xin gửi tiếp. Cảm ơn!"
    on_stage.passes(timedelta(days=1, minutes=1))
    await say_all(on_stage, "khách", *NEIGHBOUR)
    assert (await row_of(on_stage, PER_PERSON + 1)).state == State.NEW


async def test_one_place_takes_so_many_a_day_from_whomever(on_stage: Stage) -> None:
    def play(c: Connection) -> tuple[SurveyDone, SurveyDone]:
        for n in range(PER_PLACE):
            suggested(c, f"neighbour {n}")
        full = perform(stranger(c, "one more"), suggest(c))
        beside = perform(stranger(c, "next door"), suggest(c, "04474.2"))
        return done(full), done(beside)

    full, beside = await on_stage.database.transact(play)
    assert full == TooMany("Bản Háng Sung")
    assert isinstance(beside, Suggested)


async def test_strangers_of_one_channel_suggest_so_much_together(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chats of the page cost nothing; who holds a post is not among them."""
    monkeypatch.setattr(survey, "PER_CHANNEL", 2)

    def play(c: Connection) -> tuple[SurveyDone, SurveyDone]:
        for n in range(2):
            suggested(c, f"neighbour {n}")
        one_more = perform(stranger(c, "one more"), suggest(c, "04474.2"))
        return done(one_more), done(perform(do(c, Role.COMMUNE, "04474"), suggest(c, "04474.2")))

    one_more, officer = await on_stage.database.transact(play)
    assert one_more == TooMany()
    assert isinstance(officer, Suggested)


@pytest.mark.parametrize("bad", [{"text": "a" * (LONGEST + 1)}, {"text": 5}, "text", None])
async def test_what_is_no_story_is_refused(bad: Value, on_stage: Stage) -> None:
    def play(c: Connection) -> object:
        return perform(stranger(c, "neighbour"), suggest(c, told=bad))

    assert isinstance(await on_stage.database.transact(play), Refused)


async def test_words_are_shown_as_they_were_typed(on_stage: Stage) -> None:
    name, deed = "<b>{name}</b> %s", "{0.__class__} '; DROP TABLE candidates; --"
    await say_all(on_stage, "khách", "gợi ý", name, "háng sung", deed, "1")
    heard = await on_stage.say("hoa", "khảo sát 1")
    assert name in heard[0].body.text
    assert deed in heard[0].body.text


async def test_evidence_of_another_chat_is_not_taken(on_stage: Stage) -> None:
    await on_stage.photo("hoa")

    def play(c: Connection) -> tuple[object, ...]:
        unit = unit_id(c, VILLAGE)
        id = c.execute(select(evidence.c.id)).scalar_one()
        for told, photo in ((TOLD, id), ({"photo": id}, 0)):
            perform(stranger(c, f"thief {photo}"), OnGround(Suggest(unit, WHO, told, photo)))
        found = [note for n in (1, 2) for note in survey.get(c, n).notes]  # type: ignore[union-attr]
        key = c.execute(select(evidence.c.key)).scalar_one()
        return *(note.photo for note in found), key

    assert await on_stage.database.transact(play) == (0, 0, "")


async def test_an_album_goes_with_the_suggestion(on_stage: Stage) -> None:
    await say_all(on_stage, "khách", *NEIGHBOUR[:-1])
    await on_stage.photo("khách", 3)
    await on_stage.say("khách", "1")
    await on_stage.idle()
    heard = await on_stage.say("hoa", "khảo sát 1")
    assert len(heard[0].body.pictures) == 3
    await on_stage.tap("hoa", "Đăng ký")

    def filed(c: Connection) -> list[tuple[int | None, str]]:
        found = select(evidence.c.record_id, evidence.c.key).order_by(evidence.c.id)
        return [(row.record_id, row.key) for row in c.execute(found)]

    assert await on_stage.database.transact(filed) == [(1, "R5/photos")] * 3


# --- what it is not


async def test_a_candidate_is_counted_nowhere(on_stage: Stage) -> None:
    def counted(c: Connection) -> object:
        commune = unit_id(c, "04474")
        return summaries.summary(c, PLAN, commune, "2021-2023", None, on_stage.now)

    before = await on_stage.database.transact(counted)
    await say_all(on_stage, "khách", *NEIGHBOUR)
    await say_all(on_stage, "minh", "khảo sát 1", "2")
    assert (await row_of(on_stage)).state == State.LISTED
    assert await on_stage.database.transact(counted) == before


async def test_a_draft_that_is_dropped_is_on_the_list_again(on_stage: Stage) -> None:
    await say_all(on_stage, "khách", *NEIGHBOUR)
    await say_all(on_stage, "hoa", "khảo sát 1", "1", "1")
    assert (await row_of(on_stage)).state == State.REGISTERED
    heard = await on_stage.say("hoa", "/huy")
    await on_stage.tap("hoa", next(b.label for b in heard[0].body.choices if "ủy" in b.label))
    heard = await on_stage.say("hoa", "khảo sát")
    assert f"Bà {WHO} – Bản Háng Sung" in [b.label for b in heard[0].body.choices]


async def test_the_card_of_a_record_tells_that_the_people_suggested_it(on_stage: Stage) -> None:
    await say_all(on_stage, "khách", *NEIGHBOUR)
    await say_all(on_stage, "hoa", "khảo sát 1", "1", "1", "2", "2", "x", "1 2", "1")
    heard = await on_stage.say("minh", "mở 0001")
    assert "Do nhân dân gợi ý" in heard[0].body.text


# --- personal data


async def registered(stage: Stage) -> None:
    """A suggestion that became a record the commune has confirmed."""
    await say_all(stage, "khách", *NEIGHBOUR)
    await say_all(stage, "hoa", "khảo sát 1", "1", "1", "2", "2", "x", "1 2", "1")
    await say_all(stage, "minh", "mở 0001", "1")


async def test_a_name_that_is_withdrawn_stands_in_no_suggestion(on_stage: Stage) -> None:
    await registered(on_stage)
    before = await on_stage.database.transact(places, WHO)
    assert {"candidates.name", "records.name", "outbox.body"} <= set(before)
    asked: Effect = Withdraw(1, (NAME,), "Cháu bà Máy", Verified.KNOWN)
    await wish(on_stage, "minh", asked)
    assert await on_stage.database.transact(places, WHO) == []


async def test_who_suggested_takes_it_back(on_stage: Stage) -> None:
    for _ in range(2):
        await say_all(on_stage, "khách", *NEIGHBOUR[:-1])
        await on_stage.photo("khách")
        await on_stage.say("khách", "1")
    await say_all(on_stage, "hoa", "khảo sát 2", "2")
    assert len(list(on_stage.blobs.keys())) == 2
    await say_all(on_stage, "khách", "dữ liệu của tôi", "2")
    first, second = await row_of(on_stage, 1), await row_of(on_stage, 2)
    assert (first.state, first.name, first.contact_id) == (State.ERASED, "", None)
    assert (second.state, second.name, second.contact_id) == (State.LISTED, f"Bà {WHO}", None)
    await forgetting(on_stage).step()
    assert len(list(on_stage.blobs.keys())) == 1  # the photo of the second

    def said(c: Connection) -> list[str]:
        mine = contacts.c.address == "demo-khách"
        asked = select(outbox.c.body).join(contacts).where(mine)
        return [row["text"] for row in c.scalars(asked) if WHO in row["text"]]

    assert await on_stage.database.transact(said) == []


async def test_what_was_taken_back_does_not_come_back_with_a_backup(
    on_stage: Stage, make_url: Callable[[], str], tmp_path: Path
) -> None:
    await say_all(on_stage, "khách", *NEIGHBOUR)
    file = tmp_path / "old.tar"
    await backup(on_stage.database, on_stage.blobs, file, on_stage.now)
    await say_all(on_stage, "khách", "dữ liệu của tôi", "2")
    await forgetting(on_stage).step()
    other = Database(make_url())
    await restore(other, on_stage.blobs, file)
    assert await forgetting(on_stage, other).again() == 1

    def name(c: Connection) -> str:
        return str(c.execute(select(candidates.c.name)).scalar_one())

    assert await other.transact(name) == ""
    await other.close()


async def test_whom_nobody_registered_is_forgotten_after_two_years(on_stage: Stage) -> None:
    await say_all(on_stage, "khách", *NEIGHBOUR)
    await say_all(on_stage, "hoa", "khảo sát 1", "2")
    on_stage.passes(timedelta(days=1))

    def go(c: Connection) -> tuple[int, int, list[str]]:
        gone = retention.step(c, KEYRING, Class.CANDIDATES, on_stage.now, on_stage.now, 10)
        left = retention.due(c, Class.CANDIDATES, on_stage.now)
        return gone, left, [p for p in places(c, WHO) if p.startswith("candidate")]

    assert await on_stage.database.transact(go) == (1, 0, [])


async def test_the_chat_of_whoever_suggests_is_shown_in_the_commune_alone(on_stage: Stage) -> None:
    await say_all(on_stage, "khách", *NEIGHBOUR[:-1], "6", "Vàng Thị Chở 0912345678", "1")
    near = (await on_stage.say("minh", "khảo sát 1"))[0].body.text
    assert "Vàng Thị Chở 0912345678" in near
    above = (await on_stage.say("lan", "khảo sát 1"))[0].body.text
    assert WHO not in above
    assert "Vàng Thị Chở" not in above


# --- the export


async def test_candidates_and_suggestions_stand_apart_from_records(on_stage: Stage) -> None:
    await say_all(on_stage, "khách", *NEIGHBOUR)
    await say_all(on_stage, "minh", "khảo sát", "2", "Tổ nuôi ong", "3", "2", "Hai mươi đõ ong")
    before = on_stage.now
    on_stage.passes(timedelta(hours=1))
    await say_all(on_stage, "hoa", "khảo sát 1", "3", "Đã có hồ sơ")

    def read(c: Connection) -> tuple[Any, Any, Any, int]:
        return (
            export_survey.exported(c, None, None), export_survey.exported(c, None, before),
            export_survey.exported(c, "/999/", None), len(c.execute(select(records)).all()),
        )  # fmt: skip

    now, then, far, registered_ = await on_stage.database.transact(read)
    [one], [other] = now["suggestions"], now["candidates"]
    assert (one["name"], one["state"], one["why"]) == (f"Bà {WHO}", "aside", "Đã có hồ sơ")
    assert [note["text"] for note in one["notes"]] == ["Mở đường cho cả bản"]
    assert (other["guess"], other["unit"], other["by"]) == (
        "business",
        "Bản Tà Lành",
        "Lý Văn Minh",
    )
    assert (then["suggestions"][0]["state"], then["suggestions"][0]["why"]) == ("new", "")
    assert (far, registered_) == ({"suggestions": [], "candidates": []}, 0)
