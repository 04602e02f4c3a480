"""Wishes about personal data made real. Rights are checked here again, at the row."""

from typing import assert_never

from campaign.desk import Outcome, Refusal, Refused
from campaign.exemplar import VOICE
from campaign.people import Person, Verb
from campaign.privacy import QUESTION, Agree, Agreed, How, PrivacyWish, agreed
from storage import audit, consents, evidence
from storage.doing import Doing, acting


def perform(do: Doing, me: Person, effect: PrivacyWish) -> Outcome:
    match effect:
        case Agree():
            return _agree(do, me, effect)
    assert_never(effect)


def _agree(do: Doing, me: Person, effect: Agree) -> Outcome:
    row = do.desk.row(effect.record_id)
    if row is None or row.discarded:
        return Refused(Refusal.GONE)
    if acting(me, Verb.ANSWER, row.path) is None:
        return Refused(Refusal.RIGHTS)
    how, proof = _proof(do, row.id, effect.evidence)
    given = consents.Given(effect.wording, effect.edition, how, proof, effect.note)
    consents.add(do.c, row.id, given, me.id, do.now)
    before = agreed(do.desk.answers(row.id).get(QUESTION))
    purposes = (*before, *(p for p in effect.wording if p not in before))
    consents.answer(do.c, row.id, purposes, me.id, do.now)
    audit.note(do.c, do.now, me.id, "agree", "record", row.id)
    do.desk.forget()
    record = do.desk.record(row.id)
    return Agreed(record, tuple(effect.wording)) if record else Refused(Refusal.GONE)


def _proof(do: Doing, record_id: int, evidence_id: int) -> tuple[How, int | None]:
    """The photo or voice note that its sender gave as a proof; what is not theirs is none."""
    loose = {r.id: r.kind for r in evidence.loose(do.c, do.desk.contact.id)}
    if evidence_id not in loose:
        return How.TAP, None
    evidence.link(do.c, [evidence_id], record_id, QUESTION)
    return How.VOICE if loose[evidence_id] == VOICE else How.PHOTO, evidence_id
