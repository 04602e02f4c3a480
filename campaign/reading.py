"""Reads what people type for an answer: yes or no, choices from a list, and figures and dates.

Every reader gives the canonical value, or None for text it cannot read for certain; no text
makes a reader raise.
"""

import re
from collections.abc import Sequence

from campaign.number_words import DIGITS
from campaign.reading_dates import read_date
from campaign.reading_numbers import read_amount, read_number, read_numbers, read_ratio
from campaign.record_numbers import names_record
from campaign.text import clean, fold, words_of

__all__ = [
    "match_option",
    "read_amount",
    "read_choice",
    "read_choices",
    "read_date",
    "read_number",
    "read_numbers",
    "read_ratio",
    "read_yes_no",
]

_LONGEST_MESSAGE = 100

_YES = words_of(
    "co|co roi|da co|co chu|roi|da roi|xong|xong roi|da xong|ok|oke|okay|okie|oki|u|uh|uhm|um|uk|"
    "vang|da|da vang|dung|dung roi|dung vay|dung the|phai|phai roi|chuan|dong y|nhat tri|duoc|dc|"
    "chac chan|tat nhien|co dong y|da dong y",
    "|",
)
_NO = words_of(
    "khong|ko|k|kg|kh|hk|hong|hok|hem|chua|sai|chua co|chua xong|chua duoc|dang chua|"
    "khong co|ko co|k co|hong co|khong phai|ko phai|k phai|khong dung|ko dung|k dung|"
    "khong dong y|ko dong y|k dong y|khong duoc|ko duoc|k duoc|khong dc|ko dc|k dc",
    "|",
)
# Latin words only as they are: "nó" is no "no".
_LATIN = {"yes": True, "y": True, "yep": True, "no": False, "n": False, "nope": False}
_SIGNS = {"👍": True, "👌": True, "✅": True, "✔": True, "👎": False, "❌": False}
_POLITE_START = re.compile(r"^(?:(?:da|vang|thua|bao cao|dong chi|dc) )+")
_POLITE_END = re.compile(
    r"(?: (?:a|nhe|nha|nhen|nhi|thoi|dau|ban|"
    r"em|dong chi|dc|chi|anh|bac|ca|het|cam on))+$"
)

_CHOICE_NOISE = words_of(
    "so cau chon y muc dong phuong an dap lua thu cai va voi la em toi minh a nhe nha"
)
_ALL = frozenset({"tat ca", "ca", "het", "tat", "chon tat ca", "chon het"})
_CHOICE_WORDS = {fold(word): digit for word, digit in DIGITS.items() if digit}
_RANGE = re.compile(r"([0-9]+) ?(?:-|–|den|toi) ?([0-9]+)")
_CHOICE_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")

_YES_LABELS = ("co", "roi", "da", "dung", "phai", "dong y", "nhat tri", "duoc")
_NO_LABELS = ("khong", "chua")
_NO_SYNONYMS = frozenset({"ko", "k", "kg", "kh", "hk", "hong", "hok", "hem"})
_LEAST_PREFIX = 3
_MOST_DIGITS = 3


def read_yes_no(text: str) -> bool | None:
    """`có`, `rồi ạ`, `ok`, `👍` are yes; `ko`, `hông`, `chưa`, `k ạ` are no."""
    if len(text) > _LONGEST_MESSAGE:
        return None
    for sign, meaning in _SIGNS.items():
        if clean(text).rstrip("\ufe0f") == sign:
            return meaning
    key = _words(text)
    if key in _LATIN:
        return _LATIN[key] if text.isascii() else None
    ended = _POLITE_END.sub("", key)
    return _polarity(key, ended, _POLITE_START.sub("", ended))


def _polarity(*keys: str) -> bool | None:
    """Of the first key that says yes or no."""
    said = next((key for key in keys if key in _YES or key in _NO), None)
    return None if said is None else said in _YES


def _words(text: str) -> str:
    """Folded words without punctuation and emoji."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def read_choices(text: str, n: int) -> tuple[int, ...] | None:
    """The numbers of a list of `n` that were chosen, ascending, each once.

    `1 2`, `1,2`, `1 và 3`, `câu 2`, `tất cả`. A number above `n` is read digit by digit: "12" is
    1 and 2 of a list of five. "1-2" is 1 and 2, but "1-3" may leave out 2 or not: None.
    """
    key = fold(text)
    if len(text) > _LONGEST_MESSAGE or any(_wide(m[1], m[2]) for m in _RANGE.finditer(key)):
        return None
    if _words(text) in _ALL or key == f"ca {n}":
        return tuple(range(1, n + 1)) or None
    parts = [word for word in _CHOICE_PARTS.findall(key) if word not in _CHOICE_NOISE]
    chosen = {number for part in parts for number in _chosen(part, n)}
    return tuple(sorted(chosen)) if chosen and chosen <= set(range(1, n + 1)) else None


def _wide(low: str, high: str) -> bool:
    return len(low + high) > 2 * _MOST_DIGITS or int(high) - int(low) != 1


def _chosen(part: str, n: int) -> list[int]:
    """The numbers one word names; 0, which no list has, for a word that names none."""
    if not part.isascii() or not part.isdigit():
        return [_CHOICE_WORDS.get(part, 0)]
    if names_record(part):  # never a line of a list
        return [0]
    short = part.lstrip("0")
    if len(short) <= _MOST_DIGITS and short and int(short) <= n:
        return [int(short)]
    return [int(digit) for digit in part]


def read_choice(text: str, n: int) -> int | None:
    """The one number of a list of `n` that was chosen."""
    chosen = read_choices(text, n)
    return chosen[0] if chosen and len(chosen) == 1 else None


def match_option(text: str, labels: Sequence[str], *, whole: bool = False) -> int | None:
    """Index of the label that was typed, whole or, unless only that will do, by an unambiguous
    beginning.

    Accents, case, punctuation and emoji do not matter, unless accents alone tell two labels
    apart. Where the labels are a yes and a no, every way to say them will do.
    """
    key = _words(text)
    if len(text) > 4 * _LONGEST_MESSAGE or not key:
        return _yes_no_label(text, labels)
    keys = [_words(label) for label in labels]
    same = [i for i, label in enumerate(keys) if label == key]
    if same:
        return same[0] if len(same) == 1 else _accented(text, labels)
    if read_yes_no(text) is not None:
        return _yes_no_label(text, labels)
    letters = sum(map(str.isalpha, key))
    begun = [i for i, label in enumerate(keys) if label.startswith(key)]
    return begun[0] if not whole and len(begun) == 1 and letters >= _LEAST_PREFIX else None


def _accented(text: str, labels: Sequence[str]) -> int | None:
    typed = clean(text).casefold()
    same = [i for i, label in enumerate(labels) if clean(label).casefold() == typed]
    return same[0] if len(same) == 1 else None


def _yes_no_label(text: str, labels: Sequence[str]) -> int | None:
    """The label that says yes or no, if the labels are a yes and a no at all."""
    meaning = read_yes_no(text)
    keys = [_words(label) for label in labels]
    yes = [i for i, key in enumerate(keys) if _begins(key, _YES_LABELS)]
    no = [i for i, key in enumerate(keys) if _begins(key, _NO_LABELS)]
    if meaning is None or not yes or not no:
        return None
    if _words(text).split(" ")[0] in _NO_SYNONYMS and "khong" in keys:
        return keys.index("khong")
    meant = yes if meaning else no
    return meant[0] if len(meant) == 1 else None


def _begins(key: str, heads: Sequence[str]) -> bool:
    unsure = key.startswith(("khong ro", "khong biet", "chua ro", "chua biet"))
    return not unsure and any(f"{key} ".startswith(f"{head} ") for head in heads)
