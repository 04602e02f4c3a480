"""What the people praised have agreed to, as rows: which text, by what, noted by whom, until when.

The answer to R10 says what stands; these rows say how it came about, and follow every change of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from campaign.privacy import NONE, QUESTION, Consent, How
from storage.tables import answers, consents, people
from storage.types import AnyRow
from storage.upsert import insert as upsert


@dataclass(frozen=True, slots=True)
class Given:
    """How consent was given: the text for each purpose, which edition it is, by what."""

    wording: Mapping[str, str]
    edition: str
    how: How = How.TAP
    evidence_id: int | None = None
    note: str = ""


def standing(c: Connection, record_id: int) -> frozenset[str]:
    """The purposes that stand agreed."""
    live = select(consents.c.purpose).where(
        consents.c.record_id == record_id, consents.c.withdrawn_at.is_(None)
    )
    return frozenset(c.scalars(live))


def of_record(c: Connection, record_id: int) -> tuple[Consent, ...]:
    """Every consent there ever was, oldest first."""
    return tuple(_consent(row) for row in c.execute(_OF_RECORD, {"record": record_id}))


_OF_RECORD = (
    select(consents, people.c.name.label("by"))
    .outerjoin(people, people.c.id == consents.c.person_id)
    .where(consents.c.record_id == bindparam("record"))
    .order_by(consents.c.id)
)


def _consent(r: AnyRow) -> Consent:
    return Consent(
        r.purpose, r.wording, r.edition, How(r.how), r.by or "", r.at, r.withdrawn_at
    )  # fmt: skip


def follow(c: Connection, record_id: int, given: Given, person_id: int, now: datetime) -> None:
    """The answer to R10 was given or changed: what it lists stands, what it does not ends."""
    before = standing(c, record_id)
    withdraw(c, record_id, before - given.wording.keys(), person_id, now)
    new = {p: text for p, text in given.wording.items() if p not in before}
    _add(c, record_id, given, new, person_id, now)


def add(c: Connection, record_id: int, given: Given, person_id: int, now: datetime) -> None:
    """More was agreed to, or the same once more with a better proof; nothing ends by it."""
    _add(c, record_id, given, given.wording, person_id, now)


def _add(  # noqa: PLR0913, PLR0917 - all that a consent is made of
    c: Connection,
    record_id: int,
    given: Given,
    wording: Mapping[str, str],
    person_id: int,
    now: datetime,
) -> None:
    rows = [
        {"record_id": record_id, "purpose": purpose, "wording": text, "edition": given.edition,
         "how": given.how, "evidence_id": given.evidence_id, "note": given.note,
         "person_id": person_id, "at": now}
        for purpose, text in wording.items()
    ]  # fmt: skip
    if rows:
        c.execute(insert(consents), rows)


def withdraw(
    c: Connection, record_id: int, purposes: Collection[str], person_id: int, now: datetime
) -> None:
    """Consent for these purposes ends."""
    if purposes:
        live = update(consents).where(
            consents.c.record_id == record_id, consents.c.purpose.in_(sorted(purposes)),
            consents.c.withdrawn_at.is_(None),
        )  # fmt: skip
        c.execute(live.values(withdrawn_at=now, withdrawn_by_id=person_id))


def answer(
    c: Connection, record_id: int, purposes: Sequence[str], person_id: int, now: datetime
) -> None:
    """Let the answer to R10 say what stands, without making its author of who notes it."""
    said = {"value": list(purposes) or [NONE], "person_id": person_id, "at": now}
    new = upsert(c, answers).values(record_id=record_id, key=QUESTION, restricted=False, **said)
    keys = [answers.c.record_id, answers.c.key]
    c.execute(new.on_conflict_do_update(index_elements=keys, set_=said))
