"""A summary as the JSON that scripts read; the field names stay as they are."""

from dataclasses import asdict
from typing import Any

from campaign.addition_wishes import LocalLine
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
        "replication": asdict(summary.copies),
        "praises": asdict(summary.praises) if summary.praises else None,
        "contributions": asdict(summary.giving.total) if summary.giving else None,
    } | ({"local": [_local(line) for line in summary.local]} if summary.local else {})


def _local(line: LocalLine) -> dict[str, Any]:
    """What the place adds: in none of the other numbers."""
    return {
        "id": line.id,
        "kind": line.kind.value,
        "category": line.category,
        "text": line.text,
        "unit": line.unit,
        "in_force": line.in_force,
        "registered": line.count,
        "yes": line.yes,
    }
