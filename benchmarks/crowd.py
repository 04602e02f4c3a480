"""Many village heads, each in a village of their own, and the registration each of them sends.

Every id of the benchmark has eight digits of which the first says what it is, so that a statement
taken down for one person can be played for another by exchanging numbers.
"""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, text

from bot import cast
from bot.envelope import Envelope
from bot.setup import set_up
from storage.tables import (
    contacts,
    metadata,
    people,
    plans,
    posts,
    records,
    settings,
    subjects,
    units,
)

KINDS = {
    "person": 10_000_000, "contact": 20_000_000, "unit": 30_000_000, "record": 40_000_000,
    "subject": 50_000_000, "number": 60_000_000, "said": 70_000_000,
}  # fmt: skip
SIZE = 20_000
NOW = datetime(2021, 4, 5, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
CHANNEL = "web"


def gather(c: Connection) -> None:
    """Make the schema, the territory and the people; the serial numbers go on behind theirs."""
    metadata.create_all(c)
    set_up(c, "yenbai-2021-2025", NOW)
    cast.add_villages(c, NOW.date())
    cast.join(c, NOW)
    _settle(c)
    _open_the_books(c)
    if c.dialect.name == "postgresql":
        for kind, table in (("record", records), ("subject", subjects)):
            serial = f"pg_get_serial_sequence('{table.name}', 'id')"
            c.execute(text(f"SELECT setval({serial}, :last)"), {"last": KINDS[kind]})
    c.exec_driver_sql("ANALYZE")


def _settle(c: Connection) -> None:
    """A village, a person, a post and a contact for each number."""
    commune = c.execute(select(units).where(units.c.code == cast.CAST_UNITS[0][0])).one()
    person, contact, unit = KINDS["person"], KINDS["contact"], KINDS["unit"]
    numbers = range(SIZE)
    village = {"kind": "bản", "level": "village", "parent_id": commune.id, "folded": "ban"}
    rows = [
        {"id": unit + n, "code": f"{commune.code}.{n}", "name": f"Bản {n}",
         "path": f"{commune.path}{unit + n}/", "valid_from": date(2021, 1, 1), **village}
        for n in numbers
    ]  # fmt: skip
    c.execute(insert(units), rows)
    known = {"name": "Giàng A Pao", "created_at": NOW}
    c.execute(insert(people), [{"id": person + n, **known} for n in numbers])
    held = {"role": "reporter", "since": NOW}
    ids = [{"unit_id": unit + n, "person_id": person + n} for n in numbers]
    c.execute(insert(posts), [{"id": person + n, **ids[n], **held} for n in numbers])
    at = {"channel": CHANNEL, "created_at": NOW}
    rows = [{"id": contact + n, "address": address(n), "person_id": person + n} for n in numbers]
    c.execute(insert(contacts), [row | at for row in rows])


def _open_the_books(c: Connection) -> None:
    """The first number, and the subject and the record that all others come after."""
    own = {"unit_id": KINDS["unit"], "kind": "household"}
    c.execute(insert(subjects).values(id=KINDS["subject"], name="", folded="", **own))
    new = insert(records).values(
        id=KINDS["record"], plan_id=c.scalar(select(plans.c.id)), path="/", status="draft",
        author_id=KINDS["person"], author_role="reporter", author_unit_id=KINDS["unit"],
        author_channel=CHANNEL, created_at=NOW, changed_at=NOW, discarded=True, **own,
    )  # fmt: skip
    c.execute(new)
    c.execute(insert(settings).values(key="next_number", value=KINDS["number"]))


def address(n: int) -> str:
    return f"crowd-{KINDS['person'] + n}"


def registration(n: int, said: int) -> Iterator[Envelope]:
    """What person `n` sends to register one household; `said` differs each time."""
    unique = KINDS["said"] + said
    story = "Trồng hai héc-ta chè Shan tuyết, giúp năm hộ trong bản cùng làm và bao tiêu cho cả xã."
    texts = ("đăng ký", "2", f"Giàng A Tủa {unique}", story, "x", "0", "1")
    for place, words in enumerate(texts):
        yield Envelope(CHANNEL, address(n), f"{unique}-{place}", text=words)
