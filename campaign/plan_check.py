"""What one table of a plan file says about another: every reference leads somewhere it may."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product
from typing import NoReturn, Protocol

from campaign.plan import (
    LIST,
    AnswerKind,
    Condition,
    Criterion,
    Family,
    Part,
    Plan,
    Rule,
    Test,
    Words,
)
from campaign.plan_table import PlanError

TOPIC_LIMIT = 6  # questions of one topic that one person is asked about one record
COUNTS = ("selected", "recognised")
EVERY = ("half_year", "year")
TASKS = (
    LIST, "plan", "interim_review", "half_year", "yearly", "ratings", "synthesis", "final_review",
)  # fmt: skip
FIGURES = (AnswerKind.NUMBER, AnswerKind.NUMBERS, AnswerKind.RATIO)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def check(plan: Plan, file: str) -> None:
    """Raises PlanError at the first thing that does not fit together."""
    _Check(plan, file).everything()


class _Check:
    def __init__(self, plan: Plan, file: str) -> None:
        self.plan = plan
        self.file = file
        self.groups: Mapping[str, tuple[Criterion, ...]] = {
            "registration": plan.registration,
            "criterion": plan.criteria,
            "half_year": plan.half_year,
        }
        self.roles = _ids(plan.levels, "role")
        self.levels = _ids(plan.levels)
        self.kinds = _ids(plan.kinds)
        self.categories = _ids(plan.categories)
        self.phases = _ids(plan.phases)
        self.earlier: dict[str, Criterion] = {}  # those checked so far, in the order of asking
        self.known = {c.id: c for group in self.groups.values() for c in group}

    def everything(self) -> None:
        self.no_duplicates()
        self.units_and_kinds()
        self.quotas()
        self.deadlines()
        for table, group in self.groups.items():
            for criterion in group:
                self.criterion(f'[[{table}]] "{criterion.id}"', criterion)
                self.earlier[criterion.id] = criterion
        self.topics()

    def fail(self, place: str, key: str, problem: str) -> NoReturn:
        raise PlanError(f'{self.file}: {place}, key "{key}": {problem}.')

    def among(self, place: str, key: str, value: Iterable[str], known: Iterable[str]) -> None:
        choices = tuple(known)
        for one in value:
            if one not in choices:
                self.fail(place, key, f'"{one}" is unknown, the choices are {", ".join(choices)}')

    def unique(self, place: str, key: str, ids: Iterable[str]) -> None:
        for one, times in Counter(ids).items():
            if times > 1:
                self.fail(place, key, f'"{one}" stands {times} times')

    def no_duplicates(self) -> None:
        plan = self.plan
        tables: dict[str, tuple[_Named, ...]] = {
            "level": plan.levels,
            "phase": plan.phases,
            "kind": plan.kinds,
            "category": plan.categories,
            "topic": plan.topics,
            "quota": plan.quotas,
            "deadline": plan.deadlines,
            "holiday": plan.holidays,
        }
        for table, rows in tables.items():
            self.unique(f"[[{table}]]", "id", (row.id for row in rows))
        self.unique("[[level]]", "role", self.roles)
        criteria = [c.id for group in self.groups.values() for c in group]
        self.unique("[[registration]], [[criterion]] and [[half_year]]", "id", criteria)

    def units_and_kinds(self) -> None:
        for kind in self.plan.kinds:
            if kind.level is not None:
                self.among(f'[[kind]] "{kind.id}"', "level", [kind.level], self.levels)
        for category in self.plan.categories:
            place = f'[[category]] "{category.id}"'
            self.among(place, "kinds", category.kinds, self.kinds)
            self.among(place, "proposers", category.proposers, self.roles)

    def quotas(self) -> None:
        for quota in self.plan.quotas:
            place = f'[[quota]] "{quota.id}"'
            self.among(place, "holder", [quota.holder], self.levels)
            self.among(place, "counted_per", [quota.counted_per], self.levels)
            self.among(place, "categories", quota.categories, self.categories)
            self.among(place, "kinds", quota.kinds, self.kinds)
            self.among(place, "counts", [quota.counts], COUNTS)
            self.among(place, "phase", [quota.phase], self.phases)
            self.among(place, "coverage", quota.coverage, quota.categories)

    def deadlines(self) -> None:
        for deadline in self.plan.deadlines:
            place = f'[[deadline]] "{deadline.id}"'
            self.among(place, "owed_by", [deadline.owed_by], self.levels)
            self.among(place, "owed_to", [deadline.owed_to], self.levels)
            self.among(place, "levels", deadline.levels, self.levels)
            self.among(place, "task", [deadline.task], TASKS)
            if deadline.every is not None:
                self.among(place, "every", [deadline.every], EVERY)
            elif deadline.days:
                self.fail(place, "days", "only a deadline with `every` has days of the year")
            if deadline.phase is not None:
                self.among(place, "phase", [deadline.phase], self.phases)

    def criterion(self, place: str, one: Criterion) -> None:
        self.among(place, "topic", [one.topic], _ids(self.plan.topics))
        self.among(place, "respondent", [one.respondent], self.roles)
        self.among(place, "kinds", one.kinds, self.kinds)
        self.among(place, "categories", one.categories, self.categories)
        self.unique(place, "part.id", (part.id for part in one.parts))
        if one.when is not None:
            self.condition(place, "when", one.when, self.earlier)
        for number, part in enumerate(one.parts):
            self.part(place, one, number, part)
        self.served(place, one)
        self.gate(place, one)

    def part(self, place: str, one: Criterion, number: int, part: Part) -> None:
        key = f"part {number + 1}"
        self.unique(place, f"{key}.options", (o.id for o in part.options))
        self.unique(place, f"{key}.fields", (f.id for f in part.fields))
        for family, words in part.ask.items():
            self.wording(place, f"{key}.ask.{family}", words, one)
        if part.when is not None:
            before = {one.id: replace(one, parts=one.parts[:number])}
            self.condition(place, f"{key}.when", part.when, self.earlier | before)

    def wording(self, place: str, key: str, words: Words, one: Criterion) -> None:
        if not one.yearly and "{year}" in words.vi + words.en:
            self.fail(place, key, "{year} is only known in a criterion with yearly = true")
        families = {k.family for k in self.plan.kinds if k.id in one.kinds}
        family = key.rpartition(".")[2]
        if family != "any" and Family(family) not in families:
            self.fail(place, key, "no kind of this criterion is of this family")

    def condition(
        self, place: str, key: str, when: Condition, earlier: Mapping[str, Criterion]
    ) -> None:
        if when.criterion not in earlier:
            why = "comes later" if when.criterion in self.known else "is unknown"
            self.fail(place, f"{key}.criterion", f'"{when.criterion}" {why}')
        parts = earlier[when.criterion].parts
        part = next((p for p in parts if when.part in (None, p.id)), None)
        if part is None:
            self.fail(place, f"{key}.part", f'"{when.criterion}" has no such earlier part')
        self.among(place, f"{key}.among", when.among, (o.id for o in part.options))
        if when.positive and part.kind not in FIGURES:
            self.fail(place, f"{key}.positive", f'"{when.criterion}" is not answered with figures')

    def served(self, place: str, one: Criterion) -> None:
        self.among(place, "same_as", one.same_as, self.known)
        for target in one.same_as:
            if not set(one.kinds) & set(self.known[target].kinds):
                self.fail(place, "same_as", f'"{target}" is about other kinds')
            if one.id in self.known[target].same_as or target == one.id:
                self.fail(place, "same_as", f'"{target}" and this one stand for each other')
        elsewhere = any(one.id in other.same_as for other in self.known.values())
        if not one.parts and one.gate is None and one.rule is not Rule.PRIORITY and not elsewhere:
            self.fail(place, "part", "nothing is asked here, and no other criterion answers it")

    def gate(self, place: str, one: Criterion) -> None:
        if (one.rule is Rule.GATE) != (one.gate is not None):
            self.fail(place, "gate", 'rule = "gate" and a gate belong together')
        if one.gate is None:
            return
        self.among(place, "gate.source", [one.gate.source], self.known)
        source = self.known[one.gate.source]
        options = [o.id for o in source.parts[0].options] if source.parts else []
        self.among(place, "gate.passes", one.gate.passes, options)
        self.among(place, "gate.pending", one.gate.pending, options)
        if set(one.gate.passes) & set(one.gate.pending):
            self.fail(place, "gate.pending", "an answer both passes and is pending")
        if source.yearly != (one.gate.test is not Test.VALUE):
            wanted = "each_year or some_year" if source.yearly else "value"
            self.fail(place, "gate.test", f'"{source.id}" wants the test {wanted}')

    def topics(self) -> None:
        pairs = [(c.id, kind) for c in self.plan.categories for kind in c.kinds]
        for (table, group), (category, kind) in product(self.groups.items(), pairs):
            asked: Counter[tuple[str, str]] = Counter()
            for one in group:
                if one.applies(category, kind):
                    asked[one.topic, one.respondent] += len(one.parts)
            for (topic, respondent), count in asked.items():
                if count > TOPIC_LIMIT and table == "criterion":
                    about = f"{count} questions to {respondent} about {kind} in {category}"
                    self.fail(f'[[topic]] "{topic}"', "id", f"{about}, {TOPIC_LIMIT} is the most")


def _ids(rows: Iterable[object], key: str = "id") -> tuple[str, ...]:
    return tuple(str(getattr(row, key)) for row in rows)
