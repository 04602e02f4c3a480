"""Backup and restore: every row and every photo in one archive, from either engine to either.

SECRET_KEY is not in it: restricted answers come back encrypted as they are, and need the key.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import Connection, Date, Table, func, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.archive import FORMAT, PHOTOS, ROWS, Manifest, Refused, Writer, checked, reading, writing
from storage.blobs import BlobMissing, Blobs
from storage.database import Database
from storage.tables import evidence, metadata
from storage.types import Instant

__all__ = ["Refused", "backup", "restore"]

BATCH = 1000
_VERSION = "alembic_version"


@dataclass(frozen=True, slots=True)
class _Dump:
    """What the database held at one moment, apart from the rows themselves."""

    revision: str | None
    tables: dict[str, int]
    photos: frozenset[str]  # hashes that rows mention


async def backup(database: Database, blobs: Blobs, file: Path, now: datetime) -> Manifest:
    """Write everything to `file`, replacing one of that name; what it holds.

    Raises `Refused` where the file cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".rows-", dir=file.parent) as folder:
            dump = await database.transact(_dump, Path(folder))
            return await asyncio.to_thread(_pack, dump, Path(folder), blobs, file, now)
    except OSError as error:
        raise _cannot_write(file, error) from error


def _cannot_write(file: Path, error: OSError) -> Refused:
    return Refused(f"{file} cannot be written: {error.strerror or error}.")


def _dump(c: Connection, folder: Path) -> _Dump:
    """Every table as a file of JSON lines, all as of one moment."""
    if c.dialect.name == "postgresql":
        c.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    tables = {str(t.name): _dump_table(c, t, folder) for t in metadata.sorted_tables}
    hashes = [c.scalars(select(col)) for col in (evidence.c.sha256, evidence.c.thumbnail)]
    photos = frozenset(h for found in hashes for h in found if h)
    return _Dump(_revision(c), tables, photos)


def _dump_table(c: Connection, table: Table, folder: Path) -> int:
    rows = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH)
    path, count = folder / table.name, 0
    try:
        with path.open("wb") as file:
            for batch in c.execute(rows).mappings().partitions():
                file.writelines(_line({str(k): v for k, v in row.items()}) for row in batch)
                count += len(batch)
    except OSError as error:  # a full disk is not for `transact` to try again
        raise _cannot_write(path, error) from error
    return count


def _line(row: dict[str, Any]) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def _revision(c: Connection) -> str | None:
    """The last migration that was run, None where the schema was not made by migrations."""
    if not inspect(c).has_table(_VERSION):
        return None
    return str(c.scalar(text(f"SELECT version_num FROM {_VERSION}")))  # noqa: S608 - a constant


def _pack(dump: _Dump, folder: Path, blobs: Blobs, file: Path, now: datetime) -> Manifest:
    with writing(file) as archive:
        for name in dump.tables:
            archive.add_file(f"{ROWS}{name}.jsonl", folder / name)
        lost = _pack_photos(dump, blobs, archive)
        made_at = now.astimezone(UTC).isoformat()
        manifest = Manifest(FORMAT, dump.revision, made_at, dump.tables, archive.members, lost)
        archive.finish(manifest)
    return manifest


def _pack_photos(dump: _Dump, blobs: Blobs, archive: Writer) -> list[str]:
    """Add every photo there is; the hashes of those that should be there and are not."""
    lost = []
    for name in sorted({*blobs.keys(), *dump.photos}):
        try:
            archive.add(PHOTOS + name, blobs.get(name), expected=name)
        except (BlobMissing, ValueError):
            lost.append(name)
    return [name for name in lost if name in dump.photos]


async def restore(database: Database, blobs: Blobs, file: Path) -> Manifest:
    """Bring an archive back into an empty database: all of it, or nothing. What it held.

    Raises `Refused` where the archive is damaged or the database is not empty or of another
    release.
    """
    manifest = await asyncio.to_thread(checked, file)
    await database.transact(_check_fits, manifest)
    added: list[str] = []
    try:
        await asyncio.to_thread(_restore_photos, file, blobs, added)
        await database.transact(_restore_rows, file, manifest)
    except BaseException:
        await asyncio.to_thread(_remove, blobs, added)
        raise
    return manifest


def _check_fits(c: Connection, manifest: Manifest) -> None:
    there = set(inspect(c).get_table_names())
    if not there >= metadata.tables.keys():
        raise Refused("The database has no tables yet: run `python -m bot migrate` first.")
    if _revision(c) != manifest.revision or manifest.tables.keys() != metadata.tables.keys():
        raise Refused(
            f"The backup is of schema {manifest.revision}, the database of {_revision(c)}: "
            "restore with the release that made it, then migrate."
        )
    for table in metadata.sorted_tables:
        if c.execute(select(table).limit(1)).first() is not None:
            raise Refused(
                f"The database is not empty ({table.name} has rows): restore into a new one."
            )


def _restore_photos(file: Path, blobs: Blobs, added: list[str]) -> None:
    with reading(file) as members:
        for name, data in members:
            sha256 = name.removeprefix(PHOTOS)
            if sha256 != name and not blobs.has(sha256):
                added.append(sha256)
                blobs.put(data.read())


def _remove(blobs: Blobs, names: list[str]) -> None:
    for name in names:
        blobs.delete(name)


def _restore_rows(c: Connection, file: Path, manifest: Manifest) -> None:
    _check_fits(c, manifest)  # a process may have started meanwhile
    with reading(file) as members:
        for name, data in members:
            if name.startswith(ROWS):
                table = metadata.tables[name.removeprefix(ROWS).removesuffix(".jsonl")]
                _restore_table(c, table, data)


def _restore_table(c: Connection, table: Table, data: IO[bytes]) -> None:
    later: list[tuple[int, str, int]] = []
    try:
        for batch in _batches(table, data):
            for row in batch:
                later += _put_off(table, row)
            c.execute(insert(table), batch)
        for id, name, value in later:
            c.execute(update(table).where(table.c.id == id).values({name: value}))
    except DBAPIError as error:  # its words would show the values
        kind = type(error.orig).__name__
        raise Refused(f"This database does not take a row of {table.name} ({kind}).") from error
    if c.dialect.name == "postgresql" and "id" in table.c:
        _set_sequence(c, table)


def _batches(table: Table, data: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    lines = iter(data)
    while batch := [_row(table, line) for line in islice(lines, BATCH)]:
        yield batch


def _row(table: Table, line: bytes) -> dict[str, Any]:
    row: dict[str, Any] = orjson.loads(line)
    for column in table.columns:
        if row[column.name] is None:
            continue
        if isinstance(column.type, Instant):
            row[column.name] = datetime.fromisoformat(row[column.name])
        elif isinstance(column.type, Date):
            row[column.name] = date.fromisoformat(row[column.name])
    return row


def _put_off(table: Table, row: dict[str, Any]) -> Iterator[tuple[int, str, int]]:
    """Take references to rows of the same table that come only later out of `row`."""
    for column in table.columns:
        own = any(key.column.table is table for key in column.foreign_keys)
        if own and row[column.name] is not None and row[column.name] > row["id"]:
            yield row["id"], column.name, row[column.name]
            row[column.name] = None


def _set_sequence(c: Connection, table: Table) -> None:
    """Numbers go on after the highest one that came back."""
    sequence = func.pg_get_serial_sequence(table.name, "id")
    highest = select(func.max(table.c.id)).scalar_subquery()
    c.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))
