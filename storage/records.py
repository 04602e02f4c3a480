"""Records and their answers. One answer is one row, so people who answer at once lose nothing.

Facts (what is true of the subject in a year) live with the subject and are shared by its records;
the two are read as one set of answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Table,
    bindparam,
    insert,
    or_,
    select,
    union_all,
    update,
)

from campaign.additions import is_local
from campaign.exemplar import Heading, Value
from campaign.people import Post, Role
from campaign.plan import Plan
from campaign.text import fold
from campaign.workflow import Status
from storage.paths import path_of
from storage.plans import get as plan_of
from storage.ranges import Paths, ends, within
from storage.secrets import Keyring
from storage.tables import answers, facts, people, plans, records, subjects, units
from storage.types import AnyRow
from storage.upsert import Insert, insert_in


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to keep: with the record, or with its subject when it is a fact."""

    key: str
    value: Value
    fact: bool
    restricted: bool


def _path(unit_id: int) -> ScalarSelect[str]:
    """Where a unit lies as the statement runs: a reorganisation may have moved it just now."""
    return select(units.c.path).where(units.c.id == unit_id).scalar_subquery()


def begin(  # noqa: PLR0913 - all a draft begins with
    c: Connection, now: datetime, *, plan_id: int, person_id: int, post: Post, channel: str,
    entered_by: int | None = None,
) -> int:  # fmt: skip
    """A new draft of `post`, typed by `entered_by` where that is not its author; its id."""
    new = insert(records).values(
        plan_id=plan_id, unit_id=post.unit_id, path=_path(post.unit_id), status=Status.DRAFT,
        author_id=person_id, author_role=post.role, author_unit_id=post.unit_id,
        author_channel=channel, entered_by_id=entered_by, created_at=now, changed_at=now,
    )  # fmt: skip
    return int(c.execute(new.returning(records.c.id)).scalar_one())


_author, _helper = people.alias("author"), people.alias("helper")
_WHOLE = (
    select(
        records, units.c.name.label("unit"), units.c.valid_to.label("unit_until"),
        plans.c.sha256.label("plan_sha256"),
        _author.c.name.label("author"), _helper.c.name.label("entered_by"),
    )
    .join(units, records.c.unit_id == units.c.id)
    .join(plans, records.c.plan_id == plans.c.id)
    .join(_author, records.c.author_id == _author.c.id)
    .outerjoin(_helper, records.c.entered_by_id == _helper.c.id)
    .where(records.c.id == bindparam("record"))
)  # fmt: skip


_WHOLE_HELD = _WHOLE.with_for_update(of=records, key_share=True)


def get(c: Connection, id: int, *, hold: bool = False) -> AnyRow | None:
    """The row of a record with the names of its unit, its author and who entered it for them, and
    the hash of its plan. With `hold` nobody else changes it before the end of the turn.
    """
    return c.execute(_WHOLE_HELD if hold else _WHOLE, {"record": id}).one_or_none()


def lock(c: Connection, id: int) -> None:
    """Hold a record until the end of the turn; who only refers to it is not held up."""
    c.execute(select(records.c.id).where(records.c.id == id).with_for_update(key_share=True))


_OWN = select(answers.c.key, answers.c.value, answers.c.restricted).where(
    answers.c.record_id == bindparam("record")
)
_OWN_AND_SHARED = union_all(
    _OWN,
    select(facts.c.key, facts.c.value, facts.c.restricted).where(
        facts.c.subject_id == bindparam("subject")
    ),
)


def answers_of(c: Connection, id: int, subject_id: int | None) -> Sequence[AnyRow]:
    """Every answer of a record and every fact of its subject: key, value, restricted."""
    if subject_id is None:
        return c.execute(_OWN, {"record": id}).all()
    return c.execute(_OWN_AND_SHARED, {"record": id, "subject": subject_id}).all()


def opened(rows: Iterable[AnyRow], keyring: Keyring, *, restricted: bool) -> dict[str, Value]:
    """Answers as values; restricted ones only for those who may see them."""
    return {
        r.key: keyring.open(r.value) if r.restricted else r.value
        for r in rows
        if restricted or not r.restricted
    }


def answer(  # noqa: PLR0913, PLR0917 - who said what about which record, when
    c: Connection,
    keyring: Keyring,
    record: AnyRow,
    given: Sequence[Answered],
    person_id: int,
    now: datetime,
) -> None:
    """Keep answers; a later one to the same question replaces the earlier."""
    if record.author_id != person_id and not record.entered_by_id:
        _note_helper(c, record, given, person_id)
    own = [a for a in given if not (a.fact and record.subject_id)]
    shared = [a for a in given if a.fact and record.subject_id]
    for table, owner, kept in (
        (answers, {"record_id": record.id}, own),
        (facts, {"subject_id": record.subject_id}, shared),
    ):  # fmt: skip
        if not kept:
            continue
        rows = [
            {**owner, "key": a.key, "value": keyring.seal(a.value) if a.restricted else a.value,
             "restricted": a.restricted, "person_id": person_id, "at": now}
            for a in kept
        ]  # fmt: skip
        c.execute(_replacing(c.dialect.name, table), rows)


@cache
def _replacing(dialect: str, table: Table) -> Insert:
    new = insert_in(dialect, table)
    replaced = {name: new.excluded[name] for name in ("value", "restricted", "person_id", "at")}
    keys = [column.name for column in table.primary_key]
    return new.on_conflict_do_update(index_elements=keys, set_=replaced)


def _note_helper(c: Connection, record: AnyRow, given: Sequence[Answered], person_id: int) -> None:
    """Keep the name of whoever answers what is asked of the author; not of an office that answers
    what was passed up to it.
    """
    before = {r.key: r.value for r in answers_of(c, record.id, record.subject_id)}
    plan = plan_of(c, record.plan_id)
    for one in given:
        passed = isinstance(before.get(one.key), dict) and "asked" in before[one.key]
        if _respondent(plan, one.key) == Role.REPORTER and not passed:
            helped = update(records).where(records.c.id == record.id)
            c.execute(helped.values(entered_by_id=person_id))
            return


def _respondent(plan: Plan, key: str) -> str:
    """Who is asked; what a place adds beside the plan, always the author."""
    if is_local(key):
        return Role.REPORTER
    return plan.criterion(key.partition("@")[0].partition("/")[0]).respondent


def head(c: Connection, record: AnyRow, heading: Heading, now: datetime) -> bool:
    """Note what is known of a draft so far: its category, kind, name, unit and phase; whether any
    of it is news.
    """
    known = {
        "category": heading.category, "kind": heading.kind, "name": heading.name,
        "phase": heading.phase, "unit_id": heading.unit_id or record.unit_id,
    }  # fmt: skip
    if all(getattr(record, name) == value for name, value in known.items()):
        return False
    path = record.path
    if known["unit_id"] != record.unit_id:
        path = c.execute(select(units.c.path).where(units.c.id == known["unit_id"])).scalar_one()
    known |= {"path": path, "folded": fold(heading.name), "changed_at": now}
    c.execute(_CHANGED, {"record": record.id, **known})
    return True


_CHANGED = update(records).where(records.c.id == bindparam("record"))


def subject_of(c: Connection, record: AnyRow, *, unit_itself: bool) -> int:
    """The subject a record is about, found or made. A unit is one subject for each kind."""
    name = record.unit if unit_itself else record.name
    same = select(subjects.c.id).where(
        subjects.c.unit_id == record.unit_id, subjects.c.kind == record.kind,
        subjects.c.folded == fold(name),
    )  # fmt: skip
    found = c.scalar(same.limit(1))
    if found is not None:
        return int(found)
    new = insert(subjects).values(
        kind=record.kind, name=name, folded=fold(name), unit_id=record.unit_id
    )
    return int(c.execute(new.returning(subjects.c.id)).scalar_one())


def similar(
    c: Connection, *, kind: str, name: str, unit_id: int, except_id: int
) -> Sequence[AnyRow]:
    """Records of that kind in that unit whose name reads the same without accents."""
    said = {"in_unit": unit_id, "of_kind": kind, "called": fold(name), "but": except_id}
    return c.execute(_SIMILAR, said).all()


_LINES = select(
    records.c.id, records.c.number, records.c.name, records.c.category, records.c.status,
    records.c.changed_at, records.c.path, units.c.name.label("unit"),
).join(units, records.c.unit_id == units.c.id)  # fmt: skip
_SIMILAR = _LINES.where(
    records.c.unit_id == bindparam("in_unit"), records.c.kind == bindparam("of_kind"),
    records.c.folded == bindparam("called"), records.c.id != bindparam("but"),
    records.c.discarded.is_(False), records.c.status != Status.DRAFT,
).limit(5)  # fmt: skip


_ended = units.alias("ended")
_its_level = select(units.c.level).where(units.c.id == bindparam("unit")).scalar_subquery()
_inherited = select(_ended.c.id).where(
    _ended.c.path >= bindparam("low"), _ended.c.path < bindparam("high"),
    _ended.c.level == _its_level, _ended.c.valid_to.is_not(None),
)  # fmt: skip
_BY_AUTHOR = (
    _LINES.where(
        or_(
            records.c.author_unit_id == bindparam("unit"),
            records.c.author_unit_id.in_(_inherited),
        ),
        records.c.author_role == bindparam("role"),
        records.c.discarded.is_(False), records.c.status != Status.WITHDRAWN,
    )
    .order_by(records.c.changed_at.desc(), records.c.id.desc())
    .limit(bindparam("most"))
)  # fmt: skip


def by_author(c: Connection, post: Post, limit: int) -> Sequence[AnyRow]:
    """What a post began, newest first: duties and drafts belong to the post, not the person, and
    those of a unit that has ended to its heir's.
    """
    low, high = ends(path_of(post.path))
    said = {"unit": post.unit_id, "role": post.role, "low": low, "high": high, "most": limit}
    return c.execute(_BY_AUTHOR, said).all()


def entered_by(c: Connection, person_id: int, post: Post) -> Sequence[AnyRow]:
    """What somebody has entered for village heads below their post and is not sent yet."""
    return c.execute(
        _LINES.where(
            within(records.c.path, path_of(post.path)), records.c.entered_by_id == person_id,
            records.c.author_role == Role.REPORTER, records.c.discarded.is_(False),
            records.c.status.in_((Status.DRAFT, Status.RETURNED)),
        )
        .order_by(records.c.changed_at.desc(), records.c.id.desc())
    ).all()  # fmt: skip


def oldest(c: Connection, path: Paths, wanted: ColumnElement[bool], limit: int) -> Sequence[AnyRow]:
    """Records below a unit that fulfil a condition, oldest first."""
    return c.execute(
        _LINES.where(within(records.c.path, path), wanted, records.c.discarded.is_(False))
        .order_by(records.c.changed_at, records.c.id)
        .limit(limit)
    ).all()


def numbered(c: Connection, number: int) -> int | None:
    return c.scalar(select(records.c.id).where(records.c.number == number))


def change(c: Connection, id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Change a record that still is in `version`; False when somebody else was first."""
    done = c.execute(
        update(records)
        .where(records.c.id == id, records.c.version == version)
        .values(**values, version=version + 1)
    )
    return done.rowcount == 1
