"""Stored answers in the shape of the export: by criterion, then by year, then by part.

Keys are stored as `criterion[/part][@year]`. A criterion of which only the first (or only) part is
answered exports that part's bare value; otherwise `{part: value}`, the first part under "". A
yearly criterion exports `{year: …}` of the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from re import compile as pattern
from typing import Any

from campaign.exemplar import Value
from campaign.plan import Criterion, Part, Plan, Words

_KEY = pattern(r"(?P<criterion>[^/@]+)(?:/(?P<part>[^@]*))?(?:@(?P<year>.+))?")


def split(key: str) -> tuple[str, str, str | None]:
    """Criterion, part ("" for the first) and year of a stored key."""
    found = _KEY.fullmatch(key)
    return (found["criterion"], found["part"] or "", found["year"]) if found else (key, "", None)


def by_criterion(stored: Mapping[str, Value]) -> dict[str, Value]:
    """Stored answers by key as exported values by criterion.

    `{"GC6@2021": "yes", "M2B.7": "no", "M2B.7/why": …}` becomes
    `{"GC6": {"2021": "yes"}, "M2B.7": {"": "no", "why": …}}`.
    """
    parts: dict[str, dict[str | None, dict[str, Value]]] = defaultdict(lambda: defaultdict(dict))
    for key in sorted(stored):
        criterion, part, year = split(key)
        parts[criterion][year][part] = stored[key]
    return {criterion: _by_year(years) for criterion, years in parts.items()}


def _by_year(years: Mapping[str | None, Mapping[str, Value]]) -> Value:
    if years.keys() == {None}:
        return _joined(years[None])
    return {year or "": _joined(parts) for year, parts in years.items()}


def _joined(parts: Mapping[str, Value]) -> Value:
    return parts[""] if parts.keys() == {""} else dict(parts)


def divided(plan: Plan, stored: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """What belongs to the registration (R1–R10), and the answers to criteria."""
    values = by_criterion(stored)
    asked_first = {c.id for c in plan.registration}
    registration = {id: v for id, v in values.items() if id in asked_first}
    answers = {id: v for id, v in values.items() if id not in asked_first}
    return registration, answers | _served(plan, answers)


def _served(plan: Plan, answers: Mapping[str, Value]) -> dict[str, Value]:
    """Criteria that were not asked because the answer to another one serves them too.

    Where several criteria serve one, its value is `{serving criterion: value}`.
    """
    sources: dict[str, list[str]] = defaultdict(list)
    for criterion in plan.criteria:
        for served in criterion.same_as:
            sources[served].append(criterion.id)
    found: dict[str, Value] = {}
    for served, ids in sources.items():
        given = {id: answers[id] for id in ids if id in answers}
        if given and served not in answers:
            found[served] = dict(given) if len(ids) > 1 else next(iter(given.values()))
    return found


def questions(plans: Iterable[Plan]) -> dict[str, Any]:
    """Every question of these plans by id; where they differ, as the last one has it."""
    return {
        c.id: _question(c)
        for plan in plans
        for c in (*plan.registration, *plan.criteria, *plan.half_year)
    }


def _question(criterion: Criterion) -> dict[str, Any]:
    """`kind` is the first part's, None for what is computed; `options` are those of all parts."""
    parts = {part.id: _part(part) for part in criterion.parts}
    return {
        "name": _words(criterion.name),
        "kind": criterion.parts[0].kind.value if criterion.parts else None,
        "yearly": criterion.yearly,
        "restricted": criterion.restricted,
        "parts": parts,
        "options": {id: words for part in parts.values() for id, words in part["options"].items()},
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "kind": part.kind.value,
        "ask": _words(part.ask["any"]),
        "unit": part.unit,
        "options": {o.id: _words(o.name) for o in part.options},
        "fields": {f.id: {**_words(f.name), "unit": f.unit} for f in part.fields},
    }


def names(plan: Plan) -> dict[str, Any]:
    """What the ids of categories, kinds and phases are called."""
    return {
        "categories": {c.id: _words(c.name) for c in plan.categories},
        "kinds": {k.id: _words(k.name) for k in plan.kinds},
        "phases": {p.id: _words(p.name) for p in plan.phases},
    }


def _words(words: Words) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en}
