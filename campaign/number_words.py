"""The value of one Vietnamese number, in digits, words or both: `12tr5`, `hai mươi lăm`.

The hard idea: a number is split at its largest scale word ("tỷ" before "triệu" before "trăm");
what stands before counts that scale, what stands after is smaller. Said alone after a scale, a
digit means tenths of it: "1 tỷ 2" is 1.2 tỷ and "một trăm hai" is 120, but "trăm linh hai" is 102.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from campaign.text import fold

DIGITS = {
    "không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {
    "tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "tr": 10**6, "củ": 10**6, "vạn": 10**4,
    "nghìn": 10**3, "ngàn": 10**3, "k": 10**3, "trăm": 100, "chục": 10, "mươi": 10, "mười": 10,
}  # fmt: skip
# Words that count only inside a number: alone they mean something else ("tư", "lẻ", "làm").
_INNER_DIGITS = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, "dăm": 5}
_ODD = {"linh": "lẻ", "lẻ": "lẻ", "rưỡi": "rưỡi", "rưởi": "rưỡi"}

# A word typed without accents counts too, one with other accents ("bà", "làm") does not.
_DIGIT_WORDS = {key: v for word, v in DIGITS.items() for key in (word, fold(word))}
_INNER_WORDS = {key: v for word, v in _INNER_DIGITS.items() for key in (word, fold(word))}
_ODD_WORDS = {key: v for word, v in _ODD.items() for key in (word, fold(word))}
_SCALE_WORDS = {key: v for word, v in _SCALES.items() for key in (word, fold(word))}

TEN, HUNDRED, THOUSAND, MILLION = 10, 100, 1000, 10**6
_GROUP = 3  # digits between the signs of 1.200.000
_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_LONGEST = 15
LARGEST = Decimal(10) ** 15  # beyond any figure a province can mean


def is_numeral(word: str) -> bool:
    return "0" <= word[:1] <= "9"


def starts_number(word: str) -> bool:
    """A digit in figures or as a word, or "mười", "chục"."""
    return is_numeral(word) or word in _DIGIT_WORDS or _SCALE_WORDS.get(word) == TEN


def is_digit_word(word: str) -> bool:
    return word in _DIGIT_WORDS


def scale_of(word: str) -> int | None:
    return _SCALE_WORDS.get(word)


def belongs_to_number(word: str) -> bool:
    known = (_DIGIT_WORDS, _INNER_WORDS, _ODD_WORDS, _SCALE_WORDS)
    return is_numeral(word) or any(word in words for words in known)


def numeral(text: str) -> Decimal | None:
    """`12,5`, `12.5`, `1.200`, `1.200.000,5`; None where the signs make no number.

    Three digits after a single sign are thousands, also after a comma: nobody types three
    decimals in a chat, many type 1,200 as their calculator shows it.
    """
    if not _NUMERAL.fullmatch(text) or sum(map(str.isdigit, text)) > _LONGEST:
        return None
    whole, mark, end = _parted(text)
    groups = re.split("[.,]", whole)
    if not _grouped(whole, groups):
        return None
    return Decimal("".join(groups) + (f".{end}" if mark else ""))


def _parted(text: str) -> tuple[str, str, str]:
    """Whole part, decimal sign, decimals."""
    at = max(text.rfind("."), text.rfind(","))
    if at < 0 or text.count(text[at]) > 1:
        return text, "", ""
    whole, end = text[:at], text[at + 1 :]
    alone = whole.isdigit()
    if alone and len(end) == _GROUP and whole.strip("0") and len(whole) <= _GROUP:
        return text, "", ""
    return whole, text[at], end


def _grouped(whole: str, groups: Sequence[str]) -> bool:
    one_sign = not ("." in whole and "," in whole)
    thousands = len(groups[0]) <= _GROUP and all(len(group) == _GROUP for group in groups[1:])
    return len(groups) == 1 or (one_sign and thousands)


def value(words: Sequence[str]) -> Decimal | None:
    """The number that all the words together say, or None."""
    if not words:
        return None
    scale = max((_SCALE_WORDS.get(word, 0) for word in words), default=0)
    if not scale:
        return _small(words)
    at = next(i for i, word in enumerate(words) if _SCALE_WORDS.get(word) == scale)
    count = value(words[:at]) if at else _implied(words[at])
    rest = _rest(words[at + 1 :], scale)
    if count is None or rest is None or count * scale + rest > LARGEST:
        return None
    return count * scale + rest


def _implied(word: str) -> Decimal | None:
    """Only "mười" and "chục" need no count before them."""
    return Decimal(1) if _SCALE_WORDS[word] == TEN else None


def _small(words: Sequence[str]) -> Decimal | None:
    first, *more = words
    if not more:
        return numeral(first) if is_numeral(first) else _digit(first)
    if len(more) == 1 and first in _DIGIT_WORDS and more[0] in _INNER_WORDS:
        return Decimal(TEN * _DIGIT_WORDS[first] + _INNER_WORDS[more[0]])  # "hai lăm"
    return None


def _digit(word: str) -> Decimal | None:
    digit = _DIGIT_WORDS.get(word)
    return None if digit is None else Decimal(digit)


def _rest(words: Sequence[str], scale: int) -> Decimal | None:
    """What stands after a scale word."""
    if not words:
        return Decimal(0)
    odd = _ODD_WORDS.get(words[0])
    if odd == "rưỡi":
        return Decimal(scale) / 2 if len(words) == 1 and scale > TEN else None
    if odd == "lẻ":
        return _below(value(words[1:]), scale)
    if len(words) == 1:
        return _tenths(words[0], scale)
    if words[0] in ("không", "khong"):
        return _below(value(words), scale)  # "hai nghìn không trăm"
    return _below(_hundreds(words, scale), scale)


def _tenths(word: str, scale: int) -> Decimal | None:
    if scale == TEN:
        return _below(_unit(word), scale)
    if is_numeral(word):
        return Decimal(f"0.{word}") * scale if word.isdigit() and len(word) <= _GROUP else None
    digit = _unit(word)
    return None if digit is None else digit * scale / 10


def _unit(word: str) -> Decimal | None:
    if word in _INNER_WORDS:
        return Decimal(_INNER_WORDS[word])
    return numeral(word) if is_numeral(word) else _digit(word)


def _hundreds(words: Sequence[str], scale: int) -> Decimal | None:
    """Hundreds after millions are of thousands: "một triệu hai trăm" is 1,200,000."""
    rest = value(words)
    if rest is None or scale < MILLION or not HUNDRED <= rest < THOUSAND:
        return rest
    return rest * scale / THOUSAND


def _below(rest: Decimal | None, scale: int) -> Decimal | None:
    return rest if rest is not None and rest < scale else None
