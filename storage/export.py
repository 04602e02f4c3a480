"""The whole record in the shape of the JSON export, for those who run the bot.

Restricted values stand in it decrypted: the export is a command of the operator, not a view of a
post. A fixed number of queries reads everything; the rows are put together here.

With `as_of`, what came later is left out and each status is the one the history gives for that
moment. An answer that was changed later is left out too: only its last wording is kept as a row.
Units lie, and are called, as they did on that day.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    Table,
    select,
    true,
)

from campaign.vietnam import local_day
from campaign.workflow import Status
from storage import (
    export_additions,
    export_broadcasts,
    export_field,
    export_ground,
    export_praises,
    export_survey,
    export_totals,
    plans,
    tree,
)
from storage.export_lists import ON_PAPER, closed_lists, sent_reports
from storage.export_records import Found, OnPath, Out, Rows, exemplar, opened
from storage.export_records import evidence as exported_evidence
from storage.export_replication import DERIVATIONS
from storage.export_rows import (
    AMENDMENTS,
    ANSWERS,
    CONSENTS,
    DECISIONS,
    EVIDENCE,
    FACTS,
    HISTORY,
    PLANS,
    RENEWALS,
    below,
    posts_in,
    records_in,
)
from storage.export_values import by_criterion, names, questions, split
from storage.secrets import Keyring
from storage.tables import (
    amendments,
    answers,
    consents,
    decisions,
    derivations,
    evidence,
    facts,
    history,
    posts,
    records,
    renewals,
    spot_checks,
    subjects,
    units,
)

__all__ = ["OnPath", "everything"]


def everything(  # noqa: PLR0913 - each narrows the export in its own way
    c: Connection,
    keyring: Keyring,
    *,
    unit_path: str | None = None,
    phase: str | None = None,
    as_of: datetime | None = None,
    now: datetime,
    on_path: OnPath | None = None,
) -> Out:
    """The export as plain values, ready for JSON. Raises `Sealed` where a key is missing.

    `unit_path` ("/1/12/") keeps what lies at that unit or below; `phase` keeps its records only.
    """
    lie = tree.on(local_day(as_of)) if as_of else units
    inside = select(lie.c.id).where(below(lie.c.path, unit_path))
    place = _at(subjects.c.unit_id, inside if unit_path else None)
    chosen = _at(records.c.unit_id, inside if unit_path else None)
    chosen &= _until(records.c.created_at, as_of)
    if phase is not None:
        chosen &= records.c.phase == phase
    ours = select(records.c.id).where(chosen)
    wanted = c.execute(records_in(lie).where(chosen).order_by(records.c.id)).mappings().all()
    versions = {r["id"]: {"id": r["plan"], "version": r["version"]} for r in _rows(c, PLANS)}

    def of(query: Select[Any], table: Table, when: Column[Any]) -> Rows:
        theirs = table.c.record_id.in_(ours) & _until(when, as_of)
        return _grouped(_rows(c, query.where(theirs)), "record_id")

    found = Found(
        keyring=keyring,
        plans={id: plans.get(c, id) for id in versions},
        versions=versions,
        answers=of(ANSWERS, answers, answers.c.at),
        facts=_grouped(_rows(c, FACTS.where(place, _until(facts.c.at, as_of))), "subject_id"),
        evidence=of(EVIDENCE, evidence, evidence.c.received_at),
        decisions=of(DECISIONS, decisions, decisions.c.at),
        consents=of(CONSENTS, consents, consents.c.at),
        history=of(HISTORY, history, history.c.at),
        amendments=of(AMENDMENTS, amendments, amendments.c.at),
        renewals=of(RENEWALS, renewals, renewals.c.at),
        renewed=_grouped(_rows(c, RENEWALS.where(_until(renewals.c.at, as_of))), "renewed_id"),
        derivations=of(DERIVATIONS, derivations, derivations.c.at),
        checks=of(export_field.CHECKS, spot_checks, spot_checks.c.at),
        posts=_grouped(_rows(c, posts_in(lie)), "person_id"),
        as_of=as_of,
        on_path=on_path,
    )
    made = [(r, exemplar(found, r)) for r in wanted]
    drafts = [(r, e) for r, e in made if e["status"] == Status.DRAFT]
    newest = max(found.plans, default=None)
    return {
        "as_of": (as_of or now).isoformat(),
        "plan": found.versions[newest] if newest is not None else None,
        "units": [_unit(r) for r in _units(c, lie, unit_path, as_of)],
        "exemplars": [e for _, e in made if e["status"] != Status.DRAFT],
        "drafts": [e for r, e in drafts if not _is_discarded(r, as_of)],
        "discarded": [e for r, e in drafts if _is_discarded(r, as_of)],
        "facts": _facts(found),
        "unassigned_evidence": _unassigned(c, inside if unit_path else None, as_of),
        "questions": questions(found.plans.values()),
        "names": names(found.plans[newest]) if newest is not None else {},
        "lists": closed_lists(c, unit_path, as_of),
        "reports": sent_reports(c, unit_path, as_of),
        "additions": export_additions.exported(c, unit_path, as_of),
        "praises": export_praises.exported(c, unit_path, as_of),
        "ground": export_ground.exported(c, unit_path, as_of),
        "broadcasts": export_broadcasts.exported(c, unit_path, as_of),
        "quotas": export_totals.totals(
            c, found.plans.get(newest or 0), unit_path, phase, as_of, now
        ),
        "nothings": export_field.nobody_now(c, unit_path, as_of),
        "lessons": export_field.learners(c, unit_path, as_of),
        **export_survey.exported(c, unit_path, as_of),
        "draws": export_field.random_lists(c, unit_path, as_of),
    }


def _at(unit: Column[Any], inside: Select[Any] | None) -> ColumnElement[bool]:
    return true() if inside is None else unit.in_(inside)


def _until(when: Column[Any], as_of: datetime | None) -> ColumnElement[bool]:
    return true() if as_of is None else when <= as_of


def _rows(c: Connection, query: Select[Any]) -> Iterable[RowMapping]:
    return c.execute(query).mappings()


def _grouped(rows: Iterable[RowMapping], owner: str) -> Rows:
    groups: dict[int, list[RowMapping]] = defaultdict(list)
    for row in rows:
        groups[row[owner]].append(row)
    return groups


def _is_discarded(record: RowMapping, as_of: datetime | None) -> bool:
    return bool(record["discarded"]) and (as_of is None or record["changed_at"] <= as_of)


def _unit(row: RowMapping) -> Out:
    return {
        "unit_id": row["id"], "code": row["code"], "name": row["name"], "kind": row["kind"],
        "parent": row["parent_id"], "valid_from": row["valid_from"].isoformat(),
        "valid_to": row["valid_to"].isoformat() if row["valid_to"] else None,
    }  # fmt: skip


def _facts(found: Found) -> list[Out]:
    """Each criterion and year of a unit or person once; the parts of one answer together."""
    levels = {k.id: k.level for plan in found.plans.values() for k in plan.kinds}
    grouped: dict[tuple[int, str, str | None], list[RowMapping]] = defaultdict(list)
    for subject, rows in found.facts.items():
        for row in rows:
            criterion, _, year = split(row["key"])
            grouped[subject, criterion, year].append(row)
    made = []
    for (_, criterion, year), rows in grouped.items():
        first, last = rows[0], max(rows, key=lambda r: r["at"])
        bare = {r["key"].partition("@")[0]: opened(found.keyring, r) for r in rows}
        is_unit = levels.get(first["kind"]) is not None
        place = first["unit_id"]
        about = {"unit_id": place} if is_unit else {"person": first["name"], "place": place}
        made.append({
            **about, "kind": first["kind"],
            "criterion": criterion, "year": int(year) if year and year.isdigit() else year,
            "value": by_criterion(bare)[criterion],
            "by": last["by"], "at": last["at"].isoformat(),
        })  # fmt: skip
    return made


def _units(
    c: Connection, lie: FromClause, unit_path: str | None, as_of: datetime | None
) -> Iterable[RowMapping]:
    begun = true() if as_of is None else lie.c.valid_from <= local_day(as_of)
    found = select(lie).where(below(lie.c.path, unit_path), begun)
    return _rows(c, found.order_by(lie.c.id))


def _unassigned(c: Connection, inside: Select[int] | None, as_of: datetime | None) -> list[Out]:
    """Evidence of no record, report or message, from people who hold or held a post there."""
    loose = evidence.c.record_id.is_(None) & _until(evidence.c.received_at, as_of)
    loose &= (evidence.c.key == "") & evidence.c.id.not_in(ON_PAPER)
    if inside is not None:
        there = select(posts.c.person_id).where(posts.c.unit_id.in_(inside))
        loose &= evidence.c.person_id.in_(there)
    return [exported_evidence(r) for r in _rows(c, EVIDENCE.where(loose))]
