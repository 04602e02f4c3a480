"""How a parameter is read: as Telegram does, from text as from JSON, and nothing in between.

A form carries only text, so `"5"` is a number and an object is a text of JSON. A JSON body may
carry the value itself. Everything else that a careless bot may send (a number where a text belongs,
null, a field nobody knows) is refused, where the real server sometimes guesses.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.telegram.errors import broken

Json = dict[str, Any]
LONGEST_INTEGER = 52  # bits; the documentation promises that every identifier fits


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in the body of a call."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Body:
    """The raw parameters of a call, and the files beside them."""

    params: Json
    uploads: Mapping[str, Upload] = field(default_factory=dict)


class Wrong(Exception):
    """A value of the wrong kind; whoever knows the parameter's name says which."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a parameter may be: its types as the documentation calls them, and how it is read."""

    types: tuple[str, ...]
    read: Callable[[object], Any]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Wrong(f"a string was expected, not {value!r}")
    return value


def _integer(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong(f"an integer was expected, not {value!r}")
    if value.bit_length() > LONGEST_INTEGER:
        raise Wrong(f"{value} is longer than {LONGEST_INTEGER} bits")
    return value


def _boolean(value: object) -> bool:
    if isinstance(value, str):
        value = {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
    if not isinstance(value, bool):
        raise Wrong(f"true or false was expected, not {value!r}")
    return value


def _chat(value: object) -> int | str:
    if isinstance(value, str) and value.startswith("@"):
        return value
    return _integer(value)


def _file(value: object) -> str | Upload:
    return value if isinstance(value, Upload) else _text(value)


def as_json(value: object) -> object:
    """An object or a list, which a form carries as a text."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as problem:
        raise Wrong(f"not JSON: {problem}") from None


STRING = Kind(("String",), _text)
INTEGER = Kind(("Integer",), _integer)
BOOLEAN = Kind(("Boolean",), _boolean)
CHAT = Kind(("Integer", "String"), _chat)
FILE = Kind(("InputFile", "String"), _file)
UPLOAD = Kind(("InputFile",), _file)


def integer(low: int, high: int) -> Kind:
    def read(value: object) -> int:
        number = _integer(value)
        if not low <= number <= high:
            raise Wrong(f"{number} is not in {low}–{high}")
        return number

    return Kind(INTEGER.types, read)


def string(low: int, high: int, pattern: str = "") -> Kind:
    """A text of so many characters; the pattern speaks of all of it."""

    def read(value: object) -> str:
        text = _text(value)
        if not low <= len(text) <= high:
            raise Wrong(f"{len(text)} characters are not {low}–{high}")
        if pattern and not re.fullmatch(pattern, text):
            raise Wrong(f"{text!r} has characters that are not allowed")
        return text

    return Kind(STRING.types, read)


def choice(*words: str) -> Kind:
    def read(value: object) -> str:
        if value not in words:
            raise Wrong(f"{value!r} is none of {', '.join(words)}")
        return str(value)

    return Kind(STRING.types, read)


def uncovered(*types: str) -> Kind:
    """Something the real API has and this fake does not; a bot that needs it extends the fake."""

    def read(_: object) -> object:
        raise Wrong("the fake does not cover this")

    return Kind(types, read)


def array(item: Kind, low: int = 0, high: int = 10_000) -> Kind:
    def read(value: object) -> list[Any]:
        items = as_json(value)
        if not isinstance(items, list):
            raise Wrong(f"a list was expected, not {items!r}")
        if not low <= len(items) <= high:
            raise Wrong(f"{len(items)} items are not {low}–{high}")
        return [item.read(each) for each in items]

    return Kind(tuple(f"Array of {name}" for name in item.types), read)


def shape(name: str, required: Mapping[str, Kind], optional: Mapping[str, Kind]) -> Kind:
    """An object with these fields."""

    def read(value: object) -> Json:
        fields = as_json(value)
        if not isinstance(fields, dict):
            raise Wrong(f"{name} must be an object, not {fields!r}")
        return read_fields(name, fields, required, optional)

    return Kind((name,), read)


def read_fields(
    name: str, fields: Json, required: Mapping[str, Kind], optional: Mapping[str, Kind]
) -> Json:
    if missing := required.keys() - fields.keys():
        raise Wrong(f"{name} lacks {', '.join(sorted(missing))}")
    if unknown := fields.keys() - required.keys() - optional.keys():
        raise Wrong(f"{name} has no {', '.join(sorted(unknown))}")
    return {
        key: read_named(key, required.get(key) or optional[key], value)
        for key, value in fields.items()
    }


def read_named(name: str, kind: Kind, value: object) -> object:
    """One value; what is wrong with it is said together with its name."""
    try:
        return kind.read(value)
    except Wrong as problem:
        raise broken(f'can\'t parse "{name}": {problem}') from None
