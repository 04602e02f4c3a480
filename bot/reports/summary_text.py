"""A summary as the JSON that scripts read; the field names stay as they are."""

from dataclasses import asdict
from typing import Any

from campaign.summary import QuotaLine, Summary


def as_json(summary: Summary) -> dict[str, Any]:
    """The summary of a unit and, under "children", of each unit one level down."""
    return {
        "as_of": summary.as_of.isoformat(),
        "unit": summary.unit.code,
        "phase": summary.phase,
        "quotas": [_quota(line) for line in summary.quotas],
        "children": [as_json(child) for child in summary.children],
        "waiting": dict(summary.waiting),
        "contributions": asdict(summary.giving.total) if summary.giving else None,
    }


def _quota(line: QuotaLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "category": line.category,
        "holder": line.holder,
        "counted": line.counted,
        "min": line.min,
        "target": line.target,
        "registered": line.registered,
        "selected": line.selected,
        "recognised": line.recognised,
        "counts_as_done": line.counts_as_done,
    } | ({"frozen": line.frozen.isoformat()} if line.frozen else {})
