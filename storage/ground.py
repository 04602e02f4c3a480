"""The part of the desk that is about work on the ground, over one connection."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from campaign.clusters import cluster_of
from campaign.contributions import Given, Giving
from campaign.fostering import Fostered, Mentor
from campaign.ground_open import NOTHING, GroundOpen
from campaign.half_year import Cards, Followed, half_of
from campaign.people import Role, Verb, may
from campaign.problems import Problem, owned_by
from campaign.units import Unit
from campaign.village_card import VillageCards
from campaign.yearly import Sheet, Totals
from storage import (
    clusters,
    contributions,
    fostering,
    ground_open,
    half_year,
    problems,
    village_cards,
    yearly,
)
from storage.ground_open import OFFICES
from storage.once import Once
from storage.seen import Seen
from storage.survey_desk import StoredSurvey


@dataclass(frozen=True, slots=True)
class StoredGround:
    """`campaign.ground.GroundDesk`; what may not be seen is simply not there."""

    c: Connection
    once: Once
    desk: Seen

    def sheet(self, unit_id: int) -> Sheet | None:
        unit = self._seen(unit_id)
        return self.once(yearly.sheet, unit, *self._when) if unit else None

    def totals(self, unit_id: int) -> Totals | None:
        unit = self._seen(unit_id)
        return self.once(yearly.totals, unit, *self._when) if unit else None

    def cards(self, record_id: int) -> Cards:
        if self.desk.row(record_id) is None:
            return Cards({}, {})
        return self.once(half_year.cards, record_id, half_of(self.desk.today))

    def followed(self) -> Sequence[Followed]:
        me, half = self.desk.me, half_of(self.desk.today)
        return self.once(half_year.followed, me.post, half) if me else ()

    def given(self, record_id: int) -> Given:
        if self.desk.row(record_id) is None:
            return Given()
        return self.once(contributions.for_record, record_id)

    def fostered(self, record_id: int) -> Fostered:
        """Whoever was named at the registration comes last."""
        if self.desk.row(record_id) is None:
            return Fostered()
        found = self.once(fostering.of_record, record_id)
        said = self.desk.answers(record_id).get(fostering.REGISTERED_AS)
        first = str(said.get("text", "")) if isinstance(said, dict) else ""
        named = (Mentor(first, None, ""),) if first else ()
        return replace(found, mentors=(*found.mentors, *named))

    def village_cards(self) -> VillageCards:
        me, half = self.desk.me, half_of(self.desk.today)
        return self.once(village_cards.summed, me.post, half) if me else VillageCards()

    def giving(self) -> Giving | None:
        me = self.desk.me
        unit = self.desk.unit(me.post.unit_id) if me else None
        if unit is None:
            return None
        return self.once(contributions.giving, unit, self._parts(unit), self.desk.now)

    def _parts(self, unit: Unit) -> tuple[Unit, ...]:
        """The units one level down; of a cụm its communes."""
        cluster = cluster_of(unit.id)
        if cluster is not None:
            return clusters.members(self.c, cluster, self.desk.today)
        return tuple(self.desk.below(unit.id))

    def to_answer(self) -> Sequence[Problem]:
        me = self.desk.me
        if me is None or me.post.role not in OFFICES:
            return ()
        roles = owned_by(me.post.role, district=self.desk.has_districts)
        return self.once(problems.owed, me.post, tuple(roles))

    def open_now(self) -> GroundOpen:
        me, desk = self.desk.me, self.desk
        if me is None:
            return NOTHING
        there = desk.has_districts
        return self.once(ground_open.of_post, desk.plan, me.post, desk.today, districts=there)

    def raised(self) -> Sequence[Problem]:
        me = self.desk.me
        return self.once(problems.raised, me.post) if me else ()

    def unanswered(self) -> Sequence[Problem]:
        me = self.desk.me
        if me is None or me.post.role is Role.REPORTER:
            return ()
        found: Sequence[Problem] = self.once(problems.below, me.post)
        mine = {one.id for one in self.to_answer()}
        return [one for one in found if one.id not in mine]

    @property
    def survey(self) -> StoredSurvey:
        return StoredSurvey(self.c, self.once, self.desk)

    @property
    def _when(self) -> tuple[date, int]:
        return self.desk.today, ground_open.first_year(self.desk.plan)

    def _seen(self, unit_id: int) -> Unit | None:
        me, unit = self.desk.me, self.desk.unit(unit_id)
        if me is None or unit is None:
            return None
        return unit if any(may(p, Verb.SUMMARY, unit.path) for p in me.posts) else None
