"""How far what was declared is proved, in a few lines of a card."""

from collections.abc import Mapping
from datetime import date

from campaign.exemplar import Record
from campaign.plan import Plan
from campaign.proof import Check, Finding, Proof, Seen, declared, proof_of
from campaign.text import shorten
from campaign.workflow import Status
from conversations.engine import Talk
from conversations.words import Translate, day

NOTE = 120  # characters


def marks(talk: Talk, record: Record, seen: Seen, today: date) -> list[str]:
    """What was seen of the record as a whole, when somebody looks again, then the declared answers
    under their mark.
    """
    whole = [_whole(talk.t, check) for check in seen.checks if not check.key]
    if seen.next_visit:
        whole.append(talk.t("Hẹn kiểm tra lại ngày {day}", day=day(seen.next_visit)))
    if record.status is Status.DRAFT:
        return whole
    found = {check.key: check.finding for check in seen.checks if check.key}
    kept = [key for key, n in record.evidence.items() if n]
    marked: dict[Proof, list[str]] = {proof: [] for proof in Proof}
    for one in declared(record.plan, record.heading, record.answers, today):
        marked[proof_of(one.id, kept, found)].append(one.name.said(talk.language))
    names = labels(talk.t)
    return whole + [f"{names[proof]}: {'; '.join(said)}" for proof, said in marked.items() if said]


def labels(t: Translate) -> Mapping[Proof, str]:
    return {
        Proof.SEEN: t("Đã kiểm tra tại chỗ"), Proof.REFUTED: t("Kiểm tra tại chỗ chưa đúng"),
        Proof.EVIDENCE: t("Có minh chứng"), Proof.NONE: t("Chưa có minh chứng"),
    }  # fmt: skip


def _whole(t: Translate, check: Check) -> str:
    found = t("đúng") if check.finding is Finding.RIGHT else t("chưa đúng")
    said = t("Đã kiểm tra tại chỗ ngày {day}: {found} ({by})", day=day(check.day), found=found,
             by=check.by)  # fmt: skip
    return f"{said} “{shorten(check.note, NOTE)}”" if check.note else said


def criterion_name(language: str, plan: Plan, key: str) -> str:
    """The name of a criterion of the plan; nothing for the record as a whole."""
    known = (c for c in plan.criteria if c.id == key)
    return next((c.name.said(language) for c in known), "")
