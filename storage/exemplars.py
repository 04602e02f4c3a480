"""Recognised exemplars that may be shown outside of their own unit, as far as consent goes.

A name needs consent to the name, a photo consent to photos, the story consent to being published.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from campaign.consent import NAME, PHOTO, PRESS
from campaign.field import Near
from campaign.people import Post
from campaign.workflow import Status
from storage.evidence import STORED
from storage.export_rows import below
from storage.paths import path_of
from storage.tables import answers, decisions, evidence, records, units
from storage.types import AnyRow
from storage.withheld import agreed_to

PICTURES = "R5/photos"  # the question whose photos show the deed, and no papers
STORY = "R5"

_RECOGNISED = (
    select(decisions.c.id)
    .where(
        decisions.c.record_id == records.c.id, decisions.c.kind == "recognition",
        decisions.c.revoked.is_(False),
    )
    .exists()
)  # fmt: skip
PUBLIC: ColumnElement[bool] = and_(
    records.c.status.in_((Status.RECOGNISED, Status.CLOSED)), records.c.discarded.is_(False),
    agreed_to(NAME), _RECOGNISED,
)  # fmt: skip
_PICTURE = (
    select(func.min(evidence.c.id))
    .where(
        evidence.c.record_id == records.c.id, evidence.c.key == PICTURES,
        evidence.c.kind == "photo", evidence.c.state == STORED,
    )
    .scalar_subquery()
)  # fmt: skip
_above = units.alias("above")
_SHOWN = (
    select(
        records.c.id, records.c.number, records.c.name, records.c.category,
        units.c.name.label("unit"), _above.c.name.label("above"),
        case((agreed_to(PHOTO), _PICTURE), else_=None).label("picture"),
        agreed_to(PRESS).label("press"),
    )
    .join(units, units.c.id == records.c.unit_id)
    .outerjoin(_above, _above.c.id == units.c.parent_id)
    .where(PUBLIC)
)  # fmt: skip


def near(c: Connection, post: Post, limit: int) -> tuple[Near, ...]:
    """Nearest to a post first: in the same commune, the same district, then anywhere; of equally
    near ones those with a photo, then what was recognised last. Its own unit's are none.
    """
    circles = [path_of(post.path[:n]) for n in range(len(post.path), 0, -1)]
    nearness = case(*((below(records.c.path, one), n) for n, one in enumerate(circles)), else_=99)
    asked = _SHOWN.where(records.c.unit_id != post.unit_id)
    picture = case((and_(agreed_to(PHOTO), _PICTURE.is_not(None)), 0), else_=1)
    order = (nearness, picture, records.c.changed_at.desc(), records.c.id)
    return _told(c, c.execute(asked.order_by(*order).limit(limit)).all())


def one(c: Connection, id: int) -> Near | None:
    """An exemplar that may be shown; None for any other record."""
    found = _told(c, c.execute(_SHOWN.where(records.c.id == id)).all())
    return found[0] if found else None


def shows(c: Connection, evidence_id: int) -> bool:
    """Whether a photo is one that anybody with a post may see."""
    asked = (
        select(evidence.c.id)
        .join(records, records.c.id == evidence.c.record_id)
        .where(evidence.c.id == evidence_id, evidence.c.key == PICTURES, PUBLIC, agreed_to(PHOTO))
    )
    return c.scalar(asked) is not None


def _told(c: Connection, rows: Sequence[AnyRow]) -> tuple[Near, ...]:
    stories = _stories(c, [row.id for row in rows if row.press])
    return tuple(
        Near(
            r.id, r.number, r.name, r.category, r.unit, r.above or "", stories.get(r.id, ""),
            r.picture or 0,
        )
        for r in rows
    )  # fmt: skip


def _stories(c: Connection, ids: Collection[int]) -> Mapping[int, str]:
    asked = select(answers.c.record_id, answers.c.value).where(
        answers.c.record_id.in_(ids), answers.c.key == STORY
    )
    return {row.record_id: _words(row.value) for row in c.execute(asked)}


def _words(value: Any) -> str:  # noqa: ANN401 - an answer of any form
    return str(value["text"]) if isinstance(value, dict) and "text" in value else ""
