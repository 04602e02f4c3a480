"""The export has the shape that scripts rely on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert

from campaign.exemplar import Value
from storage.database import Database
from storage.export import everything
from storage.export_values import by_criterion
from storage.secrets import Keyring, Sealed
from storage.tables import records
from tests.registrations import KEYRING, NOW, T, day, exported, fill, record_row


@pytest.fixture
async def filled(database: Database) -> Database:
    await database.transact(fill)
    return database


def _ids(rows: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]


async def test_a_record_is_exported_with_all_that_belongs_to_it(filled: Database) -> None:
    data = await exported(filled)
    assert (data["as_of"], data["broadcasts"]) == (NOW.isoformat(), [])
    assert data["plan"] == {"id": "yenbai-2021-2025", "version": 1}
    assert data["units"][3] == {
        "unit_id": 22, "code": "4303.1", "name": "Khe Bín", "kind": "thôn", "parent": 3,
        "valid_from": "2021-01-01", "valid_to": None,
    }  # fmt: skip
    assert _ids(data["exemplars"]) == [1, 2, 5]
    one = data["exemplars"][0]
    assert one["registered_by"] == {
        "name": "Nông Thị Hoa", "role": "reporter", "unit": "4303.1", "channel": "zalo_bot",
    }  # fmt: skip
    assert one["entered_by"]["name"] == "Hoàng Văn Minh"
    assert (one["entered_by"]["role"], one["entered_by"]["unit"]) == ("commune", "4303")
    assert (one["id"], one["number"], one["status"]) == (1, 412, "revoked")
    assert (one["category"], one["phase"], one["derived_from"]) == ("1.3", "2021-2023", None)
    assert one["subject"] == {"kind": "village", "name": "Thôn Khe Bín"}
    assert (one["unit_id"], one["unit"]) == (22, "4303.1")
    assert one["decisions"] == [{
        "id": 1, "kind": "recognition", "authority": "UBND huyện Lục Yên", "level": "district",
        "number": "12/QĐ-UBND", "date": "2021-05-20", "revoked": True, "mistaken": False,
        "evidence": [],
    }]  # fmt: skip
    assert [c["purpose"] for c in one["consent"]] == ["name", "photo"]
    assert data["exemplars"][1]["derived_from"] == 1
    assert data["exemplars"][1]["consent"] == []


async def test_answers_and_facts_are_merged_by_criterion_and_year(filled: Database) -> None:
    village, person, _ = (await exported(filled))["exemplars"]
    assert village["answers"] == {
        "GC1": {"2021": {"": "partly", "meetings": 4}, "2022": "yes"},
        "GC6": {"2021": "yes"},
        "M4.4": {"2021": "yes"},  # GC6 serves it too
        "M3.0": {"num": 3, "den": 4},
    }
    assert village["registration"] == {
        "R2": "1.3", "R3": "village", "R8": "2021-2023",
        "R4": {"text": "Thôn Khe Bín"},
        "R6": {"": {"text": "Ông Phúc"}, "mentor": {"state": "later"}},
        "R10": ["name", "photo"],
    }  # fmt: skip
    given = {"land": 300, "money": 2.5, "days": 0}
    assert person["answers"]["P2.4"] == given
    assert person["answers"]["GI2c"] == {"P2.4": given}  # served by P2.5 as well
    assert person["answers"]["GI3a"] == {"2021": "good"}
    assert person["answers"]["GI4a"] == {"2021": "good"}


async def test_evidence_history_and_notes(filled: Database) -> None:
    data = await exported(filled)
    one = data["exemplars"][0]
    photo = one["evidence"][0]
    wanted = {
        "id": 1, "kind": "photo", "question": "R5/photos", "sha256": "a" * 64,
        "sha256_received": "b" * 64, "media_type": "image/jpeg", "bytes": 1234, "stored": True,
        "received_at": day(2).isoformat(),
    }  # fmt: skip
    assert wanted.items() <= photo.items()
    assert [(s["verb"], s["from"], s["to"]) for s in one["history"]] == [
        ("submit", "draft", "submitted"), ("confirm", "submitted", "commune_confirmed"),
        ("recognise", "assessed", "recognised"), ("revoke", "recognised", "revoked"),
    ]  # fmt: skip
    assert [s["by"] for s in one["history"]][:2] == ["Nông Thị Hoa", "Hoàng Văn Minh"]
    assert [s["note"] for s in one["history"]] == [None, None, None, "=1+1 sai sự thật"]
    assert one["history"][0]["at"] == day(1).isoformat()
    assert _ids(data["unassigned_evidence"]) == [10]


async def test_drafts_have_the_same_shape_and_dropped_ones_stand_apart(filled: Database) -> None:
    data = await exported(filled)
    assert (_ids(data["drafts"]), _ids(data["discarded"])) == ([3], [4])
    draft = data["drafts"][0]
    assert draft.keys() == data["exemplars"][0].keys()
    assert (draft["status"], draft["number"]) == ("draft", None)
    assert draft["registration"]["R5"] == {"voice": 9}
    assert draft["evidence"][0]["stored"] is False


async def test_facts_stand_by_unit_or_person(filled: Database) -> None:
    found = (await exported(filled))["facts"]
    assert [(f.get("unit_id"), f.get("person"), f["criterion"], f["year"]) for f in found] == [
        (22, None, "GC1", 2021), (22, None, "GC1", 2022), (None, "Bàn Thị Pham", "GI4a", 2021),
    ]  # fmt: skip
    assert [f["value"] for f in found] == [{"": "partly", "meetings": 4}, "yes", "good"]
    assert (found[0]["by"], found[0]["at"]) == ("Hoàng Văn Minh", day(5).isoformat())


async def test_questions_explain_every_value(filled: Database) -> None:
    questions = (await exported(filled))["questions"]
    assert questions["GC1"]["kind"] == "yes_partly_no"
    assert questions["GC1"]["parts"].keys() == {"", "meetings"}
    assert questions["GC1"]["options"]["partly"] == {"vi": "Làm một phần", "en": "In part"}
    assert questions["P1.2"]["kind"] is None  # never asked: GI2a serves it
    assert questions.keys() >= {"R1", "R10", "GI4a", "P2.7", "K1"}


async def test_an_export_is_narrowed_to_a_unit_and_a_phase(filled: Database) -> None:
    data = await exported(filled, unit_path="/1/30/")
    assert (_ids(data["exemplars"]), data["drafts"], data["facts"]) == ([5], [], [])
    assert [u["code"] for u in data["units"]] == ["137"]
    assert data["unassigned_evidence"] == []
    below = await exported(filled, unit_path="/1/2/3/")
    assert (_ids(below["exemplars"]), _ids(below["unassigned_evidence"])) == ([1, 2], [10])
    assert _ids((await exported(filled, unit_path="/1/3/"))["exemplars"]) == []
    assert _ids((await exported(filled, phase="2023-2025"))["exemplars"]) == [5]


async def test_as_of_shows_what_was_known_then(filled: Database) -> None:
    first = await exported(filled, as_of=T)
    assert (_ids(first["drafts"]), first["exemplars"], first["facts"]) == ([1, 5], [], [])
    assert first["as_of"] == T.isoformat()
    data = await exported(filled, as_of=day(4))
    assert [(e["id"], e["status"]) for e in data["exemplars"]] == [(1, "commune_confirmed")]
    assert (_ids(data["drafts"]), data["discarded"]) == ([4, 5], [])
    assert (data["exemplars"][0]["decisions"], data["unassigned_evidence"]) == ([], [])
    data = await exported(filled, as_of=day(50))
    assert data["exemplars"][0]["status"] == "recognised"
    assert data["exemplars"][0]["decisions"][0]["revoked"] is False
    assert _ids(data["discarded"]) == [4]


async def test_answers_off_the_path_are_left_out(filled: Database) -> None:
    asked: list[tuple[str | None, str | None]] = []

    def on_path(
        _: object, category: str | None, kind: str | None, stored: dict[str, Value]
    ) -> list[str]:
        asked.append((category, kind))
        return [key for key in stored if key.startswith(("R10", "GC1"))]

    one = (await exported(filled, on_path=on_path))["exemplars"][0]
    assert one["answers"].keys() == {"GC1"}
    assert one["registration"].keys() == {"R2", "R3", "R8", "R10"}
    assert ("1.3", "village") in asked


async def test_without_its_key_nothing_is_exported(filled: Database) -> None:
    with pytest.raises(Sealed):
        await filled.transact(everything, Keyring("khóa khác"), now=NOW)


async def test_a_database_without_anything_exports_nothing(database: Database) -> None:
    data = await exported(database)
    assert (data["plan"], data["exemplars"], data["questions"]) == (None, [], {})


@contextmanager
def _counted(c: Connection) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_c: object, _cursor: object, sql: str, *_: object) -> None:
        sent.append(sql)

    event.listen(c.engine, "before_cursor_execute", note)
    yield sent
    event.remove(c.engine, "before_cursor_execute", note)


async def test_more_records_take_no_more_queries(filled: Database) -> None:
    def count(c: Connection) -> int:
        with _counted(c) as sent:
            everything(c, KEYRING, now=NOW)
        return len(sent)

    few = await filled.transact(count)
    more = [record_row(id, subject_id=5, number=id) for id in range(100, 160)]
    await filled.transact(lambda c: c.execute(insert(records), more))
    assert await filled.transact(count) == few


def test_parts_without_the_first_stay_named() -> None:
    assert by_criterion({"GC1/meetings": 3}) == {"GC1": {"meetings": 3}}
    assert by_criterion({"A": 1, "A@2021": 2}) == {"A": {"": 1, "2021": 2}}
