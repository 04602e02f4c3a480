"""Village heads on Telegram, on Zalo or on both: what the platforms know of each, and we keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from sqlalchemy import Connection, insert, select

from campaign.broadcasts import Fate
from campaign.people import Role
from storage import people
from storage.broadcast_results import FATE, joined
from storage.tables import contacts, outbox, recipients
from storage.tables import people as table
from tests.many import VILLAGE, unit
from tests.soak.broadcasts_stage import TEXT
from tests.stage import START
from tests.telegram import FakeTelegram
from tests.telegram.people import Person as OnTelegram
from tests.zalo_oa import FakeOA
from tests.zalo_oa.people import Person as OnZalo

FIRST_CHAT, FIRST_USER = 6_000_000_000, 7_000_000_000_000_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """One of them; whoever is on both spoke on Telegram last."""

    name: str
    telegram: OnTelegram | None
    zalo: OnZalo | None

    @property
    def addresses(self) -> Mapping[str, str]:
        """By channel, the first one first."""
        found = {"telegram": self.telegram, "zalo_oa": self.zalo}
        return {channel: str(person.id) for channel, person in found.items() if person}

    @property
    def heard(self) -> int:
        """How often they were told."""
        texts = [m.text for m in self.telegram.heard] if self.telegram else []
        texts += [m.text for m in self.zalo.heard] if self.zalo else []
        return sum(TEXT in text for text in texts)

    @property
    def takes_none(self) -> bool:
        """No chat of theirs is open to us."""
        on_telegram = self.telegram is not None and not self.telegram.room.closed
        return not on_telegram and (self.zalo is None or self.zalo.room.refusal != 0)


Heads: TypeAlias = Sequence[Head]


@dataclass(frozen=True, slots=True)
class Kept:
    """What we say became of one of them."""

    fate: Fate
    why: str


def gathered(api: FakeTelegram, oa: FakeOA, on_telegram: int, on_zalo: int, on_both: int) -> Heads:
    """So many people, of whom nobody is written to yet."""
    size = on_telegram + on_zalo + on_both
    return [
        Head(
            f"Vàng A Páo {n}",
            api.person(f"Páo {n}", FIRST_CHAT + n) if n < on_telegram + on_both else None,
            oa.person("", str(FIRST_USER + n), follower=True) if n >= on_telegram else None,
        )
        for n in range(size)
    ]


def settle(c: Connection, heads: Heads) -> None:
    """A post and contacts for each."""
    village = unit(c, VILLAGE)
    for head in heads:
        id = people.add(c, head.name, START)
        people.appoint(c, id, village, Role.REPORTER, START)
        for place, (channel, address) in enumerate(head.addresses.items()):
            c.execute(insert(contacts).values(
                channel=channel, address=address, person_id=id, created_at=START,
                seen_at=START - timedelta(hours=1 + place),
            ))  # fmt: skip


def kept(c: Connection, id: int) -> dict[str, Kept]:
    """What became of each recipient of a broadcast, by name."""
    of = joined().join(table, table.c.id == recipients.c.person_id)
    rows = select(table.c.name, FATE.label("fate"), outbox.c.why).select_from(of)
    found = c.execute(rows.where(recipients.c.broadcast_id == id))
    return {row.name: Kept(Fate(row.fate), row.why or "") for row in found}
