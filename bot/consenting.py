"""The form's answer about consent, kept as consents with the text that was shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from campaign.people import Person
from campaign.plan import Plan
from campaign.privacy import NONE, QUESTION, How
from storage import consents
from storage.records import Answered
from storage.types import AnyRow


def keep(  # noqa: PLR0913, PLR0917 - who was told what about whom, when
    c: Connection, plan: Plan, row: AnyRow, given: Sequence[Answered], me: Person, now: datetime
) -> None:
    """Where the question about consent is among the answers, its consents follow it."""
    for one in given:
        if one.key == QUESTION:
            said = one.value if isinstance(one.value, list) else []
            wording = _shown(plan, row, me.language, [str(p) for p in said])
            edition = f"{plan.id} {row.plan_sha256[:12]}"
            consents.follow(c, row.id, consents.Given(wording, edition, How.TAP), me.id, now)


def _shown(plan: Plan, row: AnyRow, language: str, purposes: Sequence[str]) -> dict[str, str]:
    """The words of the plan that were on the screen, for each purpose."""
    part = plan.criterion(QUESTION).parts[0]
    asked = part.words(plan.kind(row.kind).family).said(language) if row.kind else ""
    question = asked.format(title="", name=row.name, unit=row.unit, commune="", year="").strip()
    labels = {o.id: o.name.said(language) for o in part.options}
    return {p: f"{question} {labels.get(p, p)}" for p in purposes if p != NONE}
