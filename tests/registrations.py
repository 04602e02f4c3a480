"""A small district's registrations, with everything that an export has to tell."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from campaign.exemplar import Value
from campaign.plan_file import source_of
from storage import plans
from storage.database import Database
from storage.export import everything
from storage.secrets import Keyring
from storage.tables import (
    answers,
    consents,
    contacts,
    decisions,
    evidence,
    facts,
    history,
    notes,
    people,
    posts,
    records,
    subjects,
    units,
)

T = datetime(2021, 4, 10, 1, tzinfo=UTC)
NOW = datetime(2022, 5, 5, 1, tzinfo=UTC)
KEYRING = Keyring("khóa thử")


def day(n: int) -> datetime:
    return T + timedelta(days=n)


def _fill_places(c: Connection) -> None:
    since = {"folded": "", "valid_from": date(2021, 1, 1)}
    rows = [
        (1, "15", "Yên Bái", "tỉnh", "province", None, "/1/"),
        (2, "133", "Lục Yên", "huyện", "district", 1, "/1/2/"),
        (3, "4303", "Tân Phượng", "xã", "commune", 2, "/1/2/3/"),
        (22, "4303.1", "Khe Bín", "thôn", "village", 3, "/1/2/3/22/"),
        (30, "137", "Trạm Tấu", "huyện", "district", 1, "/1/30/"),
    ]
    names = ("id", "code", "name", "kind", "level", "parent_id", "path")
    c.execute(insert(units), [dict(zip(names, row, strict=True)) | since for row in rows])


def _fill_people(c: Connection) -> None:
    named = [(1, "Nông Thị Hoa"), (2, "Hoàng Văn Minh"), (3, "Trần Thị Lan")]
    c.execute(insert(people), [{"id": i, "name": n, "created_at": T} for i, n in named])
    held = [(1, 22, "reporter"), (2, 3, "commune"), (3, 2, "district")]
    c.execute(
        insert(posts),
        [{"person_id": p, "unit_id": u, "role": r, "since": T} for p, u, r in held],
    )
    contact = {"id": 1, "channel": "zalo_bot", "address": "1", "person_id": 1, "created_at": T}
    c.execute(insert(contacts).values(contact))


def record_row(id: int, **more: object) -> dict[str, object]:
    usual = {
        "id": id, "plan_id": 1, "unit_id": 22, "path": "/1/2/3/22/", "author_id": 1,
        "author_role": "reporter", "author_unit_id": 22, "author_channel": "zalo_bot",
        "created_at": T, "changed_at": T, "status": "draft", "phase": "2021-2023",
    }  # fmt: skip
    return usual | more


def _fill_records(c: Connection) -> None:
    c.execute(insert(subjects).values(
        id=5, kind="village", name="Thôn Khe Bín", folded="thon khe bin", unit_id=22
    ))  # fmt: skip
    c.execute(insert(subjects).values(
        id=6, kind="person_resident", name="Bàn Thị Pham", folded="ban thi pham", unit_id=22
    ))  # fmt: skip
    village = {"category": "1.3", "kind": "village", "name": "Thôn Khe Bín", "subject_id": 5}
    person = {"category": "2B", "kind": "person_resident", "name": "Bàn Thị Pham", "subject_id": 6}
    for row in (
        record_row(1, number=412, status="revoked", **village, entered_by_id=2),
        record_row(
            2, number=413, status="submitted", **person, derived_from_id=1, created_at=day(5)
        ),
        record_row(3, name="bản nháp", created_at=day(9)),
        record_row(4, name="bỏ", created_at=day(1), changed_at=day(20), discarded=True),
        record_row(5, unit_id=30, path="/1/30/", phase="2023-2025", status="selected"),
    ):
        c.execute(insert(records).values(row))


def _fill_answers(c: Connection) -> None:
    own: list[tuple[int, str, Value, bool]] = [
        (1, "R4", {"text": "Thôn Khe Bín"}, False),
        (1, "R6", {"text": "Ông Phúc"}, False),
        (1, "R6/mentor", {"state": "later"}, False),
        (1, "R10", ["name", "photo"], False),
        (1, "GC6@2021", "yes", False),
        (1, "M3.0", {"num": 3, "den": 4}, False),
        (2, "P2.4", {"land": 300, "money": 2.5, "days": 0}, False),
        (2, "GI3a@2021", "good", True),
        (2, "R10", ["none"], False),
        (3, "R5", {"voice": 9}, False),
    ]
    c.execute(insert(answers), [
        {"record_id": i, "key": k, "value": KEYRING.seal(v) if r else v, "restricted": r,
         "person_id": 1, "at": day(i)}
        for i, k, v, r in own
    ])  # fmt: skip
    c.execute(insert(consents), [
        {"record_id": 1, "purpose": purpose, "wording": f"đồng ý {purpose}", "edition": "1",
         "how": "tap", "person_id": 1, "at": day(1)}
        for purpose in ("name", "photo")
    ])  # fmt: skip
    shared: list[tuple[int, str, Value, bool]] = [
        (5, "GC1@2021", "partly", False),
        (5, "GC1/meetings@2021", 4, False),
        (5, "GC1@2022", "yes", False),
        (6, "GI4a@2021", "good", True),
    ]
    c.execute(insert(facts), [
        {"subject_id": i, "key": k, "value": KEYRING.seal(v) if r else v, "restricted": r,
         "person_id": 2, "at": day(i)}
        for i, k, v, r in shared
    ])  # fmt: skip


def _fill_review(c: Connection) -> None:
    steps = [
        (1, 1, 1, "reporter", "submit", "draft", "submitted"),
        (2, 3, 2, "commune", "confirm", "submitted", "commune_confirmed"),
        (3, 40, 3, "district", "recognise", "assessed", "recognised"),
        (4, 60, 3, "district", "revoke", "recognised", "revoked"),
    ]
    for id, n, person, role, verb, source, target in steps:
        c.execute(insert(history).values(
            id=id, record_id=1, at=day(n), person_id=person, role=role, verb=verb,
            source=source, target=target,
        ))  # fmt: skip
    c.execute(insert(history).values(
        id=9, record_id=2, at=day(6), verb="submit", source="draft", target="submitted"
    ))  # fmt: skip
    c.execute(insert(notes).values(
        history_id=4, key="GC1@2021", text="=1+1 sai sự thật", fields={"number": "7/QĐ"}
    ))  # fmt: skip
    c.execute(insert(decisions).values(
        record_id=1, kind="recognition", authority="UBND huyện Lục Yên", number="12/QĐ-UBND",
        date=date(2021, 5, 20), revoked=True, at=day(40),
    ))  # fmt: skip


def _fill_evidence(c: Connection) -> None:
    usual = {"contact_id": 1, "person_id": 1, "kind": "photo", "ref": {}, "state": "stored",
             "received_at": day(2)}  # fmt: skip
    kept = {"sha256": "a" * 64, "sha256_received": "b" * 64, "media_type": "image/jpeg"}
    for row in (
        {"id": 1, "record_id": 1, "key": "R5/photos", "bytes": 1234, "caption": "Họp thôn", **kept},
        {"id": 9, "record_id": 3, "key": "R5", "kind": "voice", "state": "waiting"},
        {"id": 10, "received_at": day(30)},
    ):
        c.execute(insert(evidence).values(usual | row))


def fill(c: Connection) -> None:
    plans.load(c, source_of("yenbai-2021-2025"), T)
    for part in (
        _fill_places, _fill_people, _fill_records, _fill_answers, _fill_review, _fill_evidence,
    ):  # fmt: skip
        part(c)


async def exported(database: Database, **narrowed: Any) -> dict[str, Any]:  # noqa: ANN401
    """The export as a script reads it."""
    data = await database.transact(everything, KEYRING, now=NOW, **narrowed)
    again: dict[str, Any] = json.loads(json.dumps(data))
    assert again == data  # plain JSON, with texts for keys
    return again
