"""Text as Telegram reads it: HTML of a few tags becomes plain text and entities.

Lengths and offsets are counted in UTF-16 units, as entities are; an emoji counts as two. The real
limits are a little kinder, so what passes here passes there.
"""

import re
from dataclasses import dataclass, field

from tests.telegram.errors import Refused, broken
from tests.telegram.values import Json

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_HALVES = range(0xD800, 0xE000)  # of characters, in UTF-16; none is a character itself
_PIECE = re.compile(
    r"</(?P<end>[^<>]*)>|<(?P<start>[^<>]*)>|&(?P<entity>#?\w+);|(?P<bare>[<>&])|(?P<text>[^<>&]+)"
)
_START = re.compile(r"(?P<tag>[a-zA-Z-]*)(?P<rest>(?:\s.*)?)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s+([a-z-]+)(?:=(?:"([^"]*)"|'([^']*)'))?""")


def length(text: str) -> int:
    """In UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def parse(html: str) -> tuple[str, list[Json]]:
    """The plain text and its entities; raises what the server says of bad HTML."""
    if not any(sign in html for sign in "<>&"):
        return html, []
    reading = _Reading(html)
    for piece in _PIECE.finditer(html):
        reading.take(piece)
    return reading.finish()


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without the white space around it, which Telegram drops."""
    kept = text.strip()
    cut, end = length(text[: len(text) - len(text.lstrip())]), length(kept)
    if (cut, len(kept)) == (0, len(text)):
        return text, entities
    moved = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] + entity["length"] - cut, end)
        if stop > start:
            moved.append(entity | {"offset": start, "length": stop - start})
    return kept, moved


@dataclass(slots=True)
class _Open:
    tag: str
    at: int
    entity: Json


@dataclass(slots=True)
class _Reading:
    html: str
    text: list[str] = field(default_factory=list)
    units: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def take(self, piece: re.Match[str]) -> None:
        match piece.lastgroup:
            case "text":
                self._add(piece["text"])
            case "entity":
                self._add(self._character(piece))
            case "start":
                self._begin(piece)
            case "end":
                self._end(piece)
            case _:
                raise self._wrong(f'Character "{piece["bare"]}" must be escaped', piece)

    def finish(self) -> tuple[str, list[Json]]:
        if self.open:
            raise _unparsed(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        entities = [each for each in self.entities if each["length"]]
        return "".join(self.text), sorted(entities, key=lambda e: (e["offset"], -e["length"]))

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.units += length(text)

    def _character(self, piece: re.Match[str]) -> str:
        name = piece["entity"]
        if character := NAMED.get(name):
            return character
        if number := re.fullmatch(r"#(?:x([0-9a-fA-F]{1,5})|([0-9]{1,6}))", name):
            code = int(number[1], 16) if number[1] else int(number[2])
            if code and code not in _HALVES:
                return chr(code)
        raise self._wrong(f'Unsupported entity "&{name};"', piece)

    def _begin(self, piece: re.Match[str]) -> None:
        name, *_ = re.split(r"\s", piece["start"])
        parts = _START.fullmatch(piece["start"])
        entity = parts and _meaning(name.lower(), _attributes(parts["rest"]))
        if not entity:
            raise self._wrong(f'Unsupported start tag "{name}"', piece)
        self.open.append(_Open(name.lower(), self.units, entity))

    def _end(self, piece: re.Match[str]) -> None:
        if not self.open:
            raise self._wrong("Unexpected end tag", piece)
        last, name = self.open.pop(), piece["end"].strip().lower()
        if name != last.tag:
            raise self._wrong(f'Unmatched end tag "</{name}>" for "<{last.tag}>"', piece)
        place = {"offset": last.at, "length": self.units - last.at}
        self.entities.append(place | last.entity)

    def _wrong(self, what: str, piece: re.Match[str]) -> Refused:
        return _unparsed(f"{what} at byte offset {len(self.html[: piece.start()].encode())}")


def _meaning(tag: str, attributes: dict[str, str] | None) -> Json | None:
    """What a tag means; nothing for a tag or an attribute Telegram has not."""
    match tag, attributes:
        case "a", {"href": str(url), **rest} if url and not rest:
            return {"type": "text_link", "url": url}
        case "span", {"class": "tg-spoiler", **rest} if not rest:
            return {"type": "spoiler"}
        case "blockquote", {"expandable": "", **rest} if not rest:
            return {"type": "expandable_blockquote"}
        case "code", {"class": str(name), **rest} if name.startswith("language-") and not rest:
            return {"type": "code"}
        case str(tag), {**rest} if tag in SIMPLE and not rest:
            return {"type": SIMPLE[tag]}
    return None


def _attributes(rest: str) -> dict[str, str] | None:
    """By name; nothing where they cannot be read."""
    if not re.fullmatch(rf"(?:{_ATTRIBUTE.pattern})*\s*", rest):
        return None
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(rest)}


def _unparsed(why: str) -> Refused:
    return broken(f"can't parse entities: {why}")
