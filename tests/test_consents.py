"""Consent of the person praised: one row for each purpose, with the very text and the proof."""

from typing import Any

from sqlalchemy import Connection, select

from campaign.desk import Effect, Refused
from campaign.privacy import Agree, Consent
from storage import consents, people
from storage.database import Database
from storage.desk import StoredDesk
from storage.doing import Doing
from storage.effects import perform
from storage.records import answers_of
from storage.tables import contacts, records
from tests.registrations import exported, fill
from tests.stage import KEYRING, Stage, address_of

FORM = ("đăng ký", "2", "Giàng A Tủa", "Trồng chè", "x")


async def fill_in(stage: Stage, consent: str) -> None:
    """A household, up to the card before sending."""
    for said in (*FORM, consent):
        await stage.say("hoa", said)


async def rows_of(stage: Stage) -> list[tuple[str, bool]]:
    """Every consent of the first record: its purpose, and whether it stands."""

    def read(c: Connection) -> tuple[Consent, ...]:
        return consents.of_record(c, 1)

    found = await stage.database.transact(read)
    return [(one.purpose, one.withdrawn_at is None) for one in found]


async def wish(stage: Stage, who: str, effect: Effect) -> Any:  # noqa: ANN401 - any outcome
    def carry_out(c: Connection) -> Any:  # noqa: ANN401
        id = c.execute(select(contacts.c.id).where(contacts.c.address == address_of(who))).scalar()
        desk = StoredDesk(c, KEYRING, people.find(c, id or 0), stage.now)
        return perform(Doing(c, KEYRING, desk, stage.now, {}, lambda _: {}), effect)

    return await stage.database.transact(carry_out)


async def test_the_forms_answer_becomes_consents_in_the_words_that_were_shown(
    on_stage: Stage,
) -> None:
    await fill_in(on_stage, "1 2")
    first = (await on_stage.database.transact(consents.of_record, 1))[0]
    assert first.wording == "Chủ hộ đã đồng ý những việc nào? Ghi tên"
    assert (first.how, first.by, first.at) == ("tap", "Giàng A Hòa", on_stage.now)
    assert first.edition.startswith("yenbai-2021-2025 ")


async def test_an_answer_that_is_changed_ends_what_it_no_longer_lists(on_stage: Stage) -> None:
    await fill_in(on_stage, "1 2")
    await on_stage.say("hoa", "sửa 7")
    await on_stage.say("hoa", "1 3")
    assert await rows_of(on_stage) == [("name", True), ("photo", False), ("press", True)]
    await on_stage.say("hoa", "sửa 7")
    await on_stage.say("hoa", "0")
    assert [stands for _, stands in await rows_of(on_stage)] == [False] * 3


async def test_the_same_answer_twice_is_one_consent(on_stage: Stage) -> None:
    await fill_in(on_stage, "1")
    await on_stage.say("hoa", "sửa 7")
    await on_stage.say("hoa", "1")
    assert await rows_of(on_stage) == [("name", True)]


async def test_what_was_put_off_is_no_consent(on_stage: Stage) -> None:
    await fill_in(on_stage, "s")
    assert await rows_of(on_stage) == []


async def test_consent_is_noted_only_by_whom_the_record_is_open_to(on_stage: Stage) -> None:
    await fill_in(on_stage, "0")
    said = {"name": "Tôi đồng ý"}
    assert isinstance(await wish(on_stage, "dua", Agree(1, said, "1")), Refused)
    assert isinstance(await wish(on_stage, "minh", Agree(99, said, "1")), Refused)
    assert await rows_of(on_stage) == []


async def test_a_proof_that_somebody_else_sent_is_none(on_stage: Stage) -> None:
    await fill_in(on_stage, "0")
    await on_stage.photo("dua")
    theirs = 1
    await wish(on_stage, "minh", Agree(1, {"name": "Tôi đồng ý"}, "1", theirs))
    first = (await on_stage.database.transact(consents.of_record, 1))[0]
    assert first.how == "tap"


async def test_who_notes_a_consent_has_not_entered_the_record(on_stage: Stage) -> None:
    await fill_in(on_stage, "0")
    await wish(on_stage, "minh", Agree(1, {"name": "Tôi đồng ý"}, "1"))

    def read(c: Connection) -> tuple[Any, Any]:
        helper = c.scalar(select(records.c.entered_by_id))
        return helper, {r.key: r.value for r in answers_of(c, 1, None)}["R10"]

    assert await on_stage.database.transact(read) == (None, ["name"])


async def test_the_export_tells_every_consent(database: Database) -> None:
    await database.transact(fill)
    one = (await exported(database))["exemplars"][0]["consent"][0]
    assert one == {
        "purpose": "name", "state": "given", "wording": "đồng ý name", "edition": "1",
        "how": "tap", "evidence": None, "by": "Nông Thị Hoa", "at": "2021-04-11T01:00:00+00:00",
        "withdrawn_at": None,
    }  # fmt: skip
