"""Exported answers in the words of the plan, as a person reads them in a spreadsheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from campaign.exemplar import is_state
from campaign.plan import AnswerKind

Cell: TypeAlias = str | int | float | date | datetime | None
Question: TypeAlias = Mapping[str, Any]

_STATES = {"later": "để sau", "unknown": "không rõ", "not_applicable": "không áp dụng"}
_NONE: Question = {"parts": {}, "options": {}}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer on one line: `key` is unique within its record."""

    id: str
    name: str
    year: str
    part: str
    value: Cell

    @property
    def key(self) -> str:
        part = f"/{self.part}" if self.part else ""
        return self.id + part + (f"@{self.year}" if self.year else "")


def answers_of(exemplar: Mapping[str, Any], questions: Mapping[str, Question]) -> Iterator[Answer]:
    """Every answer of an exported record, registration first, in the order of the plan."""
    given = exemplar["registration"] | exemplar["answers"]
    places = {id: place for place, id in enumerate(questions)}
    for id in sorted(given, key=lambda id: (places.get(id, len(places)), id)):
        question = questions.get(id, _NONE)
        yearly = given[id] if question.get("yearly") and _is_years(given[id]) else {"": given[id]}
        for year, value in yearly.items():
            for part, one in _parts(question, value):
                name = question["name"]["vi"] if "name" in question else ""
                yield Answer(id, name, year, part, said(one, question["parts"].get(part, {})))


def _is_years(value: Any) -> bool:  # noqa: ANN401 - an answer of any form
    return isinstance(value, dict) and all(not k or k.isdigit() for k in value)


def _parts(question: Question, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """A value is `{part: value}` where its keys are parts and the question has several."""
    parts = question["parts"]
    if isinstance(value, dict) and len(parts) > 1 and value.keys() <= parts.keys():
        yield from value.items()
    else:
        yield "", value


def said(value: Any, part: Question) -> Cell:  # noqa: ANN401 - an answer of any form
    """One value as a number or date where it is one, otherwise in words."""
    match value:
        case None:
            return None
        case str():
            return _option(value, part)
        case int() | float():
            return value
        case list():
            return ", ".join(str(_option(v, part)) for v in value)
        case {"num": num, "den": den}:
            return f"{num}/{den}"
        case {"text": text}:
            return str(text)
        case {"voice": id}:
            return f"tin thoại (minh chứng {id})"
        case dict() if is_state(value):
            reason = f": {value['reason']}" if value.get("reason") else ""
            return f"{_STATES.get(value['state'], value['state'])}{reason}"
        case dict():
            return "; ".join(_field(name, v, part) for name, v in value.items())
    return str(value)


def _option(value: str, part: Question) -> Cell:
    if part.get("kind") == AnswerKind.DATE:
        return date.fromisoformat(value)
    option = part.get("options", {}).get(value)
    return str(option["vi"]) if option else value


def _field(name: str, value: Any, part: Question) -> str:  # noqa: ANN401
    field = part.get("fields", {}).get(name)
    if field is None:
        return f"{name}: {said(value, part)}" if name else str(said(value, part))
    return f"{field['vi']}: {said(value, {})} {field['unit']}".rstrip()
