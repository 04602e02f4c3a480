"""Codes that were given together, for the file that shows them: sealed, and dropped with them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from campaign.people_wishes import Given
from storage.codes import LIVES
from storage.secrets import Keyring
from storage.tables import sheets

KEY = "sheet-"  # how the key of such a file begins, among the keys of blobs


def keep(
    c: Connection, keyring: Keyring, given: Sequence[Given], expires: date, now: datetime
) -> str:
    """The key of the file with these codes."""
    c.execute(delete(sheets).where(sheets.c.at < now - LIVES))
    rows = [asdict(one) for one in given]
    body = keyring.seal({"expires": expires.isoformat(), "rows": rows})
    new = insert(sheets).values(body=body, at=now)
    return f"{KEY}{c.execute(new.returning(sheets.c.id)).scalar_one()}"


def read(c: Connection, keyring: Keyring, key: str) -> tuple[tuple[Given, ...], date] | None:
    """What a file shows; None once it is dropped. Raises `storage.secrets.Sealed`."""
    number = key.removeprefix(KEY)
    body = c.scalar(select(sheets.c.body).where(sheets.c.id == int(number or 0)))
    if body is None:
        return None
    kept: Any = keyring.open(body)
    return tuple(Given(**row) for row in kept["rows"]), date.fromisoformat(kept["expires"])
