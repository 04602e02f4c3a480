"""Records that wait for a step of a post, and records as the lines of a list."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from campaign.exemplar import Line
from campaign.people import Post, Role
from campaign.workflow import Status, waits_for
from storage import records as rows
from storage.paths import ids_of, path_of
from storage.ranges import within
from storage.tables import records
from storage.types import AnyRow


def waiting(c: Connection, post: Post, districts: Sequence[int], limit: int) -> Sequence[AnyRow]:
    """What lies on the desk of a post, oldest first."""
    if post.role in (Role.REPORTER, Role.VIEWER, Role.ADMIN):
        return ()
    return rows.oldest(c, path_of(post.path), lying(post.role, districts), limit)


def counted(c: Connection, post: Post, districts: Sequence[int]) -> int:
    """How much lies there, however much that is."""
    mine = within(records.c.path, path_of(post.path)), records.c.discarded.is_(False)
    found = select(func.count()).select_from(records)
    return int(c.scalar(found.where(*mine, lying(post.role, districts))) or 0)


def lying(role: Role, districts: Sequence[int]) -> ColumnElement[bool]:
    """What lies on the desks of a role; on the province's also what a district would have, were
    there one above it. `districts`: the ids of those there are.
    """
    return _on_desks(role, tuple(districts))


@lru_cache(maxsize=64)
def _on_desks(role: Role, districts: tuple[int, ...]) -> ColumnElement[bool]:
    usual = _lying(role, district=True)
    more = [s for s in _lying(role, district=False) if s not in usual]
    wanted: ColumnElement[bool] = records.c.status.in_(usual)
    if more:
        outside = [~records.c.path.contains(f"/{id}/") for id in districts]
        wanted |= and_(records.c.status.in_(more), *outside)
    if role is Role.DISTRICT:
        above = [records.c.path.contains(f"/{id}/") for id in districts]
        wanted &= or_(false(), *above)
    return wanted


def _lying(role: Role, *, district: bool) -> tuple[Status, ...]:
    lies = (s for s in Status if waits_for(s, district=district) is role)
    return tuple(s for s in lies if s is not Status.DRAFT)


def lines(
    rows: Sequence[AnyRow], district_above: Callable[[Sequence[int]], bool]
) -> tuple[Line, ...]:
    """Rows of `storage.records` as they are listed."""
    return tuple(
        Line(
            r.id, r.number, r.name, r.category, r.unit, Status(r.status), r.changed_at,
            r.status != Status.COMMUNE_CONFIRMED or district_above(ids_of(r.path)),
        )
        for r in rows
    )  # fmt: skip
