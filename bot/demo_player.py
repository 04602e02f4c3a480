"""Plays one sitting of the demo through the real turn, as a person types and taps.

Whatever is asked is answered from the script, in whichever order it comes; a question the script
has no answer to stops the demo.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from bot.channels.base import Body
from bot.demo_records import Act, Answer
from bot.envelope import Attachment, Envelope
from bot.turn import take
from bot.world import World
from conversations.address import Address
from conversations.catalogue import by_name
from conversations.session import load
from storage import people
from storage.tables import contacts, outbox, records

CHANNEL = "web"
PAUSE = timedelta(seconds=20)  # between two messages of one person
LONGEST_SITTING = 100  # messages
OVER = frozenset({"h", "y", "n"})  # home, in-tray, what next: a sitting has come to its end
FORM = frozenset({"R1", "R2", "R3", "R4/title", "R10"})  # filled in by numbers, as on paper
PHOTOS, CRITERIA = "R5/photos", "k"
SAID: Mapping[str, Answer] = {
    "review": "send", "end": "home", "date": "hôm qua", "photo": "none", "signed": "record",
}  # fmt: skip


class Unexpected(Exception):
    """The bot asked or said something that the demo's script does not foresee."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question somebody sees: where it stands, and its options in the order shown."""

    code: str
    subject: int
    key: str
    options: tuple[str, ...]


@dataclass(slots=True)
class Player:
    """One person at their chat page; `id` tells the sittings apart."""

    c: Connection
    world: World
    address: str
    id: str
    now: datetime
    sent: int = field(default=0)

    def say(self, text: str) -> None:
        self._take(text=text)

    def tap(self, asked: Asked, option: str) -> None:
        self._take(payload=str(Address(asked.code, asked.subject, asked.key, option)))

    def show(self, sha256: str) -> None:
        self._take(attachment=Attachment("photo", {"blob": sha256}))

    def _take(self, **what: Any) -> None:  # noqa: ANN401 - one of three kinds of message
        self.sent += 1
        self.now += PAUSE
        envelope = Envelope(CHANNEL, self.address, f"{self.id}-{self.sent}", **what)
        take(self.c, self.world, envelope, self.now)

    def asked(self) -> Asked:
        """What is asked now. Raises Unexpected where nothing is."""
        session = load(people.take(self.c, CHANNEL, self.address, self.now).session)
        if session.shown is None:
            raise Unexpected(f"{self.address} is asked nothing after: {self.screen()}")
        code = by_name(session.place.conversation).code
        return Asked(code, session.place.subject, session.shown.key, session.shown.values)

    def screen(self) -> str:
        """The text of the question last put."""
        last = (
            select(outbox.c.body)
            .join(contacts, contacts.c.id == outbox.c.contact_id)
            .where(contacts.c.channel == CHANNEL, contacts.c.address == self.address)
            .where(outbox.c.prompt)
            .order_by(outbox.c.id.desc())
            .limit(1)
        )
        return Body.from_json(self.c.execute(last).scalar_one()).text

    def answer(self, asked: Asked, answer: Answer) -> None:
        """Type the numbers of options in a form, tap what is shown elsewhere, type the rest."""
        chosen = answer if isinstance(answer, list) else [answer]
        if set(chosen) <= set(asked.options) and (chosen is answer or asked.key in FORM):
            self.say(" ".join(str(asked.options.index(option) + 1) for option in chosen))
        elif isinstance(answer, list):
            raise Unexpected(f"{self.address}: {asked.key} has no {answer}: {asked.options}")
        elif answer in asked.options:
            self.tap(asked, answer)
        else:
            self.say(answer)


def play(c: Connection, world: World, act: Act, id: str, pictures: Sequence[str]) -> datetime:
    """One sitting from its first word to its last; when it ended. Raises Unexpected."""
    player = Player(c, world, act.address, id, act.at)
    album, before, answered, acted, steps = list(pictures), None, 0, False, 0
    player.say("đăng ký" if act.do == "register" else f"mở {_number(c, act.exemplar.name):04d}")
    while (asked := player.asked()).code not in OVER:
        if (steps := steps + 1) > LONGEST_SITTING:
            raise Unexpected(f"{act.address}, {act.exemplar.name}: {player.screen()}")
        if asked.key == "do" and acted:  # done, and the card is shown again
            player.say("menu")
            continue
        acted = acted or asked.key == "do"
        if asked.key == before:
            raise Unexpected(f"{act.address}, {act.exemplar.name}: {player.screen()}")
        before = asked.key
        if asked.key == act.exemplar.stop or answered == act.upto:
            player.say("menu")
            continue
        answered += asked.code == CRITERIA
        _answer(player, act, asked, album)
    if album:
        raise Unexpected(f"{act.address}, {act.exemplar.name}: nobody asked for photos")
    return player.now


def _answer(player: Player, act: Act, asked: Asked, album: list[str]) -> None:
    """Everything a person sends while one question is open."""
    if asked.key == PHOTOS:
        while album:
            player.show(album.pop(0))
        player.say("x")
        return
    if asked.key.partition("@")[0] in act.exemplar.shots and album:
        player.show(album.pop(0))
    if asked.key == "review" and f": {act.exemplar.unit}" not in player.screen():
        player.tap(asked, "edit:R4/unit")
        return
    player.answer(asked, _answer_to(asked.key, act))


def _answer_to(key: str, act: Act) -> Answer:
    """What the script says: of this sitting, of everybody, of this exemplar; of the year or not."""
    if key == "do":
        return act.do
    for table in (act.given, SAID, act.exemplar.told):
        for said in (table.get(key), table.get(key.partition("@")[0])):
            if said:
                return said
    raise Unexpected(f"{act.address}, {act.exemplar.name}: no answer to {key}")


def _number(c: Connection, name: str) -> int:
    """The short number people call a record by."""
    found = select(records.c.number).where(records.c.name == name, records.c.number.is_not(None))
    number = c.scalar(found.order_by(records.c.id).limit(1))
    if number is None:
        raise Unexpected(f"{name} was never sent")
    return int(number)
