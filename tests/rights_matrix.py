"""Every cell of role × verb × status × place, tried by the button itself in the real turn.

What is expected is read from the rules (`campaign.workflow`, `campaign.people`), never from the
conversations: a button is pressed whether or not it was ever shown, as an old one, or a forged one,
would be. What a verb asks for is then answered, so that a step that is granted is really taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Connection, select

from bot.channels.base import Body
from bot.envelope import Envelope
from bot.turn import take
from bot.world import World
from campaign.people import Role, Verb
from campaign.workflow import Status, verbs
from conversations.address import Address
from conversations.catalogue import by_name
from storage.people import Contact
from storage.tables import outbox
from storage.tables import records as table
from tests.stage import KEYRING
from tests.test_rights import HOME, NOW, PLACES, REACHED, actor, record

MOST = 8  # messages that a step may ask for
CARD = by_name("card").code
PASSES = "1/4/2021"  # a day, and as good a number or reason as any
_WORLD = World(KEYRING, lambda _: {})
_ids = count(1)


@dataclass(frozen=True, slots=True)
class Cell:
    role: Role
    verb: Verb
    status: Status
    where: str
    unit: str

    @property
    def granted(self) -> bool:
        """What the rules say of a village head's record."""
        here = self.where in REACHED and self.verb in verbs(self.role, self.status)
        own = self.role is Role.REPORTER
        if self.verb is Verb.SUBMIT:  # a draft is sent from its review, not from its card
            return here and own and self.status is Status.RETURNED
        if self.verb is Verb.WITHDRAW:
            return here and own and self.status is not Status.DRAFT
        return here


def cells() -> Iterator[Cell]:
    for role in Role:
        for where, unit in PLACES[HOME[role]].items():
            for status in Status:
                for verb in Verb:
                    yield Cell(role, verb, status, where, unit)


def differing(c: Connection, role: Role, wanted: list[Cell]) -> list[tuple[Cell, bool]]:
    """The cells of a role that the turn decides otherwise than the rules, and what it did."""
    who, found = actor(c, role, HOME[role]), []
    for cell in wanted:
        savepoint = c.begin_nested()
        done = _pressed(c, who, cell)
        savepoint.rollback()
        if done is not cell.granted:
            found.append((cell, done))
    return found


def _pressed(c: Connection, who: Contact, cell: Cell) -> bool:
    """Whether the record changed by pressing the button of a verb and answering what it asks."""
    id = record(c, cell.unit, cell.status)
    said = _say(c, who, payload=str(Address(CARD, id, "do", cell.verb.value)))
    said = _say(c, who, payload=str(Address(CARD, id, "do", cell.verb.value)))  # seen by now
    if not cell.granted:
        _say(c, who, text=PASSES)
    for _ in range(MOST if cell.granted else 0):
        if _changed(c, id):
            break
        said = _answer(c, who, said)
    return _changed(c, id)


def _changed(c: Connection, id: int) -> bool:
    return c.scalar(select(table.c.version).where(table.c.id == id)) != 1


def _answer(c: Connection, who: Contact, said: Body) -> Body:
    over = dict(said.controls).get("x")  # of photos
    choice = over or next(iter(said.choices), None)
    return _say(c, who, text=PASSES) if choice is None else _say(c, who, payload=choice.payload)


def _say(
    c: Connection, who: Contact, *, text: str | None = None, payload: str | None = None
) -> Body:
    heard = Envelope("web", who.address, f"m{next(_ids)}", text=text, payload=payload)
    take(c, _WORLD, heard, NOW)
    rows = select(outbox.c.body).where(outbox.c.contact_id == who.id).order_by(outbox.c.id.desc())
    return Body.from_json(c.execute(rows.limit(1)).scalar_one())
