"""Wishes about commendations of who is not registered; rights are checked again, at the row."""

from collections.abc import Mapping
from typing import Any, assert_never

from sqlalchemy import update

from campaign import phases
from campaign.decisions import paper_key as decision_key
from campaign.desk import Outcome, Refusal, Refused
from campaign.exemplar import COMMENDATION
from campaign.people import Person, Post, Role, Verb, may
from campaign.praise import (
    LONGEST_NAME,
    LONGEST_WHY,
    Act,
    EndPraise,
    ForgetPraise,
    Form,
    LinkPraise,
    MendPraise,
    Naming,
    PraiseDone,
    PraiseWork,
    RecordPraise,
    ShowPraise,
    Who,
    may_change,
    paper_key,
)
from campaign.privacy import Kind
from campaign.vietnam import local_day
from campaign.workflow import REGISTERED
from storage import asked_data, audit, data_requests, evidence, praises, review, units
from storage.doing import Doing, acting
from storage.paths import ids_of
from storage.tables import evidence as evidence_table
from storage.tables import records
from storage.types import AnyRow

MENDED = ("name", "form", "authority", "number", "date", "why", "naming")


def perform(do: Doing, me: Person, work: PraiseWork) -> Outcome:
    match work:
        case RecordPraise():
            return _record(do, me, work)
        case MendPraise():
            return _mend(do, me, work)
        case EndPraise():
            return _end(do, me, work)
        case LinkPraise():
            return _link(do, me, work)
        case ForgetPraise():
            return _forget(do, me, work)
        case ShowPraise():
            return _show(do, me, work)
    assert_never(work)


def _record(do: Doing, me: Person, work: RecordPraise) -> Outcome:
    unit = units.get(do.c, work.unit_id)
    post = next((p for p in me.posts if unit and may(p, Verb.PRAISE, unit.path)), None)
    if unit is None or post is None or not _sound(do, work.fields, whole=True):
        return Refused(Refusal.RIGHTS)
    fields = _cut(work.fields)
    phase = phases.present(do.desk.plan, _day(fields)).id
    id = praises.add(do.c, unit.id, fields, phase, me.id, post.role, do.now)
    naming = {"naming": fields["naming"]}  # who noted the consent, and when
    praises.say(do.c, id, Act.RECORD, me.id, post.role, do.now, fields=naming)
    _keep_paper(do, work.paper, id)
    return _done(do, me, id, Act.RECORD)


def _day(fields: Mapping[str, str]) -> Any:  # noqa: ANN401 - a day
    return praises.values_of(fields)["date"]


def _sound(do: Doing, fields: Mapping[str, str], *, whole: bool) -> bool:
    """Whether these can be: nothing missing, nothing unheard of, no day still to come."""
    kinds: Mapping[str, type[Who | Form | Naming]] = {"who": Who, "form": Form, "naming": Naming}
    known = all(fields[k] in set(kinds[k]) for k in kinds if k in fields)
    said = all(fields[k].strip() for k in ("name", "authority", "number") if k in fields)
    needed = {"who", "name", "form", "authority", "number", "date", "naming"} if whole else set()
    come = "date" not in fields or _day(fields) <= local_day(do.now)
    return known and said and needed <= set(fields) and come


def _cut(fields: Mapping[str, str]) -> dict[str, str]:
    longest = {"name": LONGEST_NAME, "why": LONGEST_WHY, "number": 100, "authority": 200}
    return {k: v.strip()[: longest.get(k, LONGEST_WHY)] for k, v in fields.items()}


def _changing(do: Doing, me: Person, id: int) -> tuple[AnyRow, Post] | Refused:
    """A row that counts, and the post in which somebody may change it."""
    row = praises.row(do.c, id)
    post = next(
        (p for p in me.posts if row and may_change(p, ids_of(row.path), Role(row.role))), None
    )
    if row is None or post is None:
        return Refused(Refusal.RIGHTS)
    return Refused(Refusal.GONE) if row.ended_at is not None else (row, post)


def _mend(do: Doing, me: Person, work: MendPraise) -> Outcome:
    found = _changing(do, me, work.id)
    if isinstance(found, Refused):
        return found
    row, post = found
    new = {k: v for k, v in _cut(work.fields).items() if k in MENDED}
    if not new or row.erased_at is not None or not _sound(do, new, whole=False):
        return Refused(Refusal.RIGHTS)
    values = praises.values_of(new)
    if "date" in values:
        values["phase"] = phases.present(do.desk.plan, values["date"]).id
    if not praises.change(do.c, row.id, work.version, values):
        return _stale(do, row.id)
    old = {f"{k}_was": str(getattr(row, k)) for k in new}
    praises.say(do.c, row.id, Act.MEND, me.id, post.role, do.now, work.why, new | old)
    return _done(do, me, row.id, Act.MEND)


def _end(do: Doing, me: Person, work: EndPraise) -> Outcome:
    found = _changing(do, me, work.id)
    if isinstance(found, Refused):
        return found
    row, post = found
    if work.act not in {Act.MISTAKE, Act.REVOKE} or not work.why.strip():
        return Refused(Refusal.RIGHTS)
    ended = {"revoked": True, "mistaken": work.act is Act.MISTAKE, "ended_at": do.now}
    if not praises.change(do.c, row.id, work.version, ended):
        return _stale(do, row.id)
    praises.say(do.c, row.id, work.act, me.id, post.role, do.now, work.why)
    return _done(do, me, row.id, work.act)


def _link(do: Doing, me: Person, work: LinkPraise) -> Outcome:
    """The decision becomes one of the record's, with its pictures; what tells of somebody is there
    from now on, and only there.
    """
    found = _changing(do, me, work.id)
    if isinstance(found, Refused):
        return found
    row, post = found
    record = do.desk.row(work.record_id)
    place = acting(me, Verb.PRAISE, record.path) if record is not None else None
    asked = data_requests.open_for(do.c, Kind.ERASE, None, None, row.id)
    if record is None or place is None or asked or row.erased_at is not None:
        return Refused(Refusal.RIGHTS)
    if record.status not in REGISTERED or record.hidden_at is not None:
        return Refused(Refusal.RIGHTS)
    passed = {"record_id": record.id, "ended_at": do.now, "name": "", "folded": "", "why": ""}
    if not praises.change(do.c, row.id, work.version, passed):
        return _stale(do, row.id)
    _pass_on(do, me, post, row, record)
    praises.unsay(do.c, row.id)
    praises.say(do.c, row.id, Act.LINK, me.id, post.role, do.now)
    return _done(do, me, row.id, Act.LINK, record.id)


def _pass_on(do: Doing, me: Person, post: Post, row: AnyRow, record: AnyRow) -> None:
    fields = {"authority": row.authority, "number": row.number, "date": row.date.isoformat()}
    decision = review.decided(do.c, do.now, record.id, COMMENDATION, fields)
    papers = update(evidence_table).where(evidence_table.c.key == paper_key(row.id))
    do.c.execute(papers.values(key=decision_key(decision), record_id=record.id))
    review.happened(
        do.c, do.now, record_id=record.id, person_id=me.id, post=post, verb=Verb.COMMEND,
        source=record.status, target=record.status, note=row.why, key=decision_key(decision),
        fields=fields,
    )  # fmt: skip
    seen = update(records).where(records.c.id == record.id)
    do.c.execute(seen.values(version=record.version + 1, changed_at=do.now))


def _forget(do: Doing, me: Person, work: ForgetPraise) -> Outcome:
    """Above the commune nobody is named any more; the rest waits for a second person."""
    row = praises.row(do.c, work.id)
    post = acting(me, Verb.PRAISE, row.path) if row is not None else None
    if row is None or post is None or not work.asker.strip():
        return Refused(Refusal.RIGHTS)
    if row.erased_at is not None or row.record_id is not None or row.who == Who.COLLECTIVE:
        return Refused(Refusal.GONE)
    if not praises.change(do.c, row.id, work.version, {"naming": Naming.UNASKED}):
        return _stale(do, row.id)
    id = data_requests.open_for(do.c, Kind.ERASE, None, None, row.id)
    if not id:
        id = data_requests.note(
            do.c, do.now, kind=Kind.ERASE, by=me.id, verified=work.verified, asker=work.asker,
            praise_id=row.id,
        )  # fmt: skip
        praises.say(do.c, row.id, Act.ASK, me.id, post.role, do.now)
    audit.note(do.c, do.now, me.id, "ask_erase", "praise", row.id)
    do.desk.forget()
    return asked_data.asked(do, id)


def _show(do: Doing, me: Person, work: ShowPraise) -> Outcome:
    found = _changing(do, me, work.id)
    if isinstance(found, Refused):
        return found
    row, post = found
    if row.erased_at is not None or not _keep_paper(do, work.paper, row.id):
        return Refused(Refusal.GONE)
    praises.say(do.c, row.id, Act.SHOW, me.id, post.role, do.now)
    return _done(do, me, row.id, Act.SHOW)


def _keep_paper(do: Doing, paper: int, id: int) -> bool:
    """Keep a picture that came from this very contact and belongs to nothing else."""
    if paper not in {row.id for row in evidence.loose(do.c, do.desk.contact.id)}:
        return False
    evidence.claim(do.c, paper, paper_key(id))
    return True


def _stale(do: Doing, id: int) -> Outcome:
    praise = do.desk.life.praises.one(id)
    return PraiseDone(praise, Act.STALE) if praise else Refused(Refusal.GONE)


def _done(do: Doing, me: Person, id: int, act: Act, record_id: int = 0) -> Outcome:
    audit.note(do.c, do.now, me.id, f"praise_{act}", "praise", id)
    do.desk.forget()
    praise = do.desk.life.praises.one(id)
    return PraiseDone(praise, act, record_id) if praise else Refused(Refusal.GONE)
