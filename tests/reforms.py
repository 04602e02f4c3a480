"""The two reorganisations that ship, brought into a database of tests."""

from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import Connection

from campaign.reorganisation_file import parse
from campaign.units_file import SHIPPED
from storage import reorganisations
from storage.reorganisations import Report, Source

FIRST, SECOND = date(2024, 12, 1), date(2025, 7, 1)


def source(on: date, text: str = "") -> Source:
    """The shipped file of a day, or another text in its place."""
    name = f"yenbai-{on}.csv"
    text = text or (SHIPPED / name).read_text("utf-8")
    return Source(name, sha256(text.encode()).hexdigest(), text, "Đỗ Quang Tính")


def load(c: Connection, on: date, now: datetime, text: str = "") -> Report:
    """What becomes of it, or why nothing does; as `units reorganise` does it."""
    brought = source(on, text)
    return reorganisations.load(c, brought, parse(brought.text, brought.file), on, now)


def reorganise(c: Connection, on: date, now: datetime, text: str = "") -> Report:
    report = load(c, on, now, text)
    assert not report.problems, report.problems
    return report


def undo(c: Connection, on: date, now: datetime) -> tuple[str, ...]:
    return reorganisations.undo(c, source(on).sha256, on, now)
