"""Counting anew from the JSON export, and holding the product's numbers against both counts.

Nothing of the product's own counting is used: where a unit lies is read from the export's units,
what a record is from its own lines, and what it counts for from `lives_model`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from campaign.vietnam import local_day
from tests.soak.lives_answers import exported
from tests.soak.lives_model import COUNTED, QUOTAS, Counted, Life, owed, totals

Json = dict[str, Any]
_LEVELS = {
    "tỉnh": "province", "thành phố": "district", "thị xã": "district", "huyện": "district",
    "xã": "commune", "phường": "commune", "thị trấn": "commune",
}  # fmt: skip
_LINE = re.compile(
    r"^(\S+) .+: (\d+)(?:/(\d+))? .*\(đăng ký (\d+), đã kiểm tra (\d+)\)", re.MULTILINE
)


def of_export(export: Json) -> list[Counted]:
    return [
        Counted(e["category"], e["subject"]["kind"], e["unit_id"], e["phase"], e["status"],
                _is_verified(e))
        for e in export["exemplars"]
    ]  # fmt: skip


def _is_verified(exemplar: Json) -> bool:
    seen = [c["verdict"] for c in exemplar["checks"] if c["question"] is None]
    return bool(seen) and seen[-1] == "right" and exemplar["status"] in COUNTED


class Tree:
    """The units of an export, on its day."""

    def __init__(self, export: Json) -> None:
        self.units = {unit["unit_id"]: unit for unit in export["units"]}
        self.day = local_day(datetime.fromisoformat(export["as_of"]))
        self._inside: dict[int, set[int]] = defaultdict(set)
        for id in self.units:
            for above in self._up(id):
                self._inside[above].add(id)

    def inside(self, top: int) -> set[int]:
        return self._inside[top]

    def _up(self, id: int) -> Iterator[int]:
        place: int | None = id
        while place is not None:
            yield place
            place = self.units[place]["parent"]

    def levels(self, top: int, ended: date | None = None) -> Counter[str]:
        """How many units of each level stand in one, on the day or on an earlier one."""
        day = (ended or self.day).isoformat()
        return Counter(
            _LEVELS.get(self.units[id]["kind"], "village")
            for id in self.inside(top)
            if self.units[id]["valid_from"] <= day <= (self.units[id]["valid_to"] or day)
        )

    def standing(self) -> list[Json]:
        """The units that stand on the day."""
        day = self.day.isoformat()
        return [
            unit
            for unit in self.units.values()
            if unit["valid_from"] <= day <= (unit["valid_to"] or day)
        ]

    def bearer(self, code: str) -> int:
        """The unit that bears a code on the day."""
        day = self.day.isoformat()
        (found,) = (
            id for id, unit in self.units.items()
            if unit["code"] == code and unit["valid_from"] <= day <= (unit["valid_to"] or day)
        )  # fmt: skip
        return int(found)


def compare(summary: Json, tree: Tree, counts: Iterable[Sequence[Counted]]) -> int:
    """Hold a summary and its children against every count; how many numbers were compared."""
    compared = 0
    for part in (summary, *summary["children"]):
        top = tree.bearer(part["unit"])
        assert len(part["quotas"]) == len(QUOTAS)
        for counted in counts:
            numbers = totals(counted, part["phase"], tree.inside(top))
            compared += _part(part, numbers, partial(tree.levels, top))
    return compared


def _part(part: Json, numbers: Json, levels: Callable[[date | None], Counter[str]]) -> int:
    """One unit of a summary against one count."""
    compared, phase = 0, part["phase"]
    for quota in QUOTAS:
        (line,) = (x for x in part["quotas"] if x["id"] == quota.id)
        frozen = date.fromisoformat(line["frozen"]) if "frozen" in line else None
        wanted = numbers["quotas"][quota.id] | owed(quota, phase, levels(frozen))
        found = {name: line[name] for name in wanted}
        assert found == wanted, (part["unit"], phase, line["id"], found, wanted)
        compared += len(wanted)
    assert part["waiting"] == numbers["waiting"], (part["unit"], part["waiting"], numbers)
    return compared + len(numbers["waiting"])


def said(text: str) -> dict[str, tuple[int, int, int]]:
    """By category, what a `tổng hợp` says: counted as done, registered, verified."""
    return {m[1]: (int(m[2]), int(m[4]), int(m[5])) for m in _LINE.finditer(text)}


def same_words(text: str, summary: Json) -> None:
    """The message says what the summary counts."""
    wanted = {
        q["category"]: (q["counts_as_done"], q["registered"], q["verified"])
        for q in summary["quotas"]
        if q["min"] or q["registered"]
    }
    assert said(text) == wanted, (text, wanted)


def same_lives(export: Json, lives: Sequence[Life], at: datetime | None = None) -> int:
    """Every record of an export is as its people left it; how many things were compared."""
    found = {e["number"]: e for e in export["exemplars"]}
    there = [x for x in lives if x.status(at) != "draft"]
    assert found.keys() == {x.number for x in there}
    for life in there:
        before = found[life.renews.number]["id"] if life.renews else None
        assert found[life.number]["renews"] == before, life
    return sum(_same(found[x.number], x, at) for x in there)


def _same(e: Json, life: Life, at: datetime | None) -> int:
    wanted: Mapping[str, Any] = {
        "category": life.category, "status": life.status(at), "phase": life.phase,
        "unit_id": life.unit,
        "history": [(s.verb, s.status) for s in life.steps if at is None or s.at <= at],
    }  # fmt: skip
    found = {key: e[key] for key in ("category", "status", "phase", "unit_id")} | {
        "history": [
            (s["verb"], s["to"]) for s in e["history"] if s["from"] != s["to"] or s["verb"] in _KEPT
        ]
    }
    assert found == wanted, (life.number, found, wanted)
    if at is None:
        _as_told(e, life)
    return len(wanted)


_KEPT = ("commend", "undo")  # steps that change no status and are kept in the model


def _as_told(e: Json, life: Life) -> None:
    """Name, story, consent, answers, decisions and checks, as they stand in the end."""
    decisions = [(d["kind"], d["number"], bool(d["evidence"])) for d in e["decisions"]]
    assert decisions == [(d.kind, d.number, d.photo and not life.hidden) for d in life.decisions], (
        life,
        decisions,
    )
    gone = [d["revoked"] or d["mistaken"] for d in e["decisions"]]
    assert gone == [d.revoked for d in life.decisions], (life, e["decisions"])
    whole = [c["verdict"] == "right" for c in e["checks"] if c["question"] is None]
    assert whole == [ok for _, key, ok in life.checks if not key]
    assert [r["choice"] for r in e["renewals"]] == life.renewals, (life, e["renewals"])
    assert (e["entered_by"] is not None) == bool(life.helper), life
    states = {c["purpose"]: c["state"] for c in e["consent"]}
    wanted = {p: "withdrawn" if p in life.withdrawn else "given" for p in life.consent}
    assert states == {p: state for p, state in wanted.items() if p != "none"}, (life, states)
    shown = [x for x in e["evidence"] if x["question"] == "R5/photos" and x["stored"]]
    assert len(shown) == (0 if life.withdrawn else life.photos), (life, shown)
    if life.hidden:
        assert not e["amendments"]  # they tell of the person, too
        return
    assert [a["state"] for a in e["amendments"]] == life.amendments, (life, e["amendments"])
    assert e["registration"]["R4"][""] == {"text": life.name}, (e["registration"], life)
    assert exported(e["registration"], "R5") == {"text": life.story}, (e["registration"], life)
    agreed = [p for p in life.consent if p not in life.withdrawn]
    assert e["registration"]["R10"] == agreed, (e["registration"], life)
    for key, value in life.answers.items():
        told = exported(e["answers"], key)
        assert _like(told, value), (life.number, key, told, value)


def _like(told: Any, value: Any) -> bool:  # noqa: ANN401 - any value
    if isinstance(value, dict) and "state" in value:
        return isinstance(told, dict) and told.get("state") == value["state"]
    return bool(told == value)


def differences(one: Any, other: Any, where: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    """Where two summaries differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from differences(one.get(key), other.get(key), f"{where}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for n, (a, b) in enumerate(zip(one, other, strict=True)):
            yield from differences(a, b, f"{where}[{n}]")
    elif one != other:
        yield f"{where}: {one} != {other}"
