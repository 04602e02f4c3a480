"""Every sentence in the person's language. Vietnamese is the source; `locales/` holds the rest.

The catalogues are read from their `.po` files at the first use, so that no compiled file has to be
kept in step with them.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeAlias

from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "locales"
SOURCE = "vi"
Translate: TypeAlias = Callable[..., str]


@cache
def catalogue(language: str) -> dict[str, str]:
    """Source sentence to its translation; empty for a language that has no catalogue."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}


@cache
def words(language: str) -> Translate:
    """The translator of `language`: `t("Chào {name}", name=…)`."""
    table = catalogue(language)

    def t(sentence: str, **values: object) -> str:
        said = table.get(sentence, sentence)
        return said.format(**values) if values else said

    return t


def languages() -> tuple[str, ...]:
    return tuple(sorted(p.name for p in LOCALES.iterdir() if (p / "LC_MESSAGES").is_dir()))


def day(when: date) -> str:
    return f"{when.day}/{when.month}/{when.year}"
