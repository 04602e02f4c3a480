"""Difficulties and proposals as they are kept."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Update, insert, select, update

from campaign.people import Person, Post, Role
from campaign.problems import Answer, Problem, Raise
from campaign.vietnam import local_day
from storage.clusters import paths_of
from storage.paths import ids_of
from storage.ranges import within
from storage.tables import people, problems, units
from storage.types import AnyRow

LISTED = 30
_replier = people.alias("replier")
_ALL = (
    select(
        problems, units.c.name.label("unit"), units.c.path, people.c.name.label("by"),
        _replier.c.name.label("replier"),
    )
    .join(units, units.c.id == problems.c.unit_id)
    .outerjoin(people, people.c.id == problems.c.person_id)
    .outerjoin(_replier, _replier.c.id == problems.c.answered_by_id)
    .order_by(problems.c.id)
)  # fmt: skip
_OPEN = _ALL.where(problems.c.answered_at.is_(None))


def _problem(row: AnyRow) -> Problem:
    return Problem(
        row.id, row.unit_id, row.unit, ids_of(row.path), Role(row.by_role), row.by or "", row.text,
        local_day(row.at), Role(row.role), row.answer, row.replier or "",
    )  # fmt: skip


def get(c: Connection, id: int) -> Problem | None:
    row = c.execute(_ALL.where(problems.c.id == id)).one_or_none()
    return _problem(row) if row else None


def owed(c: Connection, post: Post, roles: Sequence[Role]) -> Sequence[Problem]:
    """What is open under a post and was addressed to one of `roles`, oldest first."""
    asked = _OPEN.where(_under(post), problems.c.role.in_(roles))
    return tuple(_problem(r) for r in c.execute(asked))


def raised_on(c: Connection, post: Post, roles: Sequence[Role]) -> tuple[date, ...]:
    """The days on which that was raised, oldest first."""
    mine = (
        select(problems.c.at)
        .join(units, units.c.id == problems.c.unit_id)
        .where(_under(post), problems.c.role.in_(roles), problems.c.answered_at.is_(None))
        .order_by(problems.c.id)
    )
    return tuple(local_day(at) for at in c.scalars(mine))


def below(c: Connection, post: Post) -> Sequence[Problem]:
    """Everything that is open under a post, oldest first."""
    return tuple(_problem(r) for r in c.execute(_OPEN.where(_under(post))))


def _under(post: Post) -> ColumnElement[bool]:
    return within(units.c.path, paths_of(post))


def raised(c: Connection, post: Post) -> Sequence[Problem]:
    """What a post raised, whoever held it then, newest first."""
    mine = (problems.c.unit_id == post.seat) & (problems.c.by_role == post.role)
    rows = c.execute(_ALL.where(mine).order_by(None).order_by(problems.c.id.desc()).limit(LISTED))
    return tuple(_problem(r) for r in rows)


def add(c: Connection, me: Person, work: Raise, now: datetime) -> int:
    new = insert(problems).values(
        unit_id=me.post.seat, by_role=me.post.role, person_id=me.id, text=work.text, at=now,
        role=work.role,
    )  # fmt: skip
    return int(c.execute(new.returning(problems.c.id)).scalar_one())


def answer(c: Connection, work: Answer, person_id: int, now: datetime) -> bool:
    """Whether it was on us: nobody answered it before."""
    done = _still_open(work.problem_id).values(
        answer=work.text, answered_by_id=person_id, answered_at=now
    )
    return c.execute(done).rowcount == 1


def pass_up(c: Connection, known: Problem, role: Role) -> bool:
    """Whether it was still with whom it was seen with."""
    mine = _still_open(known.id).where(problems.c.role == known.role)
    return c.execute(mine.values(role=role)).rowcount == 1


def _still_open(id: int) -> Update:
    return update(problems).where(problems.c.id == id, problems.c.answered_at.is_(None))
