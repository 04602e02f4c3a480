"""One province on one engine, and what is looked at: numbers, lists, records, what is hidden."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from bot.exporting import exported
from bot.reports.summary_text import as_json
from campaign.plan_file import load_shipped
from campaign.vietnam import local_day
from storage import summaries, units
from tests.soak.lives_acts import Acts
from tests.soak.lives_count import (
    Tree,
    compare,
    differences,
    of_export,
    same_lives,
    same_words,
)
from tests.soak.lives_land import Land, Place
from tests.soak.lives_model import FIRST, SECOND, Counted, of_model
from tests.soak.lives_years import Years
from tests.stage import KEYRING, PLAN, ZONE, Stage

DISTRICTS_END = datetime(2025, 7, 1, tzinfo=ZONE)
EACH = 20  # of so many communes, one is looked at
_LIST = re.compile(r"^(.+): (\d+)$")
_LISTS = {
    "Chờ xã": ("submitted",), "Cần bổ sung": ("returned",), "Đang xây dựng": ("building",),
    "Tỉnh đã tiếp nhận": ("registered",), "Đã đánh giá": ("assessed",),
    "Đã công nhận": ("recognised",),
}  # fmt: skip
_TITLE = {"2021–2023": FIRST, "2023–2025": SECOND}


class Summed(NamedTuple):
    """A summary as it was on its day."""

    at: datetime
    code: str
    phase: str
    found: Any


@dataclass
class World:
    stage: Stage
    years: Years
    summed: list[Summed] = field(default_factory=list)
    compared: int = 0

    @property
    def acts(self) -> Acts:
        return self.years.acts

    @property
    def land(self) -> Land:
        return self.acts.land

    async def export(self) -> Any:  # noqa: ANN401 - JSON
        return await self.stage.database.transact(_export, None, self.stage.now)

    async def _sum(self, code: str, phase: str, as_of: datetime | None = None) -> Any:  # noqa: ANN401 - JSON
        return await self.stage.database.transact(_sum, code, phase, as_of, self.stage.now)

    async def look(self) -> None:
        """Hold the summaries of province, districts and some communes against both counts."""
        now, export = self.stage.now, await self.export()
        self._hidden(export)
        for place in self._some():
            for phase in (FIRST, SECOND):
                found = await self._sum(place.code, phase)
                self.summed.append(Summed(now, place.code, phase, found))
        self._count(export, [one.found for one in self.summed if one.at == now])
        self.stage.passes(timedelta(minutes=5))

    def _count(self, export: Any, summed: Sequence[Any], as_of: datetime | None = None) -> None:  # noqa: ANN401 - JSON
        """Summaries against a count of the export and one of what people did."""
        tree, lives = Tree(export), self.acts.lives
        counts = (of_export(export), of_model(lives, as_of))
        self.compared += same_lives(export, lives, as_of)
        self.compared += sum(compare(summary, tree, counts) for summary in summed)

    def _hidden(self, export: Any) -> None:  # noqa: ANN401 - JSON
        """Whoever took everything back is named nowhere in it."""
        said = json.dumps(export, ensure_ascii=False)
        assert not [name for name in self.years.voices.gone if name in said]

    async def read_again(self) -> None:
        """What was summed up on the last day of the districts, and the province of every other day,
        reads today as it read then; the last day is counted anew, too.
        """
        last = max(one.at for one in self.summed if one.at < DISTRICTS_END)
        for at, code, phase, then in self.summed:
            if at == last or code == self.land.top.code:
                found = await self._sum(code, phase, at)
                assert found == then, (at, code, phase, list(differences(found, then)))
        export = await self.stage.database.transact(_export, last, self.stage.now)
        self._count(export, [one.found for one in self.summed if one.at == last], last)

    # --- in the chat

    async def supervisors_ask(self) -> None:
        """`tổng hợp` and `danh sách` of the province, of each district and of some communes."""
        for place in self._some():
            who = self.land.officers[place.id][0]
            await self._summary(who, place)
            await self._lists(who, place)

    def _some(self) -> Iterator[Place]:
        yield from (*self.land.held("province"), *self.land.held("district"))
        yield from self.land.held("commune")[::EACH]

    async def _summary(self, who: str, place: Place) -> None:
        heard = await self.years.voices.say(who, "tổng hợp")
        text = heard[0].body.text
        phase = next(id for title, id in _TITLE.items() if title in text.splitlines()[1])
        same_words(text, await self._sum(place.code, phase))

    async def _lists(self, who: str, place: Place) -> None:
        """The numbers beside the names of the lists are those of the model."""
        heard = await self.years.voices.say(who, "danh sách")
        body = heard[-1].body
        phase = next(id for title, id in _TITLE.items() if title in body.text.splitlines()[0])
        here = [x for x in of_model(self.acts.lives) if x.phase == phase and self._in(x, place)]
        named = (m for b in body.choices if (m := _LIST.match(b.label)))
        shown = {m[1]: int(m[2]) for m in named}
        wanted = {name: sum(x.status in some for x in here) for name, some in _LISTS.items()}
        found = {name: shown.get(name, 0) for name in _LISTS}
        assert found == wanted, (who, phase, body.text, found, wanted)

    def _in(self, counted: Counted, place: Place) -> bool:
        return any(one.id == place.id for one in self.land.up(counted.unit))

    async def nobody_finds(self) -> int:
        """Who was not asked is found by nobody above; who took it back by nobody at all."""
        voices = self.years.voices
        sought = [(name, who) for name in voices.hushed for who in ("tinh", "lan")]
        sought += [(name, who) for name in voices.gone for who in ("tinh", "lan")]
        for name, who in sorted(sought):
            heard = await self.stage.say(who, f"tìm {name}")
            texts = [one.body.text for one in heard]
            found = [text for text in texts if "Không tìm thấy hồ sơ" not in text]
            # Words of a name may find somebody else: Bàn is the word for a village, too.
            assert not any(name in text for text in found), (name, who, texts)
        return len(sought)


def _export(c: Connection, as_of: datetime | None, now: datetime) -> Any:  # noqa: ANN401 - JSON
    return exported(c, KEYRING, unit_id=None, phase=None, as_of=as_of, now=now)


def _sum(c: Connection, code: str, phase: str, as_of: datetime | None, now: datetime) -> Any:  # noqa: ANN401 - JSON
    """As the command `summary` says it."""
    unit = units.by_code(c, code, local_day(as_of or now))
    assert unit is not None, code
    plan = load_shipped(PLAN)
    return as_json(summaries.summary(c, plan, unit.id, phase, as_of, now))
