"""Photos, voice notes and files, kept once each under the hash of their bytes.

The hard idea is that a name in the store is a promise: whoever finds `ab/cdef…` may trust that
the whole content is behind it, after a power cut too. obstore's local store links a file to its
final name without any fsync, so a cut could leave an empty file that every later `put` takes for
the content. A folder is therefore written here: temporary name, fsync, rename, fsync of the
folder. Everything else is obstore's.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256 as sha256_of
from pathlib import Path
from re import compile as pattern
from urllib.parse import unquote

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

NOTES = "erased/"  # where notes lie, beside the contents

_SHA256 = pattern(r"[0-9a-f]{64}")
_KEY = pattern(r"[0-9a-f]{2}/[0-9a-f]{62}")
_BUCKET = pattern(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class BlobMissing(Exception):
    """The store answered, and holds nothing under this hash."""


class BlobsUnavailable(Exception):
    """The store did not answer or refused: disk full, no network, no such bucket, no rights."""


class Blobs:
    """A content-addressed store; synchronous, safe to share between threads.

    Open it after `os.fork()`, never before: the child of a process that has used one hangs.
    Every method may raise `BlobsUnavailable`, and `ValueError` for what is no SHA-256 in hex.
    """

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder  # where `store` lies on disk; None for memory and network stores

    def put(self, data: bytes) -> str:
        """Keep `data` and return its SHA-256 in hex; keeping it again changes nothing."""
        sha256 = sha256_of(data).hexdigest()
        with _answering():
            self._write(_key(sha256), data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes behind a hash, or `BlobMissing`."""
        with _answering(sha256):
            return obstore.get(self._store, _key(sha256)).bytes().to_bytes()

    def has(self, sha256: str) -> bool:
        try:
            with _answering(sha256):
                obstore.head(self._store, _key(sha256))
        except BlobMissing:
            return False
        return True

    def delete(self, sha256: str) -> None:
        """Forget a content; one that is not there is no error."""
        try:
            with _answering(sha256):
                obstore.delete(self._store, _key(sha256))
        except BlobMissing:
            return  # a folder says so, memory and S3 do not

    def note(self, name: str) -> None:
        """Leave a note that outlives the database: that `name` was erased."""
        with _answering():
            self._write(f"{NOTES}{name}", name.encode())

    def notes(self) -> frozenset[str]:
        """The names in all notes there are."""
        with _answering():
            found = [f["path"] for batch in obstore.list(self._store, NOTES) for f in batch]
        return frozenset(path.removeprefix(NOTES) for path in found)

    def probe(self) -> None:
        """Write, read and remove a few bytes; raises `BlobsUnavailable` if that fails."""
        name = f"probe/{os.urandom(8).hex()}"
        with _answering():
            self._write(name, b"probe")
            found = obstore.get(self._store, name).bytes().to_bytes()
            obstore.delete(self._store, name)
        if found != b"probe":
            raise BlobsUnavailable("The store gives back other bytes than it was given.")

    def keys(self) -> Iterator[str]:
        """Every hash in the store, in no order; anything else lying there is passed over."""
        with _answering():
            for batch in obstore.list(self._store, chunk_size=1000):
                for found in batch:
                    if _KEY.fullmatch(found["path"]):
                        yield found["path"].replace("/", "")

    def _write(self, key: str, data: bytes) -> None:
        if self._folder is not None:
            _write_durably(self._folder / key, data)
            return
        try:
            obstore.put(self._store, key, data, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return  # the same name is the same content


def open_blobs(url: str) -> Blobs:
    """The store at `file:///absolute/path`, `memory://` or `s3://bucket/prefix`.

    S3 takes the usual AWS variables from the environment, AWS_ENDPOINT_URL among them. A folder
    is made when it is not there. Raises `ValueError` with one sentence when `url` cannot be used.
    """
    scheme, colon, rest = url.partition("://")
    match scheme + colon:
        case "file://":
            return _open_folder(Path(unquote(rest)))
        case "memory://" if not rest:
            return Blobs(MemoryStore())
        case "s3://":
            return _open_bucket(rest)
        case _:
            known = "file:///path, memory:// or s3://bucket/prefix"
            raise ValueError(f"The photo store must be {known}, not {url!r}.")


def _open_folder(folder: Path) -> Blobs:
    if not folder.is_absolute():
        raise ValueError(f"The photo store file://{folder} needs an absolute path (file:///…).")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Blobs(LocalStore(folder), folder)
    except (OSError, ValueError, BaseError) as error:
        raise ValueError(f"The photo store cannot use the folder {folder}: {error}.") from error


def _open_bucket(rest: str) -> Blobs:
    bucket, _, prefix = rest.partition("/")
    if not _BUCKET.fullmatch(bucket) or "?" in prefix or "#" in prefix:
        raise ValueError(f"The photo store s3://{rest} is not of the form s3://bucket/prefix.")
    store = S3Store(
        bucket,
        prefix=prefix.strip("/") or None,
        virtual_hosted_style_request=False,  # own endpoints rarely have a name for each bucket
        client_options={"allow_http": True, "connect_timeout": "5s", "timeout": "60s"},
        # obstore would try for three minutes; the worker has its own, longer patience.
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
    )
    return Blobs(store)


def _key(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is not a SHA-256 in hex.")
    return f"{sha256[:2]}/{sha256[2:]}"


@contextmanager
def _answering(sha256: str | None = None) -> Iterator[None]:
    """Turn what the stores raise into the two errors of this module.

    "Not found" is an answer only where a hash was asked for; elsewhere the bucket is missing.
    Only the first line of obstore's errors is for people, the rest is its own debugging.
    """
    try:
        yield
    except FileNotFoundError as error:
        if sha256 is not None:
            raise BlobMissing(sha256) from error
        raise BlobsUnavailable(str(error).partition("\n")[0]) from error
    except (BaseError, OSError) as error:
        raise BlobsUnavailable(str(error).partition("\n")[0]) from error


def _write_durably(path: Path, data: bytes) -> None:
    """Put `data` at `path` whole or not at all; on return it survives a power cut.

    An existing file is replaced by the same bytes, which also heals a damaged one.
    """
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        _sync_folder(path.parent.parent)
    with tempfile.NamedTemporaryFile(prefix=".new-", dir=path.parent, delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink()
            raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
