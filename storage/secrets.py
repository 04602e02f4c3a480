"""Encryption at rest of restricted values, and signatures for cookies and links.

SECRET_KEY may hold several secrets, comma-separated: the first encrypts and signs, all decrypt and
verify. So a key is changed by putting the new one in front, running `Keyring.reseal_all`, and
taking the old one away.
"""

import hmac
import os
import stat
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from re import compile as pattern
from typing import TypeAlias

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    bindparam,
    select,
    type_coerce,
    update,
)

from campaign.exemplar import Value
from storage.tables import answers, facts, outbox, settings, sheets, submissions, tokens, vaults

FILE = "secret.key"
PREFIX = "enc:1:"
_SEALED = pattern(r"enc:1:([0-9a-f]{8}):([A-Za-z0-9_-]+)")
_NONCE = 12

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


# Columns of JSON in which a sealed value may lie anywhere: copies, clocks, a person's own words,
# tokens of a platform.
_ENVELOPES = (
    (submissions, submissions.c.body),
    (settings, settings.c.value),
    (outbox, outbox.c.body),
    (sheets, sheets.c.body),
    (tokens, tokens.c.pair),
    (tokens, tokens.c.before),
    (vaults, vaults.c.body),
)


class Sealed(Exception):
    """A value that no key of this keyring opens; one sentence says why."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What is derived from one secret. The id may be seen by anybody."""

    id: str
    cipher: AESGCM = field(repr=False)
    signing: bytes = field(repr=False)


class Keyring:
    """The keys of SECRET_KEY. Raises ValueError where it holds no secret."""

    __slots__ = ("_keys",)

    def __init__(self, secret_key: str) -> None:
        secrets = [s.strip() for s in secret_key.split(",") if s.strip()]
        if not secrets:
            raise ValueError("SECRET_KEY is empty.")
        self._keys = tuple(_key(s.encode()) for s in secrets)

    def __repr__(self) -> str:
        return f"Keyring({', '.join(k.id for k in self._keys)})"

    def seal(self, value: Json) -> str:
        """`value` as an envelope "enc:1:<key id>:<token>"; never twice the same."""
        first = self._keys[0]
        head = f"{PREFIX}{first.id}:"
        nonce = os.urandom(_NONCE)
        return head + _b64(nonce + first.cipher.encrypt(nonce, orjson.dumps(value), head.encode()))

    def open(self, sealed: Json) -> Value:
        """What `seal` was given. Raises `Sealed`."""
        if not (isinstance(sealed, str) and is_sealed(sealed)):
            raise Sealed("This value is not in the form that encryption gives it.")
        head, _, token = sealed.rpartition(":")
        key = self._key_of(sealed)
        if key is None:
            id = head.removeprefix(PREFIX)
            raise Sealed(f"This value was encrypted with a SECRET_KEY that is not here (key {id}).")
        try:
            raw = _unb64(token)
            plain = key.cipher.decrypt(raw[:_NONCE], raw[_NONCE:], f"{head}:".encode())
        except (ValueError, InvalidTag) as error:
            raise Sealed("This encrypted value was damaged or changed.") from error
        value: Value = orjson.loads(plain)
        return value

    def reseal_all(self, c: Connection) -> int:
        """Encrypt everything sealed anew under the first secret; how many rows changed.

        Raises `Sealed`, and nothing is changed, where a restricted answer does not open.
        """
        count = 0
        for table in (answers, facts):
            restricted = table.c.restricted & table.c.value.is_not(None)
            count += _rewrite(c, table, table.c.value, restricted, self._renewed)
        for table, column in _ENVELOPES:
            holds_one = type_coerce(column, Text).contains(PREFIX)
            count += _rewrite(c, table, column, holds_one, self._within)
        return count

    def _renewed(self, value: Json) -> Json:
        """A restricted value under the first key; one that never was encrypted becomes so."""
        if not is_sealed(value):
            return self.seal(value)
        return value if self._key_of(value) is self._keys[0] else self.seal(self.open(value))

    def _within(self, value: Json) -> Json:
        """`value` with every envelope of ours inside it renewed.

        Words that only look like an envelope (people may write what they like) stay as they are.
        """
        match value:
            case list():
                return [self._within(v) for v in value]
            case dict():
                return {k: self._within(v) for k, v in value.items()}
        return self._renewed(value) if self._key_of(value) else value

    def _key_of(self, value: Json) -> _Key | None:
        found = _SEALED.fullmatch(value) if isinstance(value, str) else None
        return next((k for k in self._keys if found and k.id == found[1]), None)

    def sign(self, text: str, now: datetime) -> str:
        """A token of url-safe characters that says `text` (readable by anybody) and when."""
        body = f"{_b64(text.encode())}.{int(now.timestamp())}"
        return f"{body}.{_b64(_mac(self._keys[0], body))}"

    def word(self, purpose: str) -> str:
        """A word that only who has the first secret knows, always the same for a purpose."""
        return _b64(_mac(self._keys[0], purpose))

    def words(self, purpose: str) -> tuple[str, ...]:
        """As `word`, under each of the secrets, the first one first."""
        return tuple(_b64(_mac(k, purpose)) for k in self._keys)

    def unsign(self, token: str, now: datetime, max_age: timedelta | None = None) -> str | None:
        """The text of a token that one of our keys signed and that is no older than `max_age`.

        A token from the future is taken: a rehearsal may set the calendar back.
        """
        if not token.isascii():
            return None
        body, _, mac = token.rpartition(".")
        given = mac.encode()
        matches = [hmac.compare_digest(_b64(_mac(k, body)).encode(), given) for k in self._keys]
        if not any(matches):
            return None
        text, _, signed_at = body.partition(".")
        age = timedelta(seconds=now.timestamp() - int(signed_at))
        return None if max_age is not None and age > max_age else _unb64(text).decode()


def is_sealed(value: Json) -> bool:
    return isinstance(value, str) and _SEALED.fullmatch(value) is not None


def load_or_make(data_dir: Path) -> str:
    """The secret kept in `data_dir`, made on first use; only its owner may read the file.

    Processes that start together agree on one secret.
    """
    path = data_dir / FILE
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        _make(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o600)
    return path.read_text().strip()


def _make(path: Path) -> None:
    # Written whole beside its place, then linked: a link is refused where another was quicker.
    with tempfile.NamedTemporaryFile(prefix=".new-", dir=path.parent) as file:
        file.write(_b64(os.urandom(32)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _key(secret: bytes) -> _Key:
    return _Key(
        id=_derived(secret, b"id", 4).hex(),
        cipher=AESGCM(_derived(secret, b"encrypt", 32)),
        signing=_derived(secret, b"sign", 32),
    )


def _derived(secret: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"guong-sang 1 " + purpose).derive(secret)


def _mac(key: _Key, body: str) -> bytes:
    return hmac.digest(key.signing, body.encode(), sha256)


def _b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _rewrite(
    c: Connection,
    table: Table,
    column: Column[Json],
    where: ColumnElement[bool],
    renewed: Callable[[Json], Json],
) -> int:
    names = [k.name for k in table.primary_key]
    found = c.execute(select(*table.primary_key, column).where(where).with_for_update()).all()
    changed = [
        {"new": new, **{f"key_{n}": v for n, v in zip(names, row, strict=False)}}
        for row in found
        if (new := renewed(row[-1])) != row[-1]
    ]
    if changed:
        same = [table.c[n] == bindparam(f"key_{n}") for n in names]
        c.execute(update(table).where(*same).values({column: bindparam("new")}), changed)
    return len(changed)
