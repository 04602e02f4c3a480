"""Finds the figures in a short message, with what each one counts: `hiến 200m2, 5 triệu`.

A message may be read in several ways (is "5,3" one figure or two?), so a `Manner` says which
reading is meant; whoever asks tries manners until the number of figures fits the question.
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from campaign.number_words import (
    THOUSAND,
    belongs_to_number,
    is_digit_word,
    is_numeral,
    scale_of,
    starts_number,
    value,
)
from campaign.text import fold, words_of

LONGEST_MESSAGE = 200  # longer is a story, not a figure
_MOST_WORDS = 5  # after a figure

_WORD = r"k?m[23](?![0-9])|[^\W\d_]+|\n|\S"
_WHOLE_NUMERALS = re.compile(r"[0-9]+(?:[.,][0-9]+)*|" + _WORD)
_SPLIT_NUMERALS = re.compile(r"[0-9]+(?:[.,][0-9]{3}(?![0-9]))*|" + _WORD)

_SEPARATORS = frozenset(",;/\n+&-–|:") | {"va", "tren", "trong"}
_REFUSED = frozenset({"chua", "ko", "hong"})  # "30 hộ chưa có" is no 30
# What may stand before the first figure, and what a figure said in words may count.
_LEADS = words_of(
    "khoang do chung tam gan hon co duoc la tong so tat ca tren dat tien cong ngay thu nhap lai "
    "doanh gia tri dien tich hien ung ho dong gop da gia dinh uoc xap xi cung toi thieu nhat "
    "a thua vang von duong moi nam hang het"
)
_COUNTED = words_of(
    "ho nguoi gia dinh con cai chiec lan nha buoi cong ngay thang nam thon ban to xa suat khau "
    "dong trieu m m2 met vuong cay km kg tan ta yen sao ha mau lao thanh vien dang hoi thuong "
    "xuyen thoi vu diem guong mo hinh anh noi truong hop dan pho khu doi nhom ca a nhe thoi "
    "gi ai nao het dau tuoi phieu vnd d cuoc bao"
)
_NOTHING = re.compile(
    r"(?:da )?(?:khong|ko|k|kg|hong|hem|chua co)(?: co)?(?: (?:gi|ai|nao|het|ca|dau|a|nhe|thoi|"
    r"ho|nguoi|dong|dat|tien|cong|ngay|may|con|khoan))*"
)
# "/năm", "một năm" after what is counted; in "mười một năm" the years are counted.
_PER = (
    r"(?<=[^\W\d_])(?<!mười)(?<!mươi)(?<!muoi)(?<!trăm)(?<!tram)(?<!linh)(?<!lẻ)"
    r"(?:\s*/\s*1?|\s+(?:1|một|mot|mỗi|moi))\s*"
)
_YEARLY = re.compile(_PER + r"(?:năm|nam|vụ|vu)\b")  # amounts are asked by the year
_MONTHLY = re.compile(_PER + r"(?:tháng|thang)\b")
_NEGATIVE = re.compile(r"(?:^|\s)[-−][0-9]")


@dataclass(frozen=True, slots=True)
class Manner:
    splits_signs: bool  # "5,3" is two figures
    joins_tails: bool  # "1 tỷ 2" is one figure


@dataclass(frozen=True, slots=True)
class Figure:
    value: Decimal
    scaled: bool  # a scale word ("nghìn", "triệu") was said
    counted: tuple[str, ...]  # folded words right behind it
    monthly: bool  # "12 triệu/tháng"


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    number: bool  # says a part of a number
    glued: bool  # no blank before it


def says_nothing(text: str) -> bool:
    """`không`, `ko có gì`, `chưa có hộ nào`: none at all."""
    return len(text) <= LONGEST_MESSAGE and bool(_NOTHING.fullmatch(fold(text).strip(" .!,")))


def figures(text: str, manner: Manner) -> tuple[Figure, ...] | None:
    """The figures in the order said; None where the message is more than figures."""
    if len(text) > LONGEST_MESSAGE or _NEGATIVE.search(text):
        return None
    lead, *runs = _runs(_tokens(text, manner), manner)
    if not _LEADS.issuperset(fold(token.text) for token in lead if token.text.isalpha()):
        return None
    found = [_figure(run) for run in runs]
    kept = tuple(figure for figure in found if figure)
    return kept if len(kept) == len(found) else None


def _tokens(text: str, manner: Manner) -> list[_Token]:
    plain = _YEARLY.sub("", unicodedata.normalize("NFKC", text).lower())
    plain = _MONTHLY.sub(" tháng", plain)
    pattern = _SPLIT_NUMERALS if manner.splits_signs else _WHOLE_NUMERALS
    found = list(pattern.finditer(plain))
    words = [match[0] for match in found]
    ends = [0, *(match.end() for match in found)]
    numbers = [belongs_to_number(word) and not _is_year(words, i) for i, word in enumerate(words)]
    return [
        _Token(match[0], number, glued=match.start() == end)
        for match, number, end in zip(found, numbers, ends, strict=False)
    ]


def _is_year(words: list[str], i: int) -> bool:
    """In "2 năm" the word means years, not five."""
    if words[i] not in ("năm", "nam") or i == 0:
        return False
    before, after = words[i - 1], words[i + 1] if i + 1 < len(words) else ""
    counts = is_numeral(before) or is_digit_word(before) or before in ("mười", "muoi")
    return counts and scale_of(after) is None


def _runs(tokens: list[_Token], manner: Manner) -> list[list[_Token]]:
    """The words before the first figure, then for each figure its words and what follows."""
    runs: list[list[_Token]] = [[]]
    inside = False
    for i, token in enumerate(tokens):
        begins = token.number and starts_number(token.text)
        if begins and (not inside or _parts(tokens, i, manner)):
            runs.append([])
        inside = token.number and len(runs) > 1
        runs[-1].append(token)
    return runs


def _parts(tokens: list[_Token], i: int, manner: Manner) -> bool:
    """Whether the number word at `i`, right behind another, begins a figure of its own."""
    before, word = tokens[i - 1].text, tokens[i].text
    if is_numeral(before) or is_digit_word(before):
        return scale_of(word) is None and not _ends_pair(before, word)
    if manner.joins_tails or not is_numeral(word) or tokens[i].glued:
        return False
    own = scale_of(tokens[i + 1].text) if i + 1 < len(tokens) else None
    return own is None or own >= (scale_of(before) or 0)


def _ends_pair(before: str, word: str) -> bool:
    """Typed without accents "ba mốt", 31, looks like "ba một"."""
    return is_digit_word(before) and word == "mot"


def _figure(run: list[_Token]) -> Figure | None:
    said = [token.text for token in itertools.takewhile(lambda token: token.number, run)]
    behind = [fold(token.text) for token in run[len(said) :]]
    words = [word for word in behind if word[:1].isalpha()]
    number = value(said)
    if number is None or len(words) > _MOST_WORDS or not _REFUSED.isdisjoint(words):
        return None
    if not is_numeral(said[0]) and not (_COUNTED | _SEPARATORS | _LEADS).issuperset(words):
        return None
    scaled = any((scale_of(word) or 0) >= THOUSAND for word in said)
    counted = tuple(itertools.takewhile(lambda word: word not in _SEPARATORS, behind))
    return Figure(number, scaled, counted, monthly=bool(words) and words[-1] == "thang")
