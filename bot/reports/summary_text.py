"""A summary as the JSON that scripts read; the field names stay as they are."""

from typing import Any

from campaign.summary import Summary
from storage.export_totals import quota


def as_json(summary: Summary) -> dict[str, Any]:
    """The summary of a unit and, under "children", of each unit one level down."""
    return {
        "as_of": summary.as_of.isoformat(),
        "unit": summary.unit.code,
        "phase": summary.phase,
        "quotas": [quota(line) for line in summary.quotas],
        "children": [as_json(child) for child in summary.children],
        "waiting": dict(summary.waiting),
    }
