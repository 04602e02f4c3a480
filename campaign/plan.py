"""The plan as plain values: what is asked of whom, what counts towards what, and until when.

A plan is data (one TOML file, read by `campaign.plan_file`). Everything a province may want to
change without a programmer lives here as a field; nothing here knows how a plan is stored or said.

The hard idea is the *hold* of a criterion. An answer belongs either to the record being
registered, or to the unit or person it is about ("holder"). Answers of a holder are facts: asked
once, reused by every other record of the same holder. A yearly criterion has one answer for each
closed year of the phase, under the key `<criterion>[/<part>]@<year>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

LIST = "registration"  # the task that ends with a closed list; every other ends with a report
YEAR_CLOSES = (12, 15)  # month, day from which the results of a year may be asked


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence or label in every language the product speaks."""

    vi: str
    en: str

    def said(self, language: str) -> str:
        """The words in `language`, Vietnamese where the language is unknown."""
        return self.en if language == "en" else self.vi


class AnswerKind(StrEnum):
    CHOOSE_ONE = "choose_one"
    CHOOSE_MANY = "choose_many"
    YES_PARTLY_NO = "yes_partly_no"
    TEXT = "text"
    STORY = "story"  # a text or voice note, or one tap on "chưa có"
    NUMBER = "number"
    NUMBERS = "numbers"  # several figures in one message, one for each field
    RATIO = "ratio"
    DATE = "date"
    LINK = "link"  # another record
    PHOTOS = "photos"


class Rule(StrEnum):
    GATE = "gate"
    CORE = "core"
    PRIORITY = "priority"
    SCREEN = "screen"
    CLASSIFY = "classify"
    DUTY = "duty"


class Hold(StrEnum):
    RECORD = "record"
    HOLDER = "holder"


class Family(StrEnum):
    """How a kind of subject is spoken about; picks the wording of a question."""

    PERSON = "person"
    HOUSEHOLD = "household"
    BUSINESS = "business"
    VILLAGE = "village"
    OFFICE = "office"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the tree of units, topmost first in `Plan.levels`."""

    id: str
    name: Words
    role: str  # the role of the post that answers for a unit of this level
    lead_days: int  # own deadline of this level, days before the plan's


@dataclass(frozen=True, slots=True)
class Phase:
    id: str
    name: Words
    begins: date
    ends: date

    def years(self) -> range:
        return range(self.begins.year, self.ends.year + 1)

    def closed_years(self, today: date) -> tuple[int, ...]:
        """Years of the phase whose results may be asked on `today`."""
        return tuple(y for y in self.years() if today >= date(y, *YEAR_CLOSES))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject, such as a person, a household, a cooperative or an office."""

    id: str
    name: Words
    family: Family
    level: str | None  # the level of unit the subject itself is; None: a subject below a unit


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    name: Words
    kinds: tuple[str, ...]
    proposers: tuple[str, ...]  # roles
    recognised_by_party: bool = False  # the Front passes no verdict on it


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    name: Words


@dataclass(frozen=True, slots=True)
class Field:
    """One figure of a question that takes several in one message."""

    id: str
    name: Words
    unit: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Ask only when an earlier answer is `among` these options, or is a figure above zero."""

    criterion: str
    part: str | None
    among: tuple[str, ...]
    positive: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One message's worth of a criterion. `ask` is keyed by family, `any` being the default."""

    id: str  # "" for the only or first part
    kind: AnswerKind
    ask: Mapping[str, Words]
    options: tuple[Option, ...]
    fields: tuple[Field, ...]
    unit: str
    when: Condition | None

    def words(self, family: Family) -> Words:
        return self.ask.get(family) or self.ask["any"]


class Test(StrEnum):
    EACH_YEAR = "each_year"
    SOME_YEAR = "some_year"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Gate:
    """A hard rule: the answer(s) of `source` must be among `passes`."""

    test: Test
    source: str  # criterion whose answers are read
    passes: tuple[str, ...]
    pending: tuple[str, ...] = ()  # options that mean "no result yet": neither pass nor fail


@dataclass(frozen=True, slots=True)
class Criterion:
    id: str
    section: str  # section of the plan, as "II.2.1–6"
    name: Words  # a few words, for review cards and reports
    topic: str
    rule: Rule
    interpretation: bool  # our reading of the plan, can be switched off
    respondent: str  # role; "reporter" is whoever registered
    hold: Hold
    yearly: bool
    restricted: bool  # encrypted at rest, shown to the respondent's role and above only
    kinds: tuple[str, ...]
    categories: tuple[str, ...]  # empty: every category of those kinds
    when: Condition | None
    parts: tuple[Part, ...]  # empty: computed, never asked
    same_as: tuple[str, ...]  # criteria that this answer serves too
    gate: Gate | None
    evidence: Words | None  # advice on what photo would prove it; never a gate

    def applies(self, category: str, kind: str) -> bool:
        return kind in self.kinds and (not self.categories or category in self.categories)


@dataclass(frozen=True, slots=True)
class Topic:
    """A portion of 3–5 questions, and the thanks when it is done."""

    id: str
    name: Words
    thanks: Words


@dataclass(frozen=True, slots=True)
class Quota:
    id: str
    name: Words
    holder: str  # level that owes it
    counted_per: str  # level it is counted for
    categories: tuple[str, ...]
    kinds: tuple[str, ...]
    counts: str  # "recognised" or "selected"
    phase: str
    min: int
    target: int
    until: date | None
    missing_list: bool  # whether naming units without one makes sense
    coverage: tuple[str, ...]  # categories that must each appear at least once
    section: str


@dataclass(frozen=True, slots=True)
class Deadline:
    id: str
    name: Words
    task: str  # registration, interim_review, half_year, yearly, ratings, synthesis …
    before: date | None  # strictly before this day; None: see `days`, else set by the province
    every: str | None  # "half_year", "year" for recurring ones
    days: tuple[tuple[int, int], ...]  # month, day: the last good days in each year
    years_later: int  # the days lie so many years after the year they are about
    levels: tuple[str, ...]  # that have something to do for it, topmost first
    owed_by: str  # level
    owed_to: str
    phase: str | None
    section: str


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days on which nobody is reminded, both included."""

    id: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Plan:
    id: str
    title: Words
    issuer: Words
    basis: tuple[str, ...]
    levels: tuple[Level, ...]
    phases: tuple[Phase, ...]
    kinds: tuple[Kind, ...]
    categories: tuple[Category, ...]
    topics: tuple[Topic, ...]
    registration: tuple[Criterion, ...]
    criteria: tuple[Criterion, ...]
    half_year: tuple[Criterion, ...]
    quotas: tuple[Quota, ...]
    deadlines: tuple[Deadline, ...]
    holidays: tuple[Holiday, ...]

    def __hash__(self) -> int:
        """Cheap, so that what is worked out from a plan can be cached by it."""
        return hash(self.id)

    def kind(self, id: str) -> Kind:
        return next(k for k in self.kinds if k.id == id)

    def category(self, id: str) -> Category:
        return next(c for c in self.categories if c.id == id)

    def phase(self, id: str) -> Phase:
        return next(p for p in self.phases if p.id == id)

    def deadline(self, id: str) -> Deadline:
        return next(d for d in self.deadlines if d.id == id)

    def criterion(self, id: str) -> Criterion:
        return _criteria(self)[id]

    def asked(self, category: str, kind: str) -> tuple[Criterion, ...]:
        """Criteria put to somebody, in order; one that another of them serves is left out."""
        mine = [c for c in self.criteria if c.parts and c.applies(category, kind)]
        served = {id for c in mine for id in c.same_as}
        return tuple(c for c in mine if c.id not in served)

    def topic(self, id: str) -> Topic:
        return next(t for t in self.topics if t.id == id)


@cache
def _criteria(plan: Plan) -> Mapping[str, Criterion]:
    every = (*plan.half_year, *plan.registration, *plan.criteria)  # of two with one id the last
    return {c.id: c for c in every}
