"""Reads a date as people say it in a chat: `20/4`, `mùng 5 tháng tư`, `cuối quý 3`, `hôm qua`.

The hard idea: what leaves out the year (or month) comes round again and again. Such a date is a
list of `_Span`s, one for each year near today, of which `prefer` picks one. A month, quarter or
year said without a day means its last day.
"""

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from campaign.text import fold

Prefer = Literal["past", "future", "nearest"]

_LONGEST_MESSAGE = 100
_YEARS = range(1900, 2101)
_LAST_CENTURY = 50  # a year of two digits from here on is 19..
_WHOLE_YEAR = 12

_DAYS_AWAY = {
    "hom nay": 0, "nay": 0, "bua nay": 0, "sang nay": 0, "chieu nay": 0, "toi nay": 0,
    "hom qua": -1, "bua qua": -1, "sang qua": -1, "chieu qua": -1, "toi qua": -1, "dem qua": -1,
    "hom kia": -2, "bua kia": -2, "ngay mai": 1, "mai": 1, "sang mai": 1, "chieu mai": 1,
    "toi mai": 1, "ngay kia": 2, "ngay mot": 2,
}  # fmt: skip
_AWAY = {"nay": 0, "ngoai": -1, "truoc": -1, "sau": 1, "toi": 1}
_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONTH_WORDS = (
    ("mười hai", 12), ("mười một", 11), ("muoi hai", 12), ("muoi mot", 11), ("mười", 10),
    ("muoi", 10), ("một", 1), ("mot", 1), ("hai", 2), ("ba", 3), ("tư", 4), ("tu", 4),
    ("bốn", 4), ("bon", 4), ("năm", 5), ("nam", 5), ("sáu", 6), ("bảy", 7), ("bẩy", 7),
    ("bay", 7), ("tám", 8), ("tam", 8), ("chín", 9), ("chin", 9),
)  # fmt: skip
_MONTH_NUMBER = dict(_MONTH_WORDS)
# "tháng năm 2021" lacks its month, so "năm" before a year of four digits stays a word.
_MONTH_WORD = re.compile(
    rf"(th[aá]ng) ({'|'.join(word for word, _ in _MONTH_WORDS)})\b(?! ?[0-9]{{4}}\b)"
)
# Without accents "thang sau" is June or next month: asked again.
_JUNE_OR_NEXT = re.compile(r"\bthang sau\b")

_FILLER = re.compile(
    r"^(?:(?:da|thua|vao|hoi|luc|khoang|tu|den|tinh|du kien|bat dau|hop|xong|la|thu (?:[2-7]|hai"
    r"|ba|tu|nam|sau|bay)|chu nhat|(?:hom|(?:buoi )?(?:sang|chieu|toi))(?= (?:ngay|[0-9])))[ ,]+)+"
    r"|[ ,]*(?:[ .!,]|\ba|\bnhe|\bnha|\bduong lich)+$"
)
_DAY, _MONTH = r"(?P<day>[0-9]{1,2})", r"(?P<month>[0-9]{1,2})"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2}|(?:nay|ngoai|truoc|sau|toi)\b)"
_SIGN = r"(?: ?[-/.,] ?| )"
_OF_YEAR = rf"(?:(?:{_SIGN}| ?,? ?nam ){_YEAR})?"
_EDGE = r"(?:(?P<edge>dau|giua|cuoi|het|trong) )?"
_BARE_EDGE = re.compile(r"(?:dau|giua|cuoi|het) (?:thang|nam)")
_ON = r"(?:ngay |mung |mong |ngay mung |ngay mong )"


@dataclass(frozen=True, slots=True)
class _Span:
    first: date
    last: date  # the day that is meant


_Spans = list[_Span]
_Parts = dict[str, str | None]


def read_date(text: str, today: date, *, prefer: Prefer = "nearest") -> date | None:
    """The day meant, in 1900–2100; where the year is left out `prefer` picks it.

    A month under way counts as past up to today. None for impossible days and anything else.
    """
    said = _plain(text)
    if prefer == "nearest" and _BARE_EDGE.fullmatch(said):
        said += " nay"  # "cuối tháng" is this month's
    if said in _DAYS_AWAY:
        return today + timedelta(_DAYS_AWAY[said])
    for pattern, reader in _FORMS:
        found = pattern.fullmatch(said)
        if found:
            return _picked(reader(found.groupdict(), today), today, prefer)
    return None


def _plain(text: str) -> str:
    if len(text) > _LONGEST_MESSAGE:
        return ""
    lower = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if _JUNE_OR_NEXT.search(lower):
        return ""
    numbered = _MONTH_WORD.sub(lambda m: f"{m[1]} {_MONTH_NUMBER[m[2]]}", lower)
    return _FILLER.sub("", fold(numbered))


def _picked(spans: _Spans, today: date, prefer: Prefer) -> date | None:
    if not spans:
        return None
    if len(spans) == 1:
        return spans[0].last
    if prefer == "past":
        past = [span.last for span in spans if span.first <= today]
        return min(max(past), today) if past else None
    days = [span.last for span in spans if prefer == "nearest" or span.last >= today]
    return min(days, key=lambda day: abs(day - today), default=None)


def _spans(make: Callable[[int], _Span], years: Iterable[int]) -> _Spans:
    spans = []
    for year in years:
        try:
            spans.append(make(year))
        except ValueError:  # 29 February of another year, 31 April, month 13
            continue
    return spans


def _years(said: str | None, today: date) -> Iterable[int]:
    """The years a date may fall in: the one said, or those near today."""
    if said is None:
        return range(today.year - 8, today.year + 9)  # a 29 February is among them
    if said in _AWAY:
        return [today.year + _AWAY[said]]
    year = int(said)
    if len(said) < len("2021"):
        year += 2000 if year < _LAST_CENTURY else 1900
    return [year] if year in _YEARS else []


def _on(day: date) -> _Span:
    return _Span(day, day)


def _day_of_month(parts: _Parts, today: date) -> _Spans:
    day, month = int(parts["day"] or 0), int(parts["month"] or 0)
    return _spans(lambda year: _on(date(year, month, day)), _years(parts.get("year"), today))


def _month_span(year: int, month: int, months: int, edge: str | None) -> _Span:
    """The `months` that end with `month`, or the day at that edge of them."""
    first = date(year, month - months + 1, 1)
    last = date(year, month, calendar.monthrange(year, month)[1])
    middle = date(year, 6, 30) if months == _WHOLE_YEAR else first + (last - first) // 2
    days = {"dau": first, "giua": middle.replace(day=15) if months == 1 else middle, "cuoi": last}
    return _on(days[edge]) if edge in days else _Span(first, last)


def _month(parts: _Parts, today: date) -> _Spans:
    month, edge = int(parts["month"] or 0), parts["edge"]
    return _spans(lambda y: _month_span(y, month, 1, edge), _years(parts.get("year"), today))


def _quarter(parts: _Parts, today: date) -> _Spans:
    last, edge = 3 * _QUARTERS[parts["quarter"] or ""], parts["edge"]
    return _spans(lambda y: _month_span(y, last, 3, edge), _years(parts.get("year"), today))


def _year(parts: _Parts, today: date) -> _Spans:
    edge = parts["edge"]
    return _spans(lambda y: _month_span(y, 12, _WHOLE_YEAR, edge), _years(parts["year"], today))


def _months_near(away: str | None, today: date) -> list[tuple[int, int]]:
    """(year, month) of the month said relative to today, or of those around it."""
    shifts = [_AWAY[away]] if away else range(-3, 4)
    counted = [today.year * 12 + today.month - 1 + shift for shift in shifts]
    return [(month // 12, month % 12 + 1) for month in counted]


def _some_month(parts: _Parts, today: date) -> _Spans:
    edge, near = parts["edge"], _months_near(parts["away"], today)
    return [_month_span(year, month, 1, edge) for year, month in near]


def _some_day(parts: _Parts, today: date) -> _Spans:
    day, near = int(parts["day"] or 0), _months_near(parts["away"], today)
    return [
        _on(date(year, month, day))
        for year, month in near
        if 1 <= day <= calendar.monthrange(year, month)[1]
    ]


_AWAY_MONTH = r"(?P<away>(?:nay|truoc|sau|toi)\b)"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[_Parts, date], _Spans]], ...] = (
    (re.compile(rf"(?P<year>[0-9]{{4}})[-/.]{_MONTH}[-/.]{_DAY}"), _day_of_month),
    (re.compile(rf"{_ON}?{_DAY}{_SIGN}{_MONTH}{_OF_YEAR}"), _day_of_month),
    (re.compile(rf"{_ON}?{_DAY} ?,? ?thang ?{_MONTH}{_OF_YEAR}"), _day_of_month),
    (re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4}|[0-9]{2})"), _day_of_month),
    (re.compile(rf"{_EDGE}(?:thang ?)?{_MONTH} ?[-/.] ?(?P<year>[0-9]{{4}})"), _month),
    (re.compile(rf"{_EDGE}thang ?{_MONTH}{_OF_YEAR}"), _month),
    (re.compile(rf"{_EDGE}quy ?(?P<quarter>[1-4]|i{{1,3}}|iv){_OF_YEAR}"), _quarter),
    (re.compile(rf"{_EDGE}nam {_YEAR}"), _year),
    (re.compile(r"(?P<edge>dau|giua|cuoi|het) nam(?P<year>(?!))?"), _year),
    (re.compile(rf"{_EDGE}thang {_AWAY_MONTH}"), _some_month),
    (re.compile(r"(?P<edge>dau|giua|cuoi|het) thang(?P<away>(?!))?"), _some_month),
    (re.compile(rf"{_ON}{_DAY}(?: thang {_AWAY_MONTH})?"), _some_day),
)
