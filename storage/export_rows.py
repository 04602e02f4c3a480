"""The queries of the export: one for each noun, with the names that its ids stand for."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, select, true

from storage.evidence import ERASED, HIDDEN
from storage.ranges import within
from storage.tables import (
    amendments,
    answers,
    consents,
    decisions,
    evidence,
    facts,
    history,
    notes,
    people,
    plans,
    posts,
    records,
    renewals,
    subjects,
)

_author = people.alias("author")
_helper = people.alias("helper")


def records_in(lie: FromClause) -> Select[Any]:
    """Records with the codes that their units bear in the tree `lie`."""
    author_unit = lie.alias("author_unit")
    return (
        select(
            records,
            subjects.c.kind.label("subject_kind"),
            subjects.c.name.label("subject_name"),
            lie.c.code.label("unit"),
            _author.c.name.label("author"),
            author_unit.c.code.label("author_unit"),
            _helper.c.name.label("entered_by"),
        )
        .join(lie, lie.c.id == records.c.unit_id)
        .join(_author, _author.c.id == records.c.author_id)
        .join(author_unit, author_unit.c.id == records.c.author_unit_id)
        .outerjoin(_helper, _helper.c.id == records.c.entered_by_id)
        .outerjoin(subjects, subjects.c.id == records.c.subject_id)
    )


ANSWERS = (
    select(answers, people.c.name.label("by"))
    .outerjoin(people, people.c.id == answers.c.person_id)
    .order_by(answers.c.record_id, answers.c.key)
)
FACTS = (
    select(
        facts,
        subjects.c.kind,
        subjects.c.name,
        subjects.c.unit_id,
        people.c.name.label("by"),
    )
    .join(subjects, subjects.c.id == facts.c.subject_id)
    .outerjoin(people, people.c.id == facts.c.person_id)
    .order_by(facts.c.subject_id, facts.c.key)
)
EVIDENCE = (
    select(evidence, people.c.name.label("by"))
    .outerjoin(people, people.c.id == evidence.c.person_id)
    .where(evidence.c.state.not_in((HIDDEN, ERASED)))
    .order_by(evidence.c.id)
)
CONSENTS = (
    select(consents, people.c.name.label("by"))
    .outerjoin(people, people.c.id == consents.c.person_id)
    .order_by(consents.c.id)
)
DECISIONS = select(decisions).order_by(decisions.c.id)
HISTORY = (
    select(
        history,
        people.c.name.label("by"),
        notes.c.text.label("note"),
        notes.c.key.label("note_key"),
        notes.c.fields.label("note_fields"),
        notes.c.asks.label("note_asks"),
    )
    .outerjoin(people, people.c.id == history.c.person_id)
    .outerjoin(notes, notes.c.history_id == history.c.id)
    .order_by(history.c.at, history.c.id)
)
_answerer = people.alias("answerer")
AMENDMENTS = (
    select(amendments, people.c.name.label("by"), _answerer.c.name.label("answered_by"))
    .outerjoin(people, people.c.id == amendments.c.person_id)
    .outerjoin(_answerer, _answerer.c.id == amendments.c.answered_by_id)
    .order_by(amendments.c.id)
)
RENEWALS = (
    select(renewals, people.c.name.label("by"))
    .outerjoin(people, people.c.id == renewals.c.person_id)
    .order_by(renewals.c.id)
)
PLANS = select(plans.c.id, plans.c.plan, plans.c.version).order_by(plans.c.id)


def posts_in(lie: FromClause) -> Select[Any]:
    """Posts with the codes that their units bear in the tree `lie`."""
    held = select(posts, lie.c.code.label("unit")).join(lie, lie.c.id == posts.c.unit_id)
    return held.order_by(posts.c.since, posts.c.id)


def below(path: ColumnElement[str], unit_path: str | None) -> ColumnElement[bool]:
    """Whether `path` lies at `unit_path` or below; everything does where there is none."""
    return true() if unit_path is None else within(path, unit_path)
