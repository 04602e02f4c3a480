"""How a value of a call is read: JSON as it is, nothing guessed, no field that nobody knows.

The real server passes over much of this in silence. Each reader is told where its value stands, so
that what is wrong can be said with its place.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.zalo_oa.errors import TOO_LONG, broken

Json = dict[str, Any]
Read = Callable[[object, str], Any]
LINK = r"https?://[^\s/]+\S*"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in the body of a call."""

    name: str
    data: bytes = field(repr=False)


def text(low: int, high: int, pattern: str = "") -> Read:
    """A text of so many characters, composed; the pattern speaks of all of it."""

    def read(value: object, where: str) -> str:
        if not isinstance(value, str):
            raise broken(f"{where} must be a string, not {value!r}")
        if not unicodedata.is_normalized("NFC", value):
            raise broken(f"{where} is not in NFC")
        if len(value) > high:
            raise broken(f"{where} has {len(value)} characters, at most {high}", TOO_LONG)
        if len(value) < low or (pattern and not re.fullmatch(pattern, value)):
            raise broken(f"{where} must not be {value!r}")
        return value

    return read


def number(low: int, high: int) -> Read:
    def read(value: object, where: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise broken(f"{where} must be a number in {low}–{high}, not {value!r}")
        return value

    return read


def choice(*words: str) -> Read:
    def read(value: object, where: str) -> str:
        if value not in words:
            raise broken(f"{where} must be one of {', '.join(words)}, not {value!r}")
        return str(value)

    return read


def array(item: Read, low: int, high: int) -> Read:
    def read(value: object, where: str) -> list[Any]:
        if not isinstance(value, list):
            raise broken(f"{where} must be a list, not {value!r}")
        if not low <= len(value) <= high:
            raise broken(f"{where} has {len(value)} items, not {low}–{high}")
        return [item(each, f"{where}[{n}]") for n, each in enumerate(value)]

    return read


def shape(required: Mapping[str, Read], optional: Mapping[str, Read] | None = None) -> Read:
    """An object with these fields and no others."""
    readers = {**required, **(optional or {})}

    def read(value: object, where: str) -> Json:
        fields = an_object(value, where)
        if missing := required.keys() - fields.keys():
            raise broken(f"{where} lacks {', '.join(sorted(missing))}")
        if unknown := fields.keys() - readers.keys():
            raise broken(f"{where} has no {', '.join(sorted(unknown))}")
        return {name: readers[name](each, f"{where}.{name}") for name, each in fields.items()}

    return read


def an_object(value: object, where: str) -> Json:
    if not isinstance(value, dict):
        raise broken(f"{where} must be an object, not {value!r}")
    return value


USER_ID = text(1, 20, "[0-9]+")
ANY_TEXT = text(1, 100_000)
URL = text(1, 2_000, LINK)
