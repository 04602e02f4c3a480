"""One record in the shape of the JSON export."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import RowMapping

from campaign.additions import is_local
from campaign.amendments import OPEN, REPLACED
from campaign.decisions import level_of, paper_key
from campaign.exemplar import Value
from campaign.people import Verb
from campaign.plan import Plan
from campaign.workflow import Status
from storage.evidence import STORED
from storage.export_additions import of_record
from storage.export_replication import derivation
from storage.export_values import divided
from storage.secrets import Keyring

# Says which stored keys are on the path of a record: plan, category, kind, all its answers.
OnPath: TypeAlias = Callable[[Plan, str | None, str | None, Mapping[str, Value]], Collection[str]]
Rows: TypeAlias = Mapping[int, list[RowMapping]]
Out: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """All rows of the export, by the id of what they belong to."""

    keyring: Keyring
    plans: Mapping[int, Plan]
    versions: Mapping[int, Out]
    answers: Rows
    facts: Rows
    evidence: Rows
    decisions: Rows
    consents: Rows
    history: Rows
    checks: Rows
    posts: Rows
    amendments: Rows
    renewals: Rows  # by the earlier registration
    renewed: Rows  # by the later one
    derivations: Rows
    as_of: datetime | None
    on_path: OnPath | None


def exemplar(found: Found, record: RowMapping) -> Out:
    id, steps = record["id"], found.history.get(record["id"], [])
    status = _status(found, record, steps)
    registration, values = _answers(found, record)
    return {
        "id": id,
        "number": record["number"] if status != Status.DRAFT else None,
        "category": record["category"],
        "subject": {
            "kind": record["subject_kind"] or record["kind"],
            "name": record["subject_name"] or record["name"],
        },
        "unit_id": record["unit_id"], "unit": record["unit"],
        "status": status,
        "phase": record["phase"],
        "derived_from": record["derived_from_id"],
        **derivation(found.derivations.get(id, ()), record["derived_from_id"]),
        "renews": next((r["record_id"] for r in found.renewed.get(id, [])), None),
        "renewals": [_renewal(r) for r in found.renewals.get(id, [])],
        "plan": found.versions[record["plan_id"]],
        "created_at": record["created_at"].isoformat(),
        "registered_by": {
            "name": record["author"], "role": record["author_role"], "unit": record["author_unit"],
            "channel": record["author_channel"],
        },
        "entered_by": _entered_by(found, record),
        "registration": registration,
        "answers": values,
        "local": of_record(_stored(found, record, local=True)),
        "evidence": [evidence(r) for r in found.evidence.get(id, [])],
        "consent": [_consent(found, r) for r in found.consents.get(id, [])],
        "children": record["children"] or None,
        "decisions": [_decision(found, r, steps) for r in found.decisions.get(id, [])],
        "history": [_step(r) for r in steps],
        "amendments": [_amendment(found, r) for r in found.amendments.get(id, [])],
        "checks": [check(r) for r in found.checks.get(id, [])],
    }  # fmt: skip


def _status(found: Found, record: RowMapping, steps: list[RowMapping]) -> str:
    if found.as_of is None:
        return str(record["status"])
    return str(steps[-1]["target"]) if steps else Status.DRAFT.value


def _answers(found: Found, record: RowMapping) -> tuple[dict[str, Value], dict[str, Value]]:
    """Registration and answers, the facts of the subject among them.

    What heads every list (category, kind, phase) may have been prefilled instead of answered.
    """
    plan, category, kind = found.plans[record["plan_id"]], record["category"], record["kind"]
    stored = _stored(found, record, local=False)
    if found.on_path is not None:
        kept = found.on_path(plan, category, kind, stored)
        stored = {key: value for key, value in stored.items() if key in kept}
    headed = {"R2": category, "R3": kind, "R8": record["phase"]}
    registration, values = divided(plan, stored)
    return {k: v for k, v in headed.items() if v is not None} | registration, values


def _stored(found: Found, record: RowMapping, *, local: bool) -> dict[str, Value]:
    """Answers and facts by key: to what a place adds, or to what the plan asks."""
    rows = [*found.answers.get(record["id"], ()), *found.facts.get(record["subject_id"], ())]
    return {r["key"]: opened(found.keyring, r) for r in rows if is_local(r["key"]) is local}


def opened(keyring: Keyring, row: RowMapping) -> Value:
    value: Value = row["value"]
    return keyring.open(value) if row["restricted"] and value is not None else value


def _entered_by(found: Found, record: RowMapping) -> Out | None:
    """Who typed it for the author, in the post they held then."""
    id = record["entered_by_id"]
    if id is None:
        return None
    held = [p for p in found.posts.get(id, []) if p["since"] <= record["created_at"]]
    post = held[-1] if held else None
    return {
        "name": record["entered_by"], "role": post and post["role"], "unit": post and post["unit"],
        "channel": record["author_channel"],
    }  # fmt: skip


def evidence(row: RowMapping) -> Out:
    return {
        "id": row["id"], "kind": row["kind"], "question": row["key"], "sha256": row["sha256"],
        "sha256_received": row["sha256_received"], "media_type": row["media_type"],
        "bytes": row["bytes"], "stored": row["state"] == STORED, "state": row["state"],
        "caption": row["caption"], "reused_from": row["reused_from_id"],
        "by": row["by"], "received_at": row["received_at"].isoformat(),
    }  # fmt: skip


def _consent(found: Found, row: RowMapping) -> Out:
    """One consent: to what, in which words, given how, noted by whom; whether it still stands."""
    ended = row["withdrawn_at"]
    if ended is not None and found.as_of is not None and ended > found.as_of:
        ended = None
    return {
        "purpose": row["purpose"], "state": "withdrawn" if ended else "given",
        "wording": row["wording"], "edition": row["edition"], "how": row["how"],
        "evidence": row["evidence_id"], "by": row["by"], "at": row["at"].isoformat(),
        "withdrawn_at": ended.isoformat() if ended else None,
    }  # fmt: skip


def _decision(found: Found, row: RowMapping, steps: list[RowMapping]) -> Out:
    key = paper_key(row["id"])
    # The flag has no date of its own, the step that set it has.
    set_by = (s for s in steps if s["verb"] == Verb.REVOKE or _undoes(s, key))
    then = found.as_of is None or any(set_by)
    shown = found.evidence.get(row["record_id"], [])
    return {
        "id": row["id"], "kind": row["kind"], "authority": row["authority"],
        "level": level_of(row["authority"]) or None, "number": row["number"],
        "date": row["date"].isoformat(), "revoked": row["revoked"] and then,
        "mistaken": row["mistaken"] and then,
        "evidence": [e["id"] for e in shown if e["key"] == key],
    }  # fmt: skip


def _undoes(step: RowMapping, key: str) -> bool:
    return bool(step["verb"] == Verb.UNDO and step["note_key"] == key)


def _renewal(row: RowMapping) -> Out:
    return {
        "phase": row["phase"], "choice": row["choice"], "exemplar": row["renewed_id"],
        "why": row["why"], "by": row["by"], "at": row["at"].isoformat(),
    }  # fmt: skip


def _amendment(found: Found, row: RowMapping) -> Out:
    """A change that was asked for; of a later answer nothing is known yet at `as_of`."""
    at = row["answered_at"]
    known = at is not None and (found.as_of is None or at <= found.as_of)
    open_ = OPEN if row["state"] != REPLACED or found.as_of is not None else REPLACED
    return {
        "number": row["number"], "state": row["state"] if known else open_,
        "changes": row["changes"], "before": row["before"], "why": row["why"],
        "by": row["by"], "at": row["at"].isoformat(),
        "answered_by": row["answered_by"] if known else None,
        "answered_at": at.isoformat() if known else None, "note": row["note"] if known else "",
    }  # fmt: skip


def check(row: RowMapping) -> Out:
    """`question` is None where the record was looked at as a whole."""
    return {
        "question": row["key"] or None, "verdict": row["verdict"], "date": row["day"].isoformat(),
        "note": row["note"], "evidence": row["evidence_id"], "by": row["by"], "role": row["role"],
        "at": row["at"].isoformat(),
        "next_visit": row["next_visit"].isoformat() if row["next_visit"] else None,
    }  # fmt: skip


def _step(row: RowMapping) -> Out:
    return {
        "at": row["at"].isoformat(), "by": row["by"], "role": row["role"], "verb": row["verb"],
        "from": row["source"], "to": row["target"], "note": row["note"],
        "question": row["note_key"] or None, "fields": row["note_fields"],
        "asks": [{"question": key, "reason": why} for key, why, _ in row["note_asks"] or ()],
    }  # fmt: skip
