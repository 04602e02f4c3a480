"""Golden transcripts: one `.chat` file is the specification, the test and the recording.

What people do, what the world does and what is looked up stand at the beginning of a line; what the
bot says follows, each line marked. Playing a file gives the same file with the replies as they are
now. The same file is played with buttons and with numbers, and must read the same.

    # what this shows
    @ 2022-05-05 08:00                the calendar from here on
    ! 3 days pass                     also: ! the bot restarts, ! as in register/household,
                                      ! the other districts' lists are received
    ! the reminders are sent          to everybody whose hour has come by now
    ! all goes on until 2021-04-07 07:30      every reminder of the days up to then was sent
    ! the units are reorganised on 2025-07-01    by the file that ships for that day
    ! count Hoa                       … ! Hoa sent at most 9: checked where answers are numbers
    Hoa> đăng ký                      typed; a backslash and n begin a line
    ! the worker runs                 what is due to many is sent, what is over is told of
    ! the worker queues               what is due to many stands in the queue, and no more
    Hoa> đăng ký                      typed
    Hoa> [Một hộ gia đình]            tapped; several for a question with several answers
    Hoa> (Quay lại)                   an escape
    Hoa> [[Đúng]]                     a button of an older message
    Hoa> @photo x3                    an album; also @photo: caption, @voice, @file, @video,
                                      @location
    = YB-0001 submitted               the record's status; = YB-0001 answers / gates / history …
    | reply                           [buttons] (escapes) {pictures}; → Minh: somebody else hears
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import count
from pathlib import Path
from unittest.mock import patch

from bot.channels.base import Body
from conversations.address import parse as address
from storage.evidence import HEARD_AS
from storage.reorganisations import do_due
from tests import closing, ledger, reforms
from tests.databases import ENGINES
from tests.stage import PAPER, VIDEO, VOICE, ZONE, Heard, Stage

WORKS = "! the worker runs"
FOLDER = Path(__file__).parent / "transcripts"
SPOKEN = ("| ", "|", "[", "(", "{", "→ ")
_SAID = re.compile(r"(?P<name>\w+)> ?(?P<what>.*)")
_LOOKED_UP = re.compile(r"= (?:(?P<number>YB-\d{4})|(?P<all>records))(?: (?P<what>\S+))?.*")


class Mode(StrEnum):
    BUTTONS = "buttons"
    NUMBERS = "numbers"


@dataclass
class Play:
    """One playing of one file."""

    stage: Stage
    mode: Mode
    counted: dict[str, int] = field(default_factory=dict)

    async def run(self, lines: Iterable[str]) -> list[str]:
        """The lines of the script, each followed by what came of it."""
        played: list[str] = []
        for line in lines:
            if line[:1] in {"=", "!"} or _SAID.match(line):
                played += [] if line[:1] == "=" and played[-1][:1] in {"=", "|"} else [""]
            played += await self.step(line)
        return played

    async def step(self, line: str) -> list[str]:
        if line.startswith("#"):
            return [line]
        if line.startswith("@ "):
            self.stage.now = _moment(line[2:])
            return [line]
        if line == WORKS:
            return [line, *_shown("", await self.stage.works())]
        if line.startswith("! "):
            return [line, *_shown("", await self._world(line[2:]))]
        if found := _LOOKED_UP.fullmatch(line):
            return await self._look_up(*found.groups())
        said = _SAID.fullmatch(line)
        assert said, f"no line of a transcript: {line!r}"
        heard = await self.act(said["name"].lower(), said["what"])
        return [line, *_shown(said["name"], heard)]

    # --- what people do

    async def act(self, name: str, what: str) -> list[Heard]:
        if what.startswith("[["):
            button = self.stage.old_button(name, what.strip("[]"))
            return await self.stage.press(name, button.payload)
        if what.startswith("["):
            return await self._choose(name, re.findall(r"\[(.+?)\]", what))
        if what.startswith("("):
            return await self._escape(name, what.strip("()"))
        if what.startswith("@"):
            return await self._send(name, what[1:])
        return await self.stage.say(name, what.replace("\\n", "\n"))

    async def _choose(self, name: str, labels: Sequence[str]) -> list[Heard]:
        shown = [b.label for b in self.stage.last[name].choices]
        assert set(labels) <= set(shown), f"{name} sees no {labels}, only {shown}"
        if self.mode is Mode.NUMBERS or self.stage.only_digits(name):
            digits = " ".join(str(shown.index(label) + 1) for label in labels)
            return await self.stage.say(name, digits)
        question = address(self.stage.last[name].choices[0].payload)
        heard: list[Heard] = []
        for label in labels:
            heard = await self.stage.tap(name, label)
        done = next((b for word, b in self.stage.last[name].controls if word == "x"), None)
        still = address(done.payload) if done else None
        if done and question and still and still.key == question.key:
            heard = await self.stage.press(name, done.payload)
        return heard

    async def _escape(self, name: str, label: str) -> list[Heard]:
        if self.mode is Mode.BUTTONS:
            return await self.stage.tap(name, label)
        words = {b.label: word for word, b in self.stage.last[name].controls}
        return await self.stage.say(name, words[label])

    async def _send(self, name: str, what: str) -> list[Heard]:
        kind, _, caption = what.partition(": ")
        kind, _, times = kind.partition(" x")
        if kind == "photo":
            return await self.stage.photo(name, int(times or 1), caption=caption)
        if kind == "location":
            return await self.stage.locate(name)
        data = {"voice": VOICE, "file": PAPER, "video": VIDEO}[kind]
        return await self.stage.send(name, kind, data, caption)

    # --- what the world does

    async def _world(self, what: str) -> list[Heard]:  # noqa: C901 - one case for each event
        """What somebody hears of it."""
        words = what.split()
        match words:
            case [number, "days" | "day" | "hours" | "hour" as unit, "pass" | "passes"]:
                n = int(number)
                hours = unit.startswith("hour")
                self.stage.passes(timedelta(hours=n) if hours else timedelta(days=n))
            case ["the", "reminders", "are", "sent"]:
                return await self.stage.remind()
            case ["all", "goes", "on", "until", *moment]:
                await self.stage.live_until(_moment(" ".join(moment)))
            case ["the", "worker", "queues"]:
                await self.stage.broadcast()
            case ["the", "bot", "restarts"]:
                await self.stage.restart()
            case ["the", "other", "districts'", "lists", "are", "received"]:
                await self.stage.database.transact(closing.others_received, self.stage.now)
            case ["as", "in", name]:
                other = Play(self.stage, self.mode)
                await other.run(script(FOLDER / f"{name}.chat"))
            case ["the", "units", "are", "reorganised", "on", day]:
                await self.stage.rest()
                await self.stage.database.transact(
                    reforms.reorganise, date.fromisoformat(day), self.stage.now
                )
            case ["the", "day", "of", "the", "reorganisation", "comes"]:
                assert await self.stage.database.transact(do_due, self.stage.now)
                await self.stage.rest()  # what is told of it leaves behind all talks
            case ["count", name]:
                self.counted[name] = self.stage.sent.get(name.lower(), 0)
            case [name, "sent", "at", "most", limit]:
                sent = self.stage.sent[name.lower()] - self.counted[name]
                numbers = self.mode is Mode.NUMBERS
                assert not numbers or sent <= int(limit), f"{name} sent {sent} messages"
            case _:
                raise AssertionError(f"nothing in the world is called {what!r}")
        return []

    async def _look_up(self, number: str | None, every: str | None, what: str | None) -> list[str]:
        transact = self.stage.database.transact
        if every:
            return ["= records", *(f"| {one}" for one in await transact(ledger.records_in))]
        assert number
        what = what or ""
        id = int(number.removeprefix("YB-"))
        if what in ledger.TABLES:
            rows = await transact(ledger.TABLES[what], id, self.stage.now)
            return [f"= {number} {what}", *(f"| {row}" for row in rows)]
        return [f"= {number} {await transact(ledger.status, id)}"]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


# --- what is heard


def _shown(speaker: str, heard: Sequence[Heard]) -> Iterator[str]:
    mine = speaker.lower()
    for name in dict.fromkeys([*([mine] if mine else []), *(h.name for h in heard)]):
        bodies = [h.body for h in heard if h.name == name]
        if name != mine:
            yield f"→ {name.capitalize()}:"
        for place, body in enumerate(bodies):
            if place:
                yield "|"
            yield from _body(body)


def _body(body: Body) -> Iterator[str]:
    for line in body.text.split("\n"):
        yield f"| {line}".rstrip()
    if body.pictures:
        yield f"{{{len(body.pictures)} ảnh}}"
    if body.file.startswith(HEARD_AS):
        yield "{tin thoại}"
    if body.choices:
        yield " ".join(f"[{b.label}]" for b in body.choices)
    if body.controls:
        yield " ".join(f"({word} {b.label})" if word != b.label else f"({word})"
                       for word, b in body.controls)  # fmt: skip


# --- files


def files() -> list[Path]:
    return sorted(FOLDER.rglob("*.chat"))


def script(path: Path) -> list[str]:
    """What people and the world do in a file, and what is looked up, without what was said."""
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(SPOKEN)]


def written(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip("\n") + "\n"


def ways(n: int, *, other: bool = False) -> Iterator[tuple[Mode, str]]:
    """How the n-th transcript is played by the tests; `other` are the ways that are left."""
    first = n % 2 + other
    return zip(Mode, (*ENGINES, *ENGINES)[first:], strict=False)


@contextmanager
def codes_counting_up() -> Iterator[None]:
    """Invite codes count up from 202100010001, as the transcripts type them."""
    numbers = count(202100010001)
    with patch("storage.codes.secrets.randbelow", lambda _: next(numbers)):
        yield
