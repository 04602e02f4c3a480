"""Every sentence of the product in every language it speaks, and none that no catalogue can hold.

Which sentences are labels of buttons only shows when they are said. A sentence counts as one if it
could be: as short as a label, with nothing to fill in and no mark at its end.
"""

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from string import Formatter

import pytest

from bot.channels.base import Layout
from campaign.plan import Words
from campaign.plan_file import load_shipped
from conversations.words import LOCALES, catalogue, languages
from locales.extract import KEYWORDS, ROOT, SPOKEN_IN, sentences, updated

LABEL = Layout(text_length=2000, max_buttons=10).label_length
SENTENCES = sorted(str(message.id) for message in sentences() if message.id)


def filled_in(sentence: str) -> set[str]:
    """The names a sentence leaves open; raises ValueError where a brace stands alone."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def may_be_a_label(sentence: str) -> bool:
    return len(sentence) <= LABEL and not filled_in(sentence) and sentence[-1] not in ".?!:"


def undated(catalogue: bytes) -> bytes:
    """All but the comment at the head, in which Babel writes the year of the day it runs."""
    _, start, rest = catalogue.partition(b'msgid ""\n')
    return start + rest


@pytest.mark.parametrize("language", languages())
def test_catalogue_holds_the_sentences_of_the_code_as_extract_writes_them(language: str) -> None:
    kept = (LOCALES / language / "LC_MESSAGES" / "messages.po").read_bytes()
    assert undated(kept) == undated(updated(language, sentences())), "run `make words`"


@pytest.mark.parametrize("language", languages())
def test_no_sentence_is_missing(language: str) -> None:
    said = catalogue(language)
    assert [s for s in SENTENCES if not said.get(s, "").strip()] == []


@pytest.mark.parametrize("language", languages())
def test_translation_fills_in_what_its_sentence_does(language: str) -> None:
    pairs = catalogue(language).items()
    assert {s: said for s, said in pairs if filled_in(s) != filled_in(said)} == {}


@pytest.mark.parametrize("language", languages())
def test_label_stays_as_short_as_a_button(language: str) -> None:
    labels = {s: said for s, said in catalogue(language).items() if may_be_a_label(s)}
    assert "Xác nhận" in labels
    assert {s: said for s, said in labels.items() if len(said) > LABEL} == {}


def unreadable(code: str) -> list[str]:
    """Every sentence that `extract` cannot see in `code`: put together, or passed by a name."""
    found = []
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(args=[ast.Constant(value=str()), *_]):
                continue  # written out
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in KEYWORDS:
                found.append(ast.unparse(node))
    return found


def test_sentences_are_written_out_where_they_are_said() -> None:
    modules = [path for room in SPOKEN_IN for path in (ROOT / room).rglob("*.py")]
    found = {path.name: unreadable(path.read_text("utf-8")) for path in modules}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("code", ['t(f"Chào {name}")', 'talk.t("Chào " + name)', "t(label)"])
def test_sentence_that_is_not_written_out_is_found(code: str) -> None:
    assert unreadable(code) == [code.replace('"', "'")]


def words_in(part: object) -> Iterator[Words]:
    """Every label and sentence of a plan, however deep."""
    if isinstance(part, Words):
        yield part
    elif isinstance(part, dict):
        yield from words_in(tuple(part.values()))
    elif isinstance(part, tuple | list):
        for one in part:
            yield from words_in(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from words_in(getattr(part, field.name))


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (ROOT / "campaign" / "plans").glob("*.toml"))
)
def test_plan_speaks_both_languages(name: str) -> None:
    found = list(words_in(load_shipped(name)))
    assert len(found) > 100
    assert [w for w in found if not w.vi.strip() or not w.en.strip()] == []
