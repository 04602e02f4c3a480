"""What people asked for about what is kept of them: who came, and what came of it.

What cannot be undone waits for a second person, with the legal clock running.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from campaign.people import Person, Post, Role
from campaign.plan import Plan
from campaign.praise import code_of
from campaign.privacy import DataRequest, Kind, Verified
from campaign.privacy_clock import answer_by, stop_by
from campaign.record_numbers import spelled
from campaign.vietnam import local_day
from storage import people as persons
from storage.paths import ids_of
from storage.tables import data_requests, people, posts, praises, records, units
from storage.types import AnyRow

SECONDS = (Role.COMMUNE, Role.DISTRICT, Role.PROVINCE)  # who may be the second person


def note(  # noqa: PLR0913 - all that is known of a request
    c: Connection,
    now: datetime,
    *,
    kind: Kind,
    by: int,
    verified: Verified,
    asker: str = "",
    record_id: int | None = None,
    of_person_id: int | None = None,
    praise_id: int | None = None,
    text: str = "",
    done: bool = False,
) -> int:
    """A request as it is recorded, settled at once where it is `done`; its id."""
    settled = {"settled_at": now, "settled_by_id": by, "done": True} if done else {}
    new = insert(data_requests).values(
        kind=kind, record_id=record_id, of_person_id=of_person_id, praise_id=praise_id,
        asker=asker, verified=verified, note=text, by_person_id=by, at=now, **settled,
    )  # fmt: skip
    return int(c.execute(new.returning(data_requests.c.id)).scalar_one())


_by, _of = people.alias("by"), people.alias("of")
_WAITING = (
    select(
        data_requests, _by.c.name.label("by"), _of.c.name.label("of"), records.c.number,
        func.coalesce(records.c.path, units.c.path).label("path"),
    )
    .join(_by, _by.c.id == data_requests.c.by_person_id)
    .outerjoin(_of, _of.c.id == data_requests.c.of_person_id)
    .outerjoin(records, records.c.id == data_requests.c.record_id)
    .outerjoin(praises, praises.c.id == data_requests.c.praise_id)
    .outerjoin(units, units.c.id == praises.c.unit_id)
    .where(data_requests.c.settled_at.is_(None))
    .order_by(data_requests.c.at, data_requests.c.id)
)  # fmt: skip


def waiting(c: Connection, plan: Plan) -> tuple[DataRequest, ...]:
    """Everything that waits, the oldest first."""
    return tuple(_request(c, plan, row) for row in c.execute(_WAITING).all())


def get(c: Connection, plan: Plan, id: int) -> DataRequest | None:
    """A request that still waits."""
    row = c.execute(_WAITING.where(data_requests.c.id == id)).one_or_none()
    return _request(c, plan, row) if row else None


def open_for(
    c: Connection, kind: Kind, record_id: int | None, of_person_id: int | None,
    praise_id: int | None = None,
) -> int:  # fmt: skip
    """The id of the same request that waits already; 0 where there is none."""
    same = select(data_requests.c.id).where(
        data_requests.c.kind == kind, data_requests.c.settled_at.is_(None),
        data_requests.c.record_id.is_not_distinct_from(record_id),
        data_requests.c.of_person_id.is_not_distinct_from(of_person_id),
        data_requests.c.praise_id.is_not_distinct_from(praise_id),
    )  # fmt: skip
    return int(c.scalar(same) or 0)


def _request(c: Connection, plan: Plan, row: AnyRow) -> DataRequest:
    asked = local_day(row.at)
    path = row.path or _last_path(c, row.of_person_id)
    number = spelled(row.number) if row.number is not None else "–"
    number = code_of(row.praise_id) if row.praise_id else number
    return DataRequest(
        row.id, Kind(row.kind), row.of or number, row.asker, row.by, row.by_person_id, row.at,
        answer_by(plan, asked), stop_by(asked), ids_of(path), row.record_id or 0, row.note,
        row.praise_id or 0,
    )  # fmt: skip


def _last_path(c: Connection, person_id: int) -> str:
    """Where the last post of a user lies, or lay."""
    last = select(units.c.path).join(posts, posts.c.unit_id == units.c.id)
    last = last.where(posts.c.person_id == person_id)
    found = c.scalar(last.order_by(posts.c.until.is_not(None), posts.c.id.desc()).limit(1))
    return str(found or "/")


def settle(c: Connection, id: int, person_id: int | None, now: datetime, *, done: bool) -> bool:
    """Whether it was on us: nobody settled it before."""
    mine = update(data_requests).where(
        data_requests.c.id == id, data_requests.c.settled_at.is_(None)
    )
    settled = mine.values(settled_by_id=person_id, settled_at=now, done=done)
    return c.execute(settled).rowcount == 1


def may_settle(me: Person, request: DataRequest) -> bool:
    """Whether somebody is a second person: an officer there or above, and not who recorded it."""
    return me.id != request.by_id and any(_is_second(post, request) for post in me.posts)


def _is_second(post: Post, request: DataRequest) -> bool:
    return post.role in SECONDS and post.unit_id in request.path


def seconds(c: Connection, request: DataRequest) -> Sequence[AnyRow]:
    """Who is asked to be the second person: the nearest, as `people.posted` tells them."""
    for id in reversed(request.path):
        found = [r for role in SECONDS for r in persons.posted(c, role, (id,))]
        others = [r for r in found if r.id != request.by_id]
        if others:
            return others
    return ()
