"""Reading one table of a plan file key by key, so that every mistake has a place and a name.

A `Table` remembers which keys were asked for; `done` complains about the rest. That is how a
misspelt key is found instead of silently ignored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NoReturn, TypeVar

from campaign.plan import Words

PLACEHOLDERS = ("name", "unit", "year", "commune", "title")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_MISSING = object()
Choice = TypeVar("Choice", bound=StrEnum)


class PlanError(ValueError):
    """A plan file that cannot be used; the message is one sentence for whoever edits it."""


@dataclass(slots=True)
class Table:
    """One table of the file; `place` is how a message calls it, as `[[criterion]] "GC1"`."""

    file: str
    place: str
    data: Mapping[str, object]
    prefix: str = ""
    used: set[str] = field(default_factory=set)

    def fail(self, key: str, problem: str) -> NoReturn:
        raise PlanError(f'{self.file}: {self.place}, key "{self.prefix}{key}": {problem}.')

    def done(self) -> None:
        for key in self.data:
            if key not in self.used:
                self.fail(key, "this key is unknown here")

    def has(self, key: str) -> bool:
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, default)
        if not isinstance(value, str):
            self.fail(key, f"a text in quotes is wanted, not {_kind(value)}")
        if not value.strip() and default is None:
            self.fail(key, "the text is empty")
        return value

    def maybe(self, key: str) -> str | None:
        return self.text(key) if self.has(key) else None

    def whole(self, key: str) -> int:
        value = self._take(key, None)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.fail(key, f"a whole number from 0 up is wanted, not {_kind(value)}")
        return value

    def flag(self, key: str) -> bool:
        value = self._take(key, default=False)
        if not isinstance(value, bool):
            self.fail(key, f"true or false is wanted, not {_kind(value)}")
        return value

    def day(self, key: str) -> date:
        value = self._take(key, None)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.fail(key, f"a day such as 2021-04-20 is wanted, not {_kind(value)}")
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._take(key, default)
        if value is default and default is not None:
            return default
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.fail(key, f"a list of texts is wanted, not {_kind(value)}")
        if not value:
            self.fail(key, "the list is empty")
        for text in value:
            if value.count(text) > 1:
                self.fail(key, f'"{text}" stands twice')
        return tuple(value)

    def one_of(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        value = self.text(key, default)
        try:
            return choices(value)
        except ValueError:
            known = ", ".join(choices)
            self.fail(key, f'"{value}" is unknown, the choices are {known}')

    def identifier(self, key: str = "id") -> str:
        value = self.text(key)
        if not re.fullmatch(r"[A-Za-z0-9._-]+", value):
            self.fail(key, f'"{value}" may hold only letters, digits and . _ -')
        return value

    def table(self, key: str) -> "Table":
        value = self._take(key, None)
        if not isinstance(value, dict):
            self.fail(key, f"a table is wanted, not {_kind(value)}")
        return Table(self.file, self.place, value, f"{self.prefix}{key}.")

    def rows(self, key: str) -> "list[Table]":
        """The tables of a list such as `options`, empty where the key is missing."""
        if not self.has(key):
            return []
        value = self._take(key, None)
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.fail(key, f"a list of tables is wanted, not {_kind(value)}")
        if not value:
            self.fail(key, "the list is empty")
        return [
            Table(self.file, self.place, v, f"{self.prefix}{key} {n}.")
            for n, v in enumerate(value, 1)
        ]

    def words(self, key: str) -> Words:
        table = self.table(key)
        words = table.both()
        table.done()
        return words

    def both(self) -> Words:
        """The Vietnamese and the English of this very table."""
        return Words(vi=self._language("vi", "Vietnamese"), en=self._language("en", "English"))

    def _language(self, key: str, name: str) -> str:
        if not self.has(key):
            self.fail(key, f"the {name} text is missing")
        text = self.text(key)
        for found in _BRACES.finditer(text):
            if found[1] not in PLACEHOLDERS:
                known = " ".join(f"{{{p}}}" for p in PLACEHOLDERS)
                self.fail(key, f'"{found[0]}" is no placeholder, the known ones are {known}')
        return text

    def _take(self, key: str, default: object) -> object:
        self.used.add(key)
        value = self.data.get(key, _MISSING)
        if value is not _MISSING:
            return value
        if default is None:
            self.fail(key, "this key is missing")
        return default


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a decimal number", str: "a text"}
    names |= {list: "a list", dict: "a table", date: "a day", datetime: "a day with a time"}
    shown = f" ({value})" if isinstance(value, str | int | float) else ""
    return names.get(type(value), "this") + shown
