"""The archive file of a backup: what its members are called, how they are written and checked.

A tar (gzip where the name ends in `.gz` or `.tgz`) of `rows/<table>.jsonl`, one row a line,
`photos/<sha256>`, and as the last member the manifest. The manifest holds the hash of every other
member, and its own name holds the hash of the manifest: no byte that matters can change unseen.
"""

import gzip
import io
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, Any

import orjson

FORMAT = "guong-sang backup 1"
ROWS, PHOTOS = "rows/", "photos/"
_MANIFEST = "manifest-"
_BROKEN = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, orjson.JSONDecodeError)


class Refused(Exception):
    """A backup or restore that was not done; nothing is changed."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. `lost` names photos that rows mention and the store did not have."""

    format: str
    revision: str | None
    made_at: str
    tables: dict[str, int]
    members: dict[str, str]
    lost: list[str]

    @property
    def photos(self) -> list[str]:
        return [n.removeprefix(PHOTOS) for n in self.members if n.startswith(PHOTOS)]


@dataclass(slots=True)
class Writer:
    """Members as they are added to the open archive."""

    tar: tarfile.TarFile
    members: dict[str, str] = field(default_factory=dict)

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self.members[name] = file_digest(file, "sha256").hexdigest()
            file.seek(0)
            self._add(name, path.stat().st_size, file)

    def add(self, name: str, data: bytes, *, expected: str) -> None:
        """Raises ValueError, and adds nothing, where `expected` is not the hash of `data`."""
        if sha256(data).hexdigest() != expected:
            raise ValueError(f"{name} is not what it is called")
        self.members[name] = expected
        self._add(name, len(data), io.BytesIO(data))

    def finish(self, manifest: Manifest) -> None:
        data = orjson.dumps(manifest, option=orjson.OPT_INDENT_2)
        name = f"{_MANIFEST}{sha256(data).hexdigest()}.json"
        self._add(name, len(data), io.BytesIO(data))

    def _add(self, name: str, size: int, data: IO[bytes]) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self.tar.addfile(info, data)
        self.tar.members = []  # type: ignore[attr-defined]  # as in `_members`


@contextmanager
def writing(file: Path) -> Iterator[Writer]:
    """An archive that appears at `file` whole and safe on the disk, or not at all."""
    zipped = file.suffix in {".gz", ".tgz"}
    with tempfile.NamedTemporaryFile(prefix=".new-", dir=file.parent, delete=False) as temporary:
        try:
            with tarfile.open(fileobj=temporary, mode="w:gz" if zipped else "w") as tar:
                yield Writer(tar)
            temporary.flush()
            os.fsync(temporary.fileno())
            Path(temporary.name).replace(file)
        except BaseException:
            Path(temporary.name).unlink()
            raise


@contextmanager
def reading(file: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The members of an archive in order, each to be read before the next. Raises `Refused`."""
    try:
        with tarfile.open(file) as tar:
            yield _members(tar)
    except _BROKEN as error:
        raise Refused(f"{file.name} is damaged or is no backup of this program.") from error
    except OSError as error:
        why = error.strerror or "it is no archive"
        raise Refused(f"{file.name} cannot be read: {why}.") from error


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    while (info := tar.next()) is not None:
        data = tar.extractfile(info) if info.isreg() else None
        if data is None:
            raise tarfile.ReadError
        yield info.name, data
        # It would remember every member, and there may be a million photos.
        tar.members = []  # type: ignore[attr-defined]


def checked(file: Path) -> Manifest:
    """The manifest of an archive whose every member has its hash. Raises `Refused`."""
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    manifest: Manifest | None = None
    with reading(file) as members:
        for name, data in members:
            if manifest is not None or name in found:
                raise Refused(f"{file.name} holds more than its manifest says.")
            if name.startswith(_MANIFEST):
                manifest = _manifest(file, name, data.read())
                continue
            found[name], lines[name] = _digest(data)
    if manifest is None:
        raise Refused(f"{file.name} has no manifest: it is cut off, or is no backup.")
    _compare(file, manifest, found, lines)
    return manifest


def _manifest(file: Path, name: str, data: bytes) -> Manifest:
    if name != f"{_MANIFEST}{sha256(data).hexdigest()}.json":
        raise Refused(f"The manifest of {file.name} is damaged.")
    raw: dict[str, Any] = orjson.loads(data)
    if raw.get("format") != FORMAT:
        raise Refused(f"{file.name} was made by another release: {raw.get('format')}.")
    return Manifest(**raw)


def _digest(data: IO[bytes]) -> tuple[str, int]:
    hasher, lines = sha256(), 0
    while chunk := data.read(1 << 20):
        hasher.update(chunk)
        lines += chunk.count(b"\n")
    return hasher.hexdigest(), lines


def _compare(file: Path, manifest: Manifest, found: dict[str, str], lines: dict[str, int]) -> None:
    wrong = _first(n for n in manifest.members | found if manifest.members.get(n) != found.get(n))
    wrong = wrong or _first(n for n in manifest.photos if manifest.members[PHOTOS + n] != n)
    rows = {table: lines.get(f"{ROWS}{table}.jsonl") for table in manifest.tables}
    wrong = wrong or _first(t for t, n in manifest.tables.items() if rows[t] != n)
    if wrong:
        raise Refused(f"{file.name} is damaged: {wrong} is not what the manifest says.")


def _first(names: Iterable[str]) -> str | None:
    return next(iter(names), None)
