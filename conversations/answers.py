"""Understanding an answer: `read` for what somebody typed, `holds` for what was stored before.

Bad input is a value too: `read` returns `Misread`, for which there is a hint, never an exception.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, assert_never

from campaign.exemplar import Value, is_state
from campaign.reading import (
    match_option,
    read_amount,
    read_choices,
    read_date,
    read_numbers,
    read_ratio,
)
from campaign.record_numbers import read_record_numbers
from campaign.text import clean, fold
from conversations.questions import (
    Choice,
    Choose,
    Day,
    Figures,
    Paper,
    Photos,
    Question,
    Ratio,
    Review,
    Write,
    choices,
)

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Taken:
    value: Value


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A search in a long list left these options."""

    ids: tuple[str, ...]


class Misread(StrEnum):
    """Why an answer was not understood; the engine says the hint that belongs to it."""

    CHOICE = "choice"
    MANY = "many"
    TEXT = "text"
    TOO_LONG = "too_long"
    NUMBER = "number"
    NUMBERS = "numbers"
    RATIO = "ratio"
    TOO_BIG = "too_big"
    DATE = "date"
    PHOTOS = "photos"
    PAPER = "paper"


Read: TypeAlias = Taken | Narrowed | Misread


def read(question: Question, text: str, shown: tuple[str, ...]) -> Read:
    """What the typed `text` answers; a digit means the option at that place of `shown`."""
    match question.kind:
        case Choose() as kind:
            return _read_choice(kind, text, shown)
        case Write() as kind:
            return _read_text(kind, text, shown)
        case Figures() as kind:
            return _same(kind.same, text, shown) or _read_figures(kind, text)
        case Ratio() as kind:
            return _same(kind.same, text, shown) or _read_part(kind, text)
        case Day(today=today):
            found = read_date(text, today)
            return Taken(found.isoformat()) if found else Misread.DATE
        case Photos():
            return Misread.PHOTOS
        case Paper(no=no):
            answer = _one((no,), text, shown)
            return answer if isinstance(answer, Taken) else Misread.PAPER
        case Review():
            return _read_review(question, text, shown)
    assert_never(question.kind)


def _read_review(question: Question, text: str, shown: tuple[str, ...]) -> Read:
    options = choices(question)
    return _one(options, text.removeprefix("sửa").removeprefix("sua").strip(), shown)


def _one(
    options: tuple[Choice, ...], text: str, shown: tuple[str, ...], *, whole: bool = False
) -> Read:
    ids = _pointed(options, text, shown)
    if ids is not None:
        return Taken(ids[0]) if len(ids) == 1 else Misread.CHOICE
    index = match_option(text, [c.label for c in options], whole=whole)
    return Misread.CHOICE if index is None else Taken(options[index].id)


def _pointed(
    options: tuple[Choice, ...], text: str, shown: tuple[str, ...]
) -> tuple[str, ...] | None:
    """The options that were meant by the numbers of their records, or by their places."""
    numbered = read_record_numbers(text, [option.label for option in options])
    if numbered is not None:
        return tuple(options[place - 1].id for place in numbered)
    places = read_choices(text, len(shown))
    return None if places is None else tuple(shown[place - 1] for place in places)


def _read_choice(kind: Choose, text: str, shown: tuple[str, ...]) -> Read:
    if kind.many:
        none = kind.alone and fold(text) == "0"
        return Taken([kind.alone]) if none else _read_many(kind, text, shown)
    answer = _one(kind.options, text, shown, whole=kind.whole)
    if answer is Misread.CHOICE and kind.searchable:
        answer = _search(kind, text)
    looked_for = kind.others and any(c.isalpha() for c in text)
    return _named_once(text) if answer is Misread.CHOICE and looked_for else answer


def _named_once(text: str) -> Read:
    words = clean(text)
    return Taken({"text": words}) if len(words) <= LONGEST_NAME else Misread.CHOICE


def _read_many(kind: Choose, text: str, shown: tuple[str, ...]) -> Read:
    ids = _pointed(kind.options, text, shown) or _named(kind, text)
    if not ids or (kind.alone in ids and len(ids) > 1):
        return Misread.MANY
    return Taken([c.id for c in kind.options if c.id in ids])


def _named(kind: Choose, text: str) -> list[str]:
    labels = [c.label for c in kind.options]
    found = [
        match_option(piece, labels, whole=kind.whole) for piece in text.replace(";", ",").split(",")
    ]
    return [] if None in found else [kind.options[i].id for i in found if i is not None]


def _search(kind: Choose, text: str) -> Read:
    wanted = fold(text)
    found = tuple(c.id for c in kind.options if wanted and wanted in fold(c.label))
    match found:
        case ():
            return Misread.CHOICE
        case (only,):
            return Taken(only)
    return Narrowed(found)


def _read_text(kind: Write, text: str, shown: tuple[str, ...]) -> Read:
    if kind.no is not None:
        answer = _one((kind.no,), text, shown)
        if isinstance(answer, Taken):
            return answer
    words = clean(text)
    if not any(c.isalnum() for c in words):
        return Misread.TEXT
    if not (kind.story or kind.lines) and len(words) > LONGEST_NAME:
        return Misread.TOO_LONG
    return Taken({"text": words})


def _number(found: Decimal) -> int | float:
    return int(found) if found == found.to_integral_value() else float(found)


def _same(same: Choice | None, text: str, shown: tuple[str, ...]) -> Taken | None:
    """The tap for what was told before, where it is that."""
    answer = _one((same,), text, shown) if same is not None else None
    return answer if isinstance(answer, Taken) else None


def _read_part(kind: Ratio, text: str) -> Read:
    ratio = read_ratio(text)
    if ratio is None:
        return Misread.RATIO
    if kind.most is not None and ratio[1] > kind.most:
        return Misread.TOO_BIG
    return Taken({"num": ratio[0], "den": ratio[1]})


def _read_figures(kind: Figures, text: str) -> Read:
    if not kind.fields:
        amount = read_amount(text, kind.units[0])
        return Misread.NUMBER if amount is None else Taken(_number(amount))
    found = read_numbers(text, len(kind.fields), kind.units)
    if found is None and read_amount(text, kind.units[0]) == 0:
        found = (Decimal(0),) * len(kind.fields)  # "0" alone: nothing of all that
    if found is None:
        return Misread.NUMBERS
    if any(n > most for n, most in zip(found, kind.most, strict=False)):
        return Misread.TOO_BIG
    return Taken({f: _number(n) for f, n in zip(kind.fields, found, strict=True)})


def holds(question: Question, value: Value) -> bool:
    """Whether a stored answer is still one this question could have."""
    if is_state(value):
        state = value["state"] if isinstance(value, dict) else None
        return state in {*question.skips, "unknown"}
    match question.kind:
        case Choose(others=True) if isinstance(value, dict):
            return "text" in value
        case Choose(options=options, many=many):
            ids = {c.id for c in options}
            return set(value) <= ids if many and isinstance(value, list) else value in ids
        case Write(no=no) | Paper(no=no):
            return isinstance(value, dict) or (no is not None and value == no.id)
        case Figures() as kind:
            return _holds_figures(kind, value)
        case Ratio(same=same):
            told = isinstance(value, dict) and value.keys() == {"num", "den"}
            return told or (same is not None and value == same.id)
        case Day():
            return isinstance(value, str) and _is_date(value)
        case Photos():
            return isinstance(value, int)
        case Review(send=send):
            return value == send.id
    assert_never(question.kind)


def _holds_figures(kind: Figures, value: Value) -> bool:
    if kind.same is not None and value == kind.same.id:
        return True
    if not kind.fields:
        return isinstance(value, int | float)
    return isinstance(value, dict) and value.keys() == set(kind.fields)


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
