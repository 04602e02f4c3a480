"""Village heads on Telegram who each register a household, answer by answer.

The hard idea is when somebody goes on: when the bot has answered in their chat; or when the outbox
says of the answer that nobody can tell whether it arrived, and so will not be sent again. Then they
say the next thing all the same, as people do who know the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select

from bot.cast import CAST_UNITS
from campaign.people import Role
from storage import people
from storage.outbox import is_edit
from storage.tables import contacts, outbox, units
from tests.stage import START
from tests.telegram import FakeTelegram
from tests.telegram.people import Person

STEPS = 7
UNIT = 30_000_000  # the number of the first village
OWN = "Giàng A Pao"
PROPOSED = {
    "R6/mentor": {"text": "Lý Văn Minh"}, "R7": "2022-04-05", "R7/check": "2021-10-04",
    "R8": "2021-2023", "R9": "own",
}  # fmt: skip
# Which button of the message says the same as the word; what has none here is always typed.
BUTTONS = {1: 1, 4: 0, 6: 0}


@dataclass
class Head:
    """One of them; every other one taps where there is a button."""

    n: int
    person: Person
    taps: bool
    spoken: int = 0
    last: int = 0  # the newest message of the chat when they had spoken

    @property
    def name(self) -> str:
        return f"Giàng A Tủa {self.n}"

    @property
    def story(self) -> str:
        return f"Trồng {self.n + 2} ha chè Shan tuyết"

    @property
    def said(self) -> tuple[str, ...]:
        return "đăng ký", "2", self.name, self.story, "x", "1 2", "1"

    @property
    def answers(self) -> dict[str, object]:
        """What is kept of it, with what the plan proposes by itself."""
        said = {"R1": "household", "R4": {"text": self.name}, "R5": {"text": self.story},
                "R10": ["name", "photo"], "R5/photos": 0}  # fmt: skip
        return said | PROPOSED | {"R4/unit": f"u{UNIT + self.n}", "R6": {"text": f"{OWN} {self.n}"}}

    @property
    def address(self) -> str:
        return str(self.person.id)

    @property
    def answered(self) -> bool:
        return self.person.room.last_id > self.last

    def goes_on(self, settled: Mapping[str, int]) -> bool:
        return self.answered or settled.get(self.address, 0) >= self.spoken

    def done(self, settled: Mapping[str, int]) -> bool:
        return self.spoken == STEPS and self.goes_on(settled)

    async def speak(self) -> None:
        button = BUTTONS.get(self.spoken)
        if button is not None and self.taps and self.answered:
            shown = [m for m in self.person.heard if m.buttons][-1]
            payload = [payload for row in shown.buttons for _, payload in row][button]
            await self.person.presses(payload, shown.id)
        else:
            await self.person.says(self.said[self.spoken])
        self.spoken += 1
        self.last = self.person.room.last_id


def crowd(api: FakeTelegram, size: int) -> list[Head]:
    made = [Head(n, api.person(f"Pao {n}", 5_000_000_000 + n), bool(n % 2)) for n in range(size)]
    for head in made:
        head.person.room.started = True
    return made


def settle(c: Connection, heads: list[Head]) -> None:
    """A village, a post and a contact for each."""
    commune = c.execute(select(units).where(units.c.code == CAST_UNITS[0][0])).one()
    for head in heads:
        place = _village(c, head.n, commune.id, commune.code, commune.path)
        id = people.add(c, f"{OWN} {head.n}", START)
        people.appoint(c, id, place, Role.REPORTER, START)
        c.execute(insert(contacts).values(
            channel="telegram", address=head.address, person_id=id, created_at=START,
        ))  # fmt: skip


def _village(c: Connection, n: int, parent: int, code: str, path: str) -> int:
    id = UNIT + n
    c.execute(insert(units).values(
        id=id, code=f"{code}.{1000 + n}", name=f"Bản {n}", folded="ban", kind="bản",
        level="village", parent_id=parent, path=f"{path}{id}/", valid_from=date(2021, 1, 1),
    ))  # fmt: skip
    return id


def settled(c: Connection) -> dict[str, int]:
    """By address, of how many answers of the bot all is known that ever will be."""
    over = outbox.c.state.not_in(("queued", "sending"))
    rows = c.execute(
        select(contacts.c.address, func.count())
        .join(outbox, outbox.c.contact_id == contacts.c.id)
        .where(contacts.c.channel == "telegram", over, ~is_edit(outbox))
        .group_by(contacts.c.address)
    )
    return {row[0]: row[1] for row in rows}
