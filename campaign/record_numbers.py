"""The number of a record as people say it: `0412`, `YB-0412`, and behind a verb also `412`.

This file alone knows what such a number looks like. A commendation without a registration has one
of the same form, `KT-0007`.
"""

import re
from collections.abc import Sequence

from campaign.text import clean

RECORD, PRAISE = "YB", "KT"
DIGITS = 4  # it is said with so many at least, so that none is taken for a line of a list

_PARTS = re.compile(r"(?:([a-z]{2})-?)?([0-9]{1,6})", re.IGNORECASE)
_HEAD = re.compile(rf"\W*(?:{RECORD}-?)?([0-9]{{{DIGITS},6}})\b", re.IGNORECASE)


def spelled(number: int, prefix: str = RECORD) -> str:
    """`YB-0412`."""
    return f"{prefix}-{number:0{DIGITS}d}"


def read_record(text: str, prefix: str = RECORD) -> int | None:
    """`412`, `0412`, `YB-0412`, `yb412` are 412."""
    found = _PARTS.fullmatch(text.strip())
    return int(found[2]) if found and (found[1] or prefix).upper() == prefix else None


def names_record(text: str) -> bool:
    """Whether it can be nothing but the number of a record, though no verb stands before it."""
    found = _PARTS.fullmatch(text)
    if found is None or not found[1]:
        return bool(found) and text.startswith("0") and len(text) >= DIGITS
    return found[1].upper() == RECORD


def read_record_numbers(text: str, labels: Sequence[str]) -> tuple[int, ...] | None:
    """The places, counted from 1, of the labels whose record numbers were typed: `0002`, `YB-0002`.

    A record is known by its number, so where labels begin with one, four digits never count the
    lines. None where no label does or no number was typed; `()` where one is not among them.
    """
    found = [(int(m[1]), n) for n, label in enumerate(labels, 1) if (m := _HEAD.match(label))]
    heads = dict(found) if len(dict(found)) == len(found) else {}
    typed = [_long(part) for part in re.split(r"[\s,;]+", clean(text))]
    if not heads or None in typed:
        return None
    places = {heads.get(number or 0, 0) for number in typed}
    return () if 0 in places else tuple(sorted(places))


def _long(part: str) -> int | None:
    """The number, where it cannot be that of a line."""
    return None if part.isdigit() and len(part) < DIGITS else read_record(part)
