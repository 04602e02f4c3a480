"""Five years of everybody's work, year after year, each act by whose duty it is.

What becomes of whom is up to the seed. At the end of each season the numbers are looked at.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeAlias

from tests.soak.lives_acts import Acts
from tests.soak.lives_answers import Sitting
from tests.soak.lives_cast import Names, imagined
from tests.soak.lives_land import Land
from tests.soak.lives_model import SECOND, Life
from tests.soak.lives_talk import Voices
from tests.stage import ZONE

Act: TypeAlias = Callable[[], Awaitable[None]]


@dataclass
class Years:
    acts: Acts
    chance: Random
    names: Names
    drafts: int
    answered: int = 0

    @property
    def land(self) -> Land:
        return self.acts.land

    @property
    def voices(self) -> Voices:
        return self.acts.voices

    def _lives(self, *statuses: str) -> list[Life]:
        """Those in a status, in any order; whoever withdrew everything is left in peace."""
        found = [x for x in self.acts.lives if x.status() in statuses and not x.hidden]
        self.chance.shuffle(found)
        return found

    def _some(self, *statuses: str, share: float) -> list[Life]:
        found = self._lives(*statuses)
        return found[: max(1, round(len(found) * share))] if found else []

    def _day(self, year: int, month: int, day: int) -> None:
        """A day begins."""
        self.voices.stage.now = datetime(year, month, day, 8, tzinfo=ZONE)

    def _tick(self) -> None:
        self.voices.stage.passes(timedelta(seconds=20))

    def _above(self, life: Life, level: str) -> str:
        return self.land.officer(life.unit, level)

    # --- 2021: the list of registrations

    async def registering(self, n: int) -> None:
        self._day(2021, 4, 6)
        for life in imagined(self.land, self.chance, n, self.names):
            await self.acts.register(life)
            self._tick()
        for life in imagined(self.land, self.chance, 3 * self.drafts, self.names):
            await self._begun(life)

    async def _begun(self, life: Life) -> None:
        """Somebody who has no draft yet begins one and is called away."""
        busy = {draft.author for draft in self.acts.drafts}
        alone = life.role in {"reporter", "commune"} and not life.helper
        if alone and life.author not in busy and len(busy) < self.drafts:
            await self.acts.leave(life)
            self._tick()

    async def communes_review(self) -> None:
        """Confirmed, asked for more, or not taken; who was not asked cannot be confirmed."""
        self._day(2021, 4, 8)
        for life in self._lives("submitted"):
            await self._commune(life)
            self._tick()

    async def _commune(self, life: Life) -> None:
        who, luck = self._above(life, "commune"), self.chance.random()
        if life.consent == ("none",):
            if luck < 0.3:
                await self.acts.agree(self.chance.choice((who, life.author)), life)
            elif luck < 0.6:
                await self.acts.ask_more(who, life)
                return
            else:
                return
        verb = "decline" if luck > 0.95 else "confirm"
        if 0.8 < luck <= 0.95:
            await self.acts.ask_more(who, life)
        else:
            await self.acts.step(who, life, verb)

    async def supplementing(self) -> None:
        """Most say more at once; some take the record back, and some stay silent."""
        for life in self._lives("returned"):
            if not any(life.author in names for names in self.land.officers.values()):
                continue  # whose post has ended
            luck = self.chance.random()
            if luck < 0.75:
                await self.acts.supplement(life)
            elif luck < 0.85:
                await self.acts.step(life.author, life, "withdraw")
            self._tick()

    async def districts_select(self) -> None:
        self._day(2021, 4, 13)
        for life in self._lives("commune_confirmed"):
            if self.land.at(life.unit, "district") is None:
                continue
            who, luck = self._above(life, "district"), self.chance.random()
            if luck < 0.8:
                await self.acts.step(who, life, "select")
            elif luck < 0.88:
                await self.acts.ask_more(who, life)
            elif luck < 0.93:
                await self.acts.step(who, life, "decline")
            elif luck < 0.96:
                await self.acts.step(life.author, life, "withdraw")
            self._tick()

    async def province_receives(self) -> None:
        self._day(2021, 4, 19)
        for life in self._lives("selected"):
            luck = self.chance.random()
            if luck < 0.88:
                await self.acts.step("tinh", life, "receive")
            elif luck < 0.94:
                await self.acts.ask_more("tinh", life)
            self._tick()

    async def amending(self) -> None:
        self._day(2021, 5, 10)
        for life in self._some("selected", "registered", share=0.1):
            if life.role == "reporter":
                agreed = self.chance.random() < 0.6
                await self.acts.amend(life, self._above(life, "commune"), agreed=agreed)
                self._tick()

    async def building(self) -> None:
        self._day(2021, 6, 1)
        for life in self._some("registered", share=0.9):
            level = "commune" if self.land.at(life.unit, "commune") else "district"
            if self.land.at(life.unit, level):
                await self.acts.step(self._above(life, level), life, "build")
                self._tick()

    # --- 2022: what was done, and what comes of it

    async def answering(self) -> None:
        """The author, then the commune, then the district, each what it is asked."""
        self._day(2022, 2, 10)
        for life in self._some("building", "selected", share=0.4):
            for who in self._who_answers(life):
                self.answered += await Sitting(self.voices, self.chance, life).run(who)
            self._tick()

    def _who_answers(self, life: Life) -> list[str]:
        posts = [self.land.at(life.unit, level) for level in ("commune", "district")]
        above = [self.land.officers[place.id][0] for place in posts if place is not None]
        return list(dict.fromkeys([life.author, *above]))

    async def checking(self) -> None:
        self._day(2022, 4, 5)
        for life in self._some("building", "registered", "selected", share=0.4):
            level = self.chance.choice(("commune", "district"))
            if self.land.at(life.unit, level):
                right = self.chance.random() < 0.7
                await self.acts.check(self._above(life, level), life, right=right)
                self._tick()

    async def pausing(self) -> None:
        self._day(2022, 4, 20)
        for life in self._some("building", share=0.08):
            if self.land.at(life.unit, "district"):
                await self.acts.step(self._above(life, "district"), life, "suspend")
                self._tick()
        for life in self._some("suspended", share=0.5):
            await self.acts.step(self._above(life, "district"), life, "resume")
            self._tick()

    async def recognising(self) -> None:
        """Assessed, recognised by a signed decision, commended; some of it by mistake."""
        self._day(2022, 6, 10)
        for life in self._some("building", share=0.8):
            if self.land.at(life.unit, "district"):
                await self.acts.step(self._above(life, "district"), life, "assess")
                self._tick()
        for life in self._some("assessed", share=0.75):
            who = self.chance.choice((self._above(life, "district"), "tinh"))
            await self.acts.sign(who, life, "recognise", photo=self.chance.random() < 0.5)
            self._tick()
        await self._commending()

    async def _commending(self) -> None:
        for life in self._some("recognised", share=0.5):
            who = self.chance.choice((self._above(life, "district"), "tinh"))
            await self.acts.sign(who, life, "commend", photo=self.chance.random() < 0.5)
            self._tick()
        for life in self._some("recognised", share=0.06):
            await self.acts.undo("tinh", life)
            self._tick()

    async def ending(self) -> None:
        """Some are closed, a few revoked; some do not agree any more."""
        self._day(2023, 3, 1)
        for life in self._some("recognised", share=0.12):
            verb = self.chance.choice(("close", "revoke"))
            await self.acts.end(self._above(life, "district"), life, verb)
            self._tick()
        shown = [x for x in self._lives("building", "recognised") if "photo" in x.consent]
        for n, life in enumerate(shown[: max(2, len(shown) // 12)]):
            await self.acts.take_back(life.author, life, all_of_it=n % 2 == 0)
            self._tick()

    # --- the second phase

    async def renewing(self, n: int) -> None:
        """What lives on is registered again, and new ones are put forward."""
        self._day(2024, 2, 20)
        for life in self._some("recognised", "building", "assessed", "registered", share=0.4):
            if life.phase != SECOND and life.role in {"reporter", "commune"} and not life.helper:
                await self.acts.renew(life, self.chance.choice(("keep", "keep", "raise", "stop")))
                self._tick()
        for life in imagined(self.land, self.chance, n, self.names, SECOND):
            await self.acts.register(life)
            self._tick()

    async def second_review(self) -> None:
        self._day(2024, 3, 10)
        for life in self._some("submitted", share=0.6):
            if life.phase == SECOND:
                await self._commune(life)
                self._tick()
        for life in self._some("commune_confirmed", share=0.6):
            if life.phase == SECOND and self.land.at(life.unit, "district"):
                await self.acts.step(self._above(life, "district"), life, "select")
                self._tick()

    # --- after 1 July 2025: no districts

    async def afterwards(self, n: int) -> None:
        """The new communes confirm, the province does what the districts did."""
        self._day(2025, 7, 15)
        await self.supplementing()
        for life in self._lives("submitted"):
            if life.consent != ("none",):
                await self.acts.step(self._colleague(life), life, "confirm")
                self._tick()
        for life in self._some("commune_confirmed", "selected", share=0.7):
            await self.acts.step("tinh", life, "receive")
            self._tick()
        await self._of_the_province()
        for life in imagined(self.land, self.chance, n, self.names, SECOND):
            await self.acts.register(life)
            self._tick()

    async def _of_the_province(self) -> None:
        for life in self._some("registered", share=0.3):
            if self.land.at(life.unit, "commune"):
                await self.acts.step(self._colleague(life), life, "build")
                self._tick()
        for life in self._some("building", share=0.3):
            await self.acts.step("tinh", life, "assess")
            self._tick()
        for life in self._some("assessed", share=0.6):
            await self.acts.sign("tinh", life, "recognise", photo=True)
            self._tick()
        for life in self._some("recognised", share=0.1):
            await self.acts.sign("tinh", life, "commend", photo=False)
            await self.acts.check(self._colleague(life), life, right=True)
            self._tick()

    def _colleague(self, life: Life) -> str:
        """The one in the new commune who came last: mostly from another of the old ones."""
        place = self.land.at(life.unit, "commune")
        return self.land.officers[place.id][-1] if place else "tinh"


def seasons(years: Years, first: int, second: int) -> Sequence[Sequence[Act]]:
    """In the order of the days; after each of them everything is counted."""
    return (
        (lambda: years.registering(first),),
        (years.communes_review, years.supplementing, years.districts_select, years.supplementing),
        (years.province_receives, years.supplementing, years.amending, years.building),
        (years.answering, years.checking, years.pausing, years.recognising),
        (years.ending,),
        (lambda: years.renewing(second), years.second_review),
    )
