"""What many records say, read together: a list that depends on answers costs five statements."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, select

from campaign.asking import items, key_of
from campaign.exemplar import Heading, Value
from campaign.gates import Verdict, readings
from campaign.plan import Plan
from campaign.proof import Finding, Proof, declared, proof_of
from campaign.workflow import Status
from campaign.worklists import Condition, Ready, Unproved, Unrated, is_rated, is_rating
from storage import plans, spot_checks
from storage.evidence import STORED
from storage.records import opened
from storage.secrets import Keyring
from storage.tables import answers, evidence, facts, records
from storage.tables import plans as plan_rows
from storage.types import AnyRow


@dataclass(frozen=True, slots=True)
class Dossier:
    """One record with its answers, the keys it has evidence for and what was seen of it."""

    id: int
    status: str
    plan: Plan
    heading: Heading
    answers: Mapping[str, Value]
    evidence: frozenset[str] = frozenset()
    checks: Mapping[str, Finding] = field(default_factory=dict)


def read(c: Connection, keyring: Keyring, chosen: ColumnElement[bool]) -> tuple[Dossier, ...]:
    """The dossiers of the records that fulfil a condition."""
    rows = c.execute(
        select(records, plan_rows.c.sha256.label("plan_sha256"))
        .join(plan_rows, plan_rows.c.id == records.c.plan_id)
        .where(chosen)
    ).all()
    ids = select(records.c.id).where(chosen)
    subjects = select(records.c.subject_id).where(chosen)
    own, shared = _answers(c, answers, "record_id", ids), _answers(c, facts, "subject_id", subjects)
    proofs, seen = _evidence(c, ids), spot_checks.latest(c, ids)
    return tuple(
        Dossier(
            row.id, row.status, plans.known(c, row.plan_id, row.plan_sha256),
            Heading(row.category, row.kind, row.name, row.unit_id, row.phase),
            opened([*own[row.id], *shared[row.subject_id]], keyring, restricted=True),
            frozenset(proofs[row.id]), seen.get(row.id, {}),
        )
        for row in rows
    )  # fmt: skip


def _answers(
    c: Connection, table: Table, owner: str, ids: Select[Any]
) -> Mapping[int | None, list[AnyRow]]:
    column = table.c[owner]
    asked = select(column.label("owner"), table.c.key, table.c.value, table.c.restricted)
    found: dict[int | None, list[AnyRow]] = defaultdict(list)
    for row in c.execute(asked.where(column.in_(ids))):
        found[row.owner].append(row)
    return found


def _evidence(c: Connection, ids: Select[Any]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    kept = select(evidence.c.record_id, evidence.c.key).where(
        evidence.c.record_id.in_(ids), evidence.c.state == STORED
    )
    for row in c.execute(kept.distinct()):
        found[row.record_id].add(row.key)
    return found


# --- what a list asks of one


def fulfils(one: Dossier, wanted: Condition, today: date) -> bool:
    """Whether a record is in a list that is a question of answers."""
    match wanted:
        case Ready():
            return one.status == Status.ASSESSED and _is_ready(one, today)
        case Unrated(year=year):
            return one.status != Status.SUBMITTED and _is_unrated(one, year, today)
        case Unproved():
            return _is_unproved(one, today)
        case _:
            return False


def _is_ready(one: Dossier, today: date) -> bool:
    found = readings(one.plan, one.heading, one.answers, one.answers.keys(), today)
    return all(reading.verdict is Verdict.PASSED for reading in found)


def _is_unrated(one: Dossier, year: int, today: date) -> bool:
    """Whether a rating of the year is asked and there is none."""
    asked = [i for i in items(one.plan, one.heading, one.answers, today) if i.year == year]
    ratings = [i.criterion for i in asked if is_rating(i.criterion)]
    return any(not is_rated(one.answers.get(key_of(c.id, "", year))) for c in ratings)


def _is_unproved(one: Dossier, today: date) -> bool:
    found = declared(one.plan, one.heading, one.answers, today)
    return any(proof_of(c.id, one.evidence, one.checks) is Proof.NONE for c in found)
