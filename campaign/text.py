"""Text as people send it, made safe to keep, to compare and to send on in pieces."""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls, soft hyphen, bidi and zero-width marks, tag characters, and what XML (so a
# spreadsheet) cannot hold. ZWJ (200D) has its own rule below.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_EMOJI = "[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]"
_STRAY_JOINER = re.compile(f"(?<!{_EMOJI})\u200d|\u200d(?!{_EMOJI})")

# Where a message may be cut, best first. A dot after a digit ("1. Có") ends no sentence.
_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[^\d\s][.!?…;])\s"))


def clean(text: str) -> str:
    """NFC text without invisible or control characters that every store and export can hold."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = unicodedata.normalize("NFC", _DROPPED.sub("", _LINE_ENDS.sub("\n", text)))
    return unicodedata.normalize("NFC", _STRAY_JOINER.sub("", text)).strip()


def _folded(code: int) -> str:
    once = unicodedata.normalize("NFKD", chr(code)).casefold()
    plain = unicodedata.normalize("NFKD", once).replace("đ", "d")
    return "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Me", "Mc", "Cf"))


class _FoldTable(dict[int, str]):
    """Each character's key, worked out when first met; rare scripts are not remembered."""

    _REMEMBERED = 0x3000  # the scripts that are written with spaces

    def __missing__(self, code: int) -> str:
        folded = _folded(code)
        if code < self._REMEMBERED:
            self[code] = folded
        return folded


_FOLD = _FoldTable()


def words_of(text: str, separator: str | None = None) -> frozenset[str]:
    """A set of words, or of phrases with a `separator`, written as one string."""
    return frozenset(text.split(separator))


def fold(text: str) -> str:
    """Key that ignores accents, case, width and runs of blanks: `Đặng  Thị` -> `dang thi`.

    No normalisation is needed first: a composed letter and its decomposed form both lose
    their marks, so they meet in the same key.
    """
    plain = text.lower() if text.isascii() else text.translate(_FOLD)
    return " ".join(plain.split())


def _whole(text: str, end: int) -> int:
    """The nearest place at or before `end` that does not part a letter from its marks."""
    cut = end
    while 0 < cut < len(text) and _clings(text, cut):
        cut -= 1
    return cut or end


def _clings(text: str, at: int) -> bool:
    mark = unicodedata.combining(text[at]) or text[at] in "\u200d\ufe0f\u20e3"
    return bool(mark) or "\U0001f3fb" <= text[at] <= "\U0001f3ff" or text[at - 1] == "\u200d"


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters; a cut comes at a word's end and shows as an ellipsis."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    head = text[:limit]
    blank = max((m.start() for m in re.finditer(r"\s", head)), default=0)
    end = blank or _whole(text, limit - 1)
    return text[:end].rstrip(" \t\n,;:.-–") + "…"


def _cut(text: str, limit: int) -> int:
    """Where the first piece ends: a good place in the second half, else a blank, else anywhere."""
    window = text[: limit + 1]
    for pattern in _BREAKS:
        ends = [m.start() for m in pattern.finditer(window) if m.start() >= limit // 2]
        if ends and ends[-1] > 0:
            return ends[-1]
    blanks = [m.start() for m in re.finditer(r"\s", window)]
    return blanks[-1] if blanks and blanks[-1] > 0 else _whole(text, limit)


def split_message(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` characters with every word kept; none for blank text."""
    if limit < 1:
        raise ValueError("a message piece holds at least one character")
    pieces, rest = [], text.strip()
    while len(rest) > limit:
        end = _cut(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces
