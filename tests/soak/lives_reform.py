"""The two reorganisations of 2024 and 2025 over everybody's work, and what goes on afterwards.

Both files are loaded ahead of their day, as an operator does; then the day comes. Where people,
drafts, records and duties have to arrive is read from the files by `lives_land.reformed`.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from campaign.units_file import SHIPPED
from storage.reorganisations import do_due
from tests.reforms import reorganise
from tests.soak.lives_count import Tree
from tests.soak.lives_land import Land, reformed, surveyed
from tests.soak.lives_model import SECOND as LATER
from tests.soak.lives_model import Life
from tests.soak.lives_years import Years
from tests.stage import ZONE

_TRAY = re.compile(r"(\d+) hồ sơ cần xem")


@dataclass
class Reform:
    """One province on its way through the two reorganisations."""

    years: Years
    people: int = 0  # who were asked where they are now

    @property
    def land(self) -> Land:
        return self.years.land

    async def load(self, on: date) -> None:
        stage = self.years.voices.stage
        stage.now = datetime(on.year, on.month, on.day, 8, tzinfo=ZONE) - timedelta(10)
        report = await stage.database.transact(reorganise, on, stage.now)
        assert report.planned

    async def comes(self, on: date) -> None:
        """The minute after midnight, and the morning in which those concerned are told."""
        stage = self.years.voices.stage
        stage.now = datetime(on.year, on.month, on.day, 0, 1, tzinfo=ZONE)
        assert await stage.database.transact(do_due, stage.now) == 1
        stage.now = datetime(on.year, on.month, on.day, 8, tzinfo=ZONE)
        await stage.idle()

    async def arrived(self, on: date, tree: Tree, *, flat: bool) -> None:
        """Every unit and every post is where the file says; the work goes on from there."""
        wanted = reformed(self.land, _lines(on), tree.bearer, flat=flat)
        above = {id: unit["parent"] for id, unit in tree.units.items()}
        districts = {p.id for p in wanted.places.values() if p.level == "district"}
        for id, place in wanted.places.items():
            if not (flat and id in districts):
                assert above[id] == place.above, (place, tree.units[id])
        standing = {unit["unit_id"] for unit in tree.standing()}
        assert standing == wanted.places.keys() - wanted.ended
        found = await self.years.voices.stage.database.transact(surveyed)
        assert _people(found) == _people(wanted)
        self.years.acts.land = wanted

    # --- everybody looks

    async def everybody_asks(self) -> None:
        """Each of them opens the menu and is greeted with the unit of the day."""
        for id, names in self.land.officers.items():
            for who in names:
                heard = await self.years.voices.say(who, "menu")
                place = self.land.places[id].name
                said = "\n".join(one.body.text for one in heard if one.name == who)
                assert f", {place}." in said, (who, place, said)
                self.people += 1

    async def in_trays(self) -> None:
        """What waits for each commune, and for the province, is in the tray of all its people."""
        lies = [self.land.at(life.unit, "commune") for life in self._in("submitted")]
        waiting = Counter(place.id for place in lies if place is not None)
        for place in self.land.held("commune"):
            for who in self.land.officers[place.id]:
                assert await self._tray(who) == waiting[place.id], (who, place)
        province = len(self._in("selected", "commune_confirmed"))
        assert await self._tray("tinh") == province

    def _in(self, *statuses: str) -> list[Life]:
        return [x for x in self.years.acts.lives if x.status() in statuses]

    async def _tray(self, who: str) -> int:
        heard = await self.years.voices.say(who, "chờ duyệt")
        found = _TRAY.search(heard[0].body.text)
        return int(found[1]) if found else 0

    async def drafts(self) -> int:
        """Every draft is with its author still, is finished, and goes up the new way."""
        left = list(self.years.acts.drafts)
        for life in left:
            life.phase = LATER
            await self.years.acts.finish(life)
        return len(left)


def _people(land: Land) -> dict[int, list[str]]:
    return {id: sorted(names) for id, names in land.officers.items()}


def _lines(on: date) -> list[dict[str, str]]:
    with (SHIPPED / f"yenbai-{on}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
