"""Places: kept as GeoJSON with nothing to fetch; what is no place on earth is refused kindly."""

from collections.abc import Callable
from math import inf, nan
from typing import Any

import orjson
import pytest

from bot.points import geojson
from bot.reports.tables import sheets
from bot.worker import Worker
from storage.blobs import Blobs
from storage.database import Database
from storage.export import everything
from tests.sending import Platform, Sender, digest, rows, said, send
from tests.stage import KEYRING, VIDEO, Stage

pytest_plugins = ["tests.sending_fixtures"]

Make = Callable[[Platform], Worker]
HOME = {"latitude": 21.7168, "longitude": 104.8986}


async def locate(database: Database, who: Sender, ref: dict[str, Any]) -> None:
    await database.transact(send, who, ref, kind="location", record_id=who.first)


async def test_a_place_is_kept_by_the_hash_of_its_geojson(
    database: Database, blobs: Blobs, who: Sender, worker: Make
) -> None:
    for _ in range(2):
        await locate(database, who, HOME)
    platform = Platform({})
    await worker(platform).run_until_idle()
    for row in await rows(database):
        data = blobs.get(row.sha256)
        assert orjson.loads(data) == {"type": "Point", "coordinates": [104.8986, 21.7168]}
        assert (row.kind, row.state, row.media_type) == (
            "location",
            "stored",
            "application/geo+json",
        )
        assert row.sha256 == row.sha256_received == digest(data)
        assert (row.bytes, row.thumbnail, row.reused_from_id) == (len(data), None, None)
    assert platform.asked == []
    assert [body.text for body in await said(database)] == ["Đã nhận 2 vị trí."]


BAD: list[dict[str, Any]] = [
    {},
    {"latitude": 21.7},
    {"latitude": nan, "longitude": 104.9},
    {"latitude": 21.7, "longitude": inf},
    {"latitude": 90.1, "longitude": 104.9},
    {"latitude": 21.7, "longitude": -180.1},
    {"latitude": "21.7", "longitude": "104.9"},
    {"latitude": True, "longitude": False},
    {"latitude": None, "longitude": [104.9]},
]


async def test_what_is_no_place_is_refused_with_a_kind_sentence(
    database: Database, blobs: Blobs, who: Sender, worker: Make
) -> None:
    for ref in BAD:
        await locate(database, who, ref)
    await worker(Platform({})).run_until_idle()
    assert {(row.state, row.why) for row in await rows(database)} == {("refused", "no_place")}
    assert not list(blobs.keys())
    (body,) = await said(database)
    assert body.text == "9 vị trí không rõ ở đâu. Đồng chí gửi lại vị trí giúp nhé."


async def test_the_export_and_its_spreadsheet_name_places_and_call_a_video_a_file(
    on_stage: Stage,
) -> None:
    await on_stage.locate("hoa")
    await on_stage.send("hoa", "video", VIDEO)
    data = await on_stage.database.transact(everything, KEYRING, now=on_stage.now)
    loose = data["unassigned_evidence"]
    assert [(e["kind"], e["media_type"], e["stored"]) for e in loose] == [
        ("location", "application/geo+json", True), ("file", "video/mp4", True),
    ]  # fmt: skip
    lines = next(sheet.lines for sheet in sheets(data) if sheet.name == "Minh chứng")
    assert [line[4] for line in lines] == ["vị trí", "tệp"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "kept"),
    [
        (21, 105, b'{"type":"Point","coordinates":[105.0,21.0]}'),
        (-90, 180.0, b'{"type":"Point","coordinates":[180.0,-90.0]}'),
        (10**400, 105, None),
    ],
)
def test_whole_numbers_and_the_edges_of_the_earth(
    latitude: float, longitude: float, kept: bytes | None
) -> None:
    assert geojson({"latitude": latitude, "longitude": longitude}) == kept
