"""A backup brings everything back, on either engine, or changes nothing and says why."""

import io
import stat
import tarfile
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from bot import backup as module
from bot.backup import Refused, backup, restore
from storage.blobs import Blobs, open_blobs
from storage.database import Database
from storage.tables import (
    contacts,
    evidence,
    inbox,
    lists,
    metadata,
    people,
    plans,
    records,
    reports,
    settings,
    units,
)

NOW = datetime(2022, 5, 5, 1, 2, 3, 456789, tzinfo=UTC)
PHOTOS = [b"\xff\xd8 one", b"", b"\0" * 70_000]


def _fill(c: Connection, photos: list[str]) -> None:
    place = {"name": "Xã Suối Giàng", "folded": "xa suoi giang", "kind": "xã", "level": "commune"}
    since = {"valid_from": date(2021, 1, 1)}
    # The district came later than the commune that now lies below it.
    c.execute(insert(units).values(id=1, code="15", path="/1/", **place, **since))
    c.execute(insert(units).values(id=9, code="133", path="/1/9/", parent_id=1, **place, **since))
    c.execute(insert(units).values(id=4, code="4", path="/1/9/4/", parent_id=9, **place, **since))
    c.execute(insert(people).values(id=7, name="Giàng A Chống 🌾", demo=True, created_at=NOW))
    c.execute(insert(plans).values(id=1, plan="p", version=1, sha256="", source="", loaded_at=NOW))
    contact = {"id": 3, "channel": "web", "address": "a", "person_id": 7, "created_at": NOW}
    c.execute(insert(contacts).values(contact | {"session": {"đang hỏi": ["R4", 1.5, None]}}))
    record = {"plan_id": 1, "unit_id": 4, "path": "/1/9/4/", "status": "draft", "author_id": 7,
              "author_role": "commune", "author_unit_id": 4, "author_channel": "web",
              "created_at": NOW, "changed_at": NOW - timedelta(days=400)}  # fmt: skip
    c.execute(insert(records).values(record | {"id": 41}))
    c.execute(insert(records).values(record | {"id": 40, "derived_from_id": 41}))
    photo = {"contact_id": 3, "kind": "photo", "state": "stored", "ref": {}, "received_at": NOW}
    for name in photos:
        c.execute(insert(evidence).values(photo | {"sha256": name, "thumbnail": photos[0]}))
    sent = {"unit_id": 4, "term": "p:D1", "person_id": 7, "at": NOW}
    body = {"records": [{"id": 41, "name": "Giàng A Chống"}], "silent": [], "quotas": []}
    c.execute(insert(lists).values(sent | {"number": 1, "state": "mend", "body": body}))
    paper = {"number": "12/BC-MTTQ", "date": date(2021, 6, 1), "evidence_id": 1}
    c.execute(insert(reports).values(sent | (paper if photos else {**paper, "evidence_id": None})))
    c.execute(
        insert(inbox),
        [{"key": f"k{n:05}", "at": NOW, "state": "done", "raw": {"n": n}} for n in range(2500)],
    )


def _everything(c: Connection) -> dict[str, list[dict[str, Any]]]:
    return {
        t.name: [dict(r) for r in c.execute(select(t).order_by(*t.primary_key)).mappings()]
        for t in metadata.sorted_tables
    }


def _empty(c: Connection) -> None:
    c.execute(update(units).values(parent_id=None))
    c.execute(update(records).values(derived_from_id=None))
    for table in reversed(metadata.sorted_tables):
        c.execute(delete(table))


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return open_blobs((tmp_path / "ảnh").as_uri())


@pytest.fixture
async def filled(database: Database, blobs: Blobs) -> Database:
    await database.transact(_fill, [blobs.put(p) for p in PHOTOS])
    return database


@pytest.fixture(params=["same", "other"])
def target_url(request: pytest.FixtureRequest, engine: str) -> str:
    """An empty database of the same engine, and one of the other."""
    other = {"sqlite": "postgres", "postgres": "sqlite"}
    make: Callable[[], str] = request.getfixturevalue(
        f"make_{engine if request.param == 'same' else other[engine]}"
    )
    return make()


@pytest.fixture
async def target(target_url: str) -> AsyncIterator[Database]:
    opened = Database(target_url)
    yield opened
    await opened.close()


def leftovers(folder: Path) -> list[Path]:
    return list(folder.glob(".*"))


@pytest.mark.parametrize("name", ["sao lưu.tar", "sao lưu.tar.gz"])
async def test_everything_comes_back(
    filled: Database, target: Database, blobs: Blobs, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    made = await backup(filled, blobs, file, NOW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made.tables["inbox"] == 2500
    assert made.lost == []
    copy = open_blobs((tmp_path / "ảnh khác").as_uri())
    assert await restore(target, copy, file) == made
    assert await target.transact(_everything) == await filled.transact(_everything)
    assert sorted(copy.keys()) == sorted(blobs.keys())
    assert copy.get(sha256(PHOTOS[2]).hexdigest()) == PHOTOS[2]
    assert not leftovers(tmp_path)


async def test_numbers_go_on_after_the_highest_that_came_back(
    filled: Database, target: Database, blobs: Blobs, tmp_path: Path
) -> None:
    await backup(filled, blobs, tmp_path / "b.tar", NOW)
    await restore(target, blobs, tmp_path / "b.tar")
    new = insert(people).values(name="Hoàng Thị Mây", created_at=NOW).returning(people.c.id)
    assert await target.transact(lambda c: c.execute(new).scalar_one()) == 8


async def test_only_an_empty_database_takes_a_backup(
    filled: Database, blobs: Blobs, tmp_path: Path
) -> None:
    await backup(filled, blobs, tmp_path / "b.tar", NOW)
    before = await filled.transact(_everything)
    with pytest.raises(Refused, match="not empty"):
        await restore(filled, blobs, tmp_path / "b.tar")
    assert await filled.transact(_everything) == before


async def test_a_backup_of_another_schema_is_refused(
    filled: Database, target: Database, blobs: Blobs, tmp_path: Path
) -> None:
    await backup(filled, blobs, tmp_path / "b.tar", NOW)

    def migrate(c: Connection) -> None:
        c.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        c.execute(text("INSERT INTO alembic_version VALUES ('0002')"))

    await target.transact(migrate)
    with pytest.raises(Refused, match=r"schema None.* 0002"):
        await restore(target, blobs, tmp_path / "b.tar")
    await backup(target, blobs, tmp_path / "c.tar", NOW)
    assert (await restore(target, blobs, tmp_path / "c.tar")).revision == "0002"


async def test_a_database_without_tables_is_refused(
    filled: Database, blobs: Blobs, tmp_path: Path
) -> None:
    await backup(filled, blobs, tmp_path / "b.tar", NOW)
    bare = Database(f"sqlite:///{tmp_path}/bare.db")
    with pytest.raises(Refused, match="migrate"):
        await restore(bare, blobs, tmp_path / "b.tar")
    await bare.close()


async def _refuses(file: Path, target: Database, tmp_path: Path) -> str:
    """Restore a bad archive; it must leave neither rows nor photos behind."""
    copy = open_blobs((tmp_path / "trống").as_uri())
    with pytest.raises(Refused) as raised:
        await restore(target, copy, file)
    assert list(copy.keys()) == []
    assert not any((await target.transact(_everything)).values())
    said = str(raised.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


@pytest.mark.parametrize("name", ["b.tar", "b.tar.gz"])
async def test_a_damaged_archive_changes_nothing(
    filled: Database, blobs: Blobs, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    await backup(filled, blobs, file, NOW)
    await filled.transact(_empty)
    whole = file.read_bytes()
    step = len(whole) // 12
    for place in range(0, len(whole) - 12_000, step):
        file.write_bytes(whole[:place])
        await _refuses(file, filled, tmp_path)
    with tarfile.open(fileobj=io.BytesIO(whole)) as tar:
        places = [(m.offset_data, m.size) for m in tar if m.size]
    for start, size in places if name == "b.tar" else [(len(whole) // 2, 2)]:
        bad = bytearray(whole)
        bad[start + size // 2] ^= 1
        file.write_bytes(bad)
        await _refuses(file, filled, tmp_path)
    file.write_bytes(whole)
    await restore(filled, blobs, file)


async def test_what_is_no_backup_is_refused_in_one_sentence(
    make_sqlite: Callable[[], str], tmp_path: Path
) -> None:
    target = Database(make_sqlite())
    file = tmp_path / "thư.txt"
    for content in (b"", b"Kinh g\xe1\xbb\xadi", b"\0" * 20_000, b"\x1f\x8b\x08"):
        file.write_bytes(content)
        await _refuses(file, target, tmp_path)
    assert "No such file" in await _refuses(tmp_path / "không có.tar", target, tmp_path)
    with tarfile.open(file, "w") as tar:
        link = tarfile.TarInfo("photos/../../x")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    await _refuses(file, target, tmp_path)
    await target.close()


async def test_a_restore_that_fails_half_way_leaves_nothing(
    filled: Database, blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled.transact(lambda c: c.execute(insert(settings).values(key="late", value=1)))
    await backup(filled, blobs, tmp_path / "b.tar", NOW)
    await filled.transact(_empty)
    real = module._restore_table  # noqa: SLF001 - the fault is put into the middle

    def twice(c: Connection, table: Any, data: Any) -> None:  # noqa: ANN401
        real(c, table, data)
        if table is inbox:
            c.execute(insert(people).values(name="x", created_at=NOW))
            raise Refused("The lights went out.")

    monkeypatch.setattr(module, "_restore_table", twice)
    assert await _refuses(tmp_path / "b.tar", filled, tmp_path) == "The lights went out."


async def test_a_row_the_other_engine_does_not_take_is_named_without_its_values(
    make_sqlite: Callable[[], str], make_postgres: Callable[[], str], blobs: Blobs, tmp_path: Path
) -> None:
    source, target = Database(make_sqlite()), Database(make_postgres())
    long = insert(people).values(name="bí mật " * 100, created_at=NOW)
    await source.transact(lambda c: c.execute(long))
    await backup(source, blobs, tmp_path / "b.tar", NOW)
    said = await _refuses(tmp_path / "b.tar", target, tmp_path)
    assert "people" in said
    assert "bí mật" not in said
    await source.close()
    await target.close()


async def test_photos_that_are_gone_are_named_and_the_rest_is_kept(
    filled: Database, blobs: Blobs, tmp_path: Path
) -> None:
    gone, damaged, _ = sorted(sha256(p).hexdigest() for p in PHOTOS)
    blobs.delete(gone)
    (tmp_path / "ảnh" / damaged[:2] / damaged[2:]).write_bytes(b"rust")
    made = await backup(filled, blobs, tmp_path / "b.tar", NOW)
    assert made.lost == [gone, damaged]
    assert len(made.photos) == 1


async def test_a_place_that_cannot_be_written_is_said(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="cannot be written: No such file"):
        await backup(database, blobs, tmp_path / "không có" / "b.tar", NOW)
