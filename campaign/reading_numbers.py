"""Reads figures out of a chat message, in the unit a question asks for."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum

from campaign.figures import Figure, Manner, figures, says_nothing
from campaign.number_words import LARGEST
from campaign.text import fold

_ONE = Manner(splits_signs=False, joins_tails=True)
# Tried in turn until the number of figures fits: a comma parts two figures only if they would
# otherwise be too few, so "12,5 3" is 12.5 and 3, but "5,3" asked for two is 5 and 3.
_SEVERAL = (
    Manner(splits_signs=False, joins_tails=False),
    _ONE,
    Manner(splits_signs=True, joins_tails=False),
    Manner(splits_signs=True, joins_tails=True),
)
# Nobody writes 100,000 million dong: so large a bare number of millions was meant in dong.
_SURELY_DONG = 100_000


class _Dimension(Enum):
    MONEY = "money"
    AREA = "area"
    LENGTH = "length"
    WEIGHT = "weight"
    LABOUR = "labour"


# In metres, square metres, kilograms; sào, mẫu as in the north (Bắc Bộ).
_UNITS: dict[str, tuple[_Dimension, int]] = {
    "dong": (_Dimension.MONEY, 1),
    "d": (_Dimension.MONEY, 1),
    "vnd": (_Dimension.MONEY, 1),
    "m2": (_Dimension.AREA, 1),
    "met vuong": (_Dimension.AREA, 1),
    "m vuong": (_Dimension.AREA, 1),
    "sao": (_Dimension.AREA, 360),
    "mau": (_Dimension.AREA, 3600),
    "ha": (_Dimension.AREA, 10_000),
    "hec": (_Dimension.AREA, 10_000),
    "hecta": (_Dimension.AREA, 10_000),
    "km2": (_Dimension.AREA, 1_000_000),
    "m": (_Dimension.LENGTH, 1),
    "met": (_Dimension.LENGTH, 1),
    "km": (_Dimension.LENGTH, 1000),
    "cay so": (_Dimension.LENGTH, 1000),
    "kg": (_Dimension.WEIGHT, 1),
    "can": (_Dimension.WEIGHT, 1),
    "yen": (_Dimension.WEIGHT, 10),
    "ta": (_Dimension.WEIGHT, 100),
    "tan": (_Dimension.WEIGHT, 1000),
    "cong": (_Dimension.LABOUR, 1),
    "ngay cong": (_Dimension.LABOUR, 1),
    "ngay": (_Dimension.LABOUR, 1),
}
_MONEY_SCALES = {"ty": 10**9, "trieu": 10**6, "nghin": 10**3, "ngan": 10**3}


def read_number(text: str) -> Decimal | None:
    """The one figure the message says, scale words multiplied out; None for none, more, or < 0."""
    if says_nothing(text):
        return Decimal(0)
    found = figures(text, _ONE)
    return _canonical(found[0].value) if found and len(found) == 1 else None


def read_amount(text: str, unit: str) -> Decimal | None:
    """The one figure in `unit` (`triệu đồng`, `m²`, `công`, `hộ`): "1,2 tỷ" is 1200 triệu đồng.

    None also for a figure of something else, such as money where land is asked.
    """
    if says_nothing(text):
        return Decimal(0)
    found = figures(text, _ONE)
    return _converted(found[0], unit) if found and len(found) == 1 else None


def read_numbers(text: str, n: int, units: Sequence[str]) -> tuple[Decimal, ...] | None:
    """Exactly `n` figures, the i-th in `units[i]` (absent units are plain counts).

    "không", "không có gì" are all zeros. Figures come in the order asked, unless each says its
    unit and the units tell which is which: "5 triệu, 200m2".
    """
    if says_nothing(text):
        return (Decimal(0),) * n
    asked = [*units[:n], *[""] * (n - len(units))]
    for found in _readings(text, n):
        amounts = [_converted(figure, unit) for figure, unit in zip(found, asked, strict=True)]
        kept = tuple(amount for amount in amounts if amount is not None)
        return kept if len(kept) == n else _by_unit(found, asked)
    return None


def read_ratio(text: str) -> tuple[int, int] | None:
    """`45/50`, `45 trên tổng 50`, `45 50` as (part, whole), part <= whole and whole not 0."""
    if "%" in text or "-" in text or says_nothing(text):
        return None
    for found in _readings(text, 2):
        part, whole = (figure.value for figure in found)
        if part % 1 == whole % 1 == 0 and 0 < whole >= part:
            return int(part), int(whole)
    return None


def _readings(text: str, n: int) -> Iterator[tuple[Figure, ...]]:
    for manner in _SEVERAL:
        found = figures(text, manner)
        if found is not None and len(found) == n:
            yield found


def _asked(unit: str) -> tuple[_Dimension, int] | None:
    key = fold(unit).partition("/")[0].strip(" ().")
    scale, _, rest = key.partition(" ")
    if rest in ("dong", "d", "vnd") and scale in _MONEY_SCALES:
        return _Dimension.MONEY, _MONEY_SCALES[scale]
    return _UNITS.get(key)


def _said(figure: Figure) -> tuple[_Dimension, int] | None:
    """The unit right behind a figure."""
    two, one = " ".join(figure.counted[:2]), " ".join(figure.counted[:1])
    return _UNITS.get(two) or _UNITS.get(one)


def _converted(figure: Figure, unit: str) -> Decimal | None:
    asked, said = _asked(unit), _said(figure)
    if figure.monthly and "thang" not in fold(unit):
        return None
    if asked is None:
        return _canonical(figure.value)
    dimension, size = asked
    if dimension is _Dimension.MONEY:
        return _money(figure, said, size)
    if said is None:  # millions of nothing named are money
        return None if figure.scaled and figure.value >= 10**6 else _canonical(figure.value)
    if said[0] is dimension:
        return _canonical(figure.value * said[1] / size)
    metres = dimension is _Dimension.AREA and said == (_Dimension.LENGTH, 1)
    return _canonical(figure.value) if metres else None  # "500m" of land


def _money(figure: Figure, said: tuple[_Dimension, int] | None, size: int) -> Decimal | None:
    if said and said[0] is not _Dimension.MONEY:
        return None
    in_dong = said is not None or figure.scaled
    if in_dong or (size >= 10**6 and figure.value >= _SURELY_DONG):
        return _canonical(figure.value / size)
    return _canonical(figure.value)


def _by_unit(found: Sequence[Figure], asked: Sequence[str]) -> tuple[Decimal, ...] | None:
    """Each figure goes to the one question whose unit it says."""
    wanted = [unit[0] if unit else None for unit in map(_asked, asked)]
    by_dimension = {_dimension(figure): figure for figure in found}
    if len(by_dimension) < len(found) or set(wanted) != set(by_dimension) or None in by_dimension:
        return None
    amounts = [
        _converted(by_dimension[dimension], unit)
        for dimension, unit in zip(wanted, asked, strict=True)
    ]
    kept = tuple(amount for amount in amounts if amount is not None)
    return kept if len(kept) == len(asked) else None


def _dimension(figure: Figure) -> _Dimension | None:
    said = _said(figure)
    if said:
        return said[0]
    return _Dimension.MONEY if figure.scaled and not figure.counted else None


def _canonical(number: Decimal) -> Decimal | None:
    """Without trailing zeros or exponent, so that equal figures are stored alike."""
    if number > LARGEST:
        return None
    return number.quantize(Decimal(1)) if number % 1 == 0 else number.normalize()
