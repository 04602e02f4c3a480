"""A record as whoever may see it sees it: its row, its answers, what was decided about it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from campaign.exemplar import Heading, Record, Value
from campaign.people import Role
from campaign.plan import Plan
from campaign.privacy import QUESTION
from campaign.workflow import Status
from storage import review
from storage.evidence import Counted
from storage.paths import ids_of
from storage.types import AnyRow


def whole(  # noqa: PLR0913, PLR0917 - what was read of it
    c: Connection,
    row: AnyRow,
    plan: Plan,
    answers: Mapping[str, Value],
    given: Sequence[AnyRow],
    kept: Mapping[str, Counted],
) -> Record:
    """`answers` are those the reader may see, `given` the rows of all, `kept` counts by key."""
    return Record(
        id=row.id, number=row.number, version=row.version, plan=plan,
        heading=Heading(row.category, row.kind, row.name, row.unit_id, row.phase),
        unit=row.unit, path=ids_of(row.path), status=Status(row.status),
        answers=answers, answered=frozenset(r.key for r in given),
        registrant=Role(row.author_role), returned=review.returned(c, row),
        evidence={k: n.stored.total() for k, n in kept.items() if k != QUESTION},
        waiting=sum(counted.waiting.total() for counted in kept.values()),
        decisions=review.decided_of(c, row, kept),
        author=row.author, entered_by=row.entered_by or "",
        hidden=row.hidden_at is not None, erased=row.erased_at is not None, children=row.children,
        unit_ended=row.unit_until is not None,
    )  # fmt: skip
