"""How the simulated people talk: each types what a phone would send, or taps, until it is done.

Whatever is said to anybody is listened to here, too: a name that was not agreed to is heard by
nobody above the commune, and one that was taken back by nobody at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from bot.channels.base import Body
from conversations.address import parse
from tests.stage import Heard, Stage
from tests.walking import key_of

LONGEST = 60  # messages of one errand
ABOVE = ("lan", "district", "tinh")  # how those are called who sit above the communes


@dataclass(frozen=True, slots=True)
class Pick:
    """Options of the list that was shown last, by their ids; `said` where it is not on the page.
    What is `typed` is never tapped: a tap on one of several leaves the question open.
    """

    ids: tuple[str, ...]
    said: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Shots:
    """So many photos, and then `x` where more could follow."""

    n: int
    more: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """The line of the list that was shown last in which a name stands."""

    name: str


Answer: TypeAlias = str | Pick | Shots | Named
Replies: TypeAlias = Mapping[str, Answer] | Callable[[str, Body], Answer]


def pick(*ids: str) -> Pick:
    return Pick(ids)


def several(*ids: str) -> Pick:
    return Pick(ids, typed=True)


@dataclass
class Voices:
    """Everybody's talk with the bot."""

    stage: Stage
    chance: Random
    hushed: set[str] = field(default_factory=set)  # names that stay in their commune
    gone: set[str] = field(default_factory=set)  # names nobody may hear any more
    turns: int = 0

    async def errand(self, who: str, first: Answer, replies: Replies, until: str) -> Body:
        """Say the first thing and answer what is asked, until what was wanted is said."""
        heard = await self.say(who, first)
        for _ in range(LONGEST):
            mine = [one.body for one in heard if one.name == who]
            found = next((body for body in mine if until in body.text), None)
            if found is not None:
                return found
            assert mine, f"{who} hears nothing"
            key = key_of(self.stage, who)
            heard = await self.say(who, _reply(replies, key, mine, who))
        raise AssertionError(f"{who} never hears {until!r}, but {mine[-1].text!r}")

    async def lines(self, who: str, *said: Answer, until: str) -> Body:
        """Say these things one after the other, whatever is asked."""
        heard: list[Heard] = []
        for one in said:
            heard = await self.say(who, one)
        mine = [one.body for one in heard if one.name == who]
        found = next((body for body in mine if until in body.text), None)
        assert found is not None, (who, said, until, [body.text for body in mine])
        return found

    async def say(self, who: str, answer: Answer) -> list[Heard]:
        self.turns += 1
        match answer:
            case Pick():
                heard = await self._pick(who, answer)
            case Named(name=name):
                heard = await self._name(who, name)
            case Shots(n=n, more=more):
                heard = await self.stage.photo(who, n) if n else []
                heard += await self.stage.say(who, "x") if more else []
            case str():
                heard = await self.stage.say(who, answer)
        self._listen(heard)
        return heard

    async def _pick(self, who: str, wanted: Pick) -> list[Heard]:
        buttons = self.stage.last[who].choices
        shown = [option(button.payload) for button in buttons]
        if not set(wanted.ids) <= set(shown):
            assert wanted.said, f"{who} sees no {wanted.ids}, only {shown}"
            return await self.stage.say(who, wanted.said)
        places = [shown.index(id) for id in wanted.ids]
        if len(places) == 1 and not wanted.typed and self.chance.random() < 0.2:
            return await self.stage.press(who, buttons[places[0]].payload)
        return await self.stage.say(who, " ".join(str(place + 1) for place in places))

    async def _name(self, who: str, name: str) -> list[Heard]:
        """The line of a list, and its next page where it is not on this one."""
        lines = [button.label for button in self.stage.last[who].choices]
        found = [line for line in lines if name in line or line == "Xem tiếp"]
        assert found, (who, name, lines)
        return await self.stage.say(who, str(lines.index(found[0]) + 1))

    def _listen(self, heard: Sequence[Heard]) -> None:
        for one in heard:
            words = one.body.text
            assert not [name for name in self.gone if name in words], words
            if one.name.startswith(ABOVE):
                assert not [name for name in self.hushed if name in words], (one.name, words)


def option(payload: str) -> str:
    address = parse(payload)
    return address.option if address else ""


def _reply(replies: Replies, key: str, heard: Sequence[Body], who: str) -> Answer:
    if not isinstance(replies, Mapping):
        return replies(key, heard[-1])
    assert key in replies, f"{who} is asked {key!r}: {[body.text for body in heard]}"
    return replies[key]
