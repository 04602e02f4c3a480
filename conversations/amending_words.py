"""How a registration reads, and how it is to read: line by line, old and new."""

from collections.abc import Mapping, Sequence
from datetime import date

from campaign.amendments import KEYS, Amendment
from campaign.exemplar import Record, Value
from campaign.text import shorten
from campaign.vietnam import local_day
from conversations.review_card import labels
from conversations.showing import said_dict
from conversations.words import Translate, day

LONGEST = 160  # characters of one answer
WHOLE = 600  # where it is there to be read again


def label(t: Translate, language: str, record: Record, key: str) -> str:
    """What a line of the registration is called."""
    return labels(t).get(key) or record.plan.criterion(key).name.said(language)


def said(t: Translate, value: Value, longest: int = LONGEST) -> str:
    text = said_dict(t, value) if isinstance(value, dict) else _as_day(str(value or ""))
    return shorten(text, longest)


def changed(t: Translate, language: str, record: Record, amendment: Amendment) -> list[str]:
    """Each line that changes: how it read and how it is to read, and why."""
    lines = [
        f"• {label(t, language, record, key)}: {said(t, amendment.before.get(key))}"
        f" → {said(t, value)}"
        for key, value in amendment.changes.items()
    ]
    return [*lines, t("Lý do: “{reason}”", reason=amendment.why)]


def waiting(t: Translate, language: str, record: Record, amendment: Amendment) -> list[str]:
    """On the card: what somebody asks for."""
    head = t("{name} xin điều chỉnh, ngày {day}:", name=amendment.by,
             day=day(local_day(amendment.at)))  # fmt: skip
    return [head, *changed(t, language, record, amendment)]


def versions(
    t: Translate, language: str, record: Record, accepted: Sequence[Amendment]
) -> list[str]:
    """What was registered first, and every change that was agreed to, the earliest first."""
    first: dict[str, Value] = {key: record.answers.get(key) for key in KEYS}
    for amendment in reversed(accepted):
        first |= amendment.before
    lines = [t("Bản đăng ký đầu:"), *_whole(t, language, record, first)]
    for number, amendment in enumerate(accepted, 2):
        when = day(local_day(amendment.answered_at or amendment.at))
        lines.append(t("Bản {n}, từ ngày {day}:", n=number, day=when))
        lines += changed(t, language, record, amendment)
    return lines


def _whole(t: Translate, language: str, record: Record, values: Mapping[str, Value]) -> list[str]:
    return [
        f"• {label(t, language, record, key)}: {said(t, value, WHOLE)}"
        for key, value in values.items()
        if value is not None
    ]


def _as_day(said: str) -> str:
    """A date as people write it, everything else as it is."""
    try:
        return day(date.fromisoformat(said))
    except ValueError:
        return said
