"""Wishes about replication made real. Rights are checked here again, at the row."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from campaign.desk import Outcome, Refusal, Refused
from campaign.exemplar import Value
from campaign.people import Person, Verb, may
from campaign.replication import (
    ORIGIN,
    AnswerLink,
    InvitedToRegister,
    InviteToRegister,
    LinkAnswered,
    LinkState,
    Origin,
)
from storage import audit, exemplars, people, records, replication, staff, units
from storage.doing import Doing
from storage.paths import ids_of
from storage.replication_desk import answers_for
from storage.tables import lessons
from storage.types import AnyRow
from storage.upsert import insert


def learned_from(do: Doing, me: Person, row: AnyRow) -> dict[str, Any]:
    """What a submission says of its origin; a link that would lead back to itself is none."""
    said: Value = do.path.get(ORIGIN, "")
    id = str(said).removeprefix("r")
    origin = int(id) if id.isascii() and id.isdigit() else None
    if origin is None or not replication.is_sound(do.c, row.id, origin):
        return {"derived_from_id": None}
    if not replication.is_said(do.c, row.id, origin):
        replication.say(do.c, row.id, origin, LinkState.OPEN, me.id, me.post.role, do.now)
    return {"derived_from_id": origin}


def answer(do: Doing, me: Person, effect: AnswerLink) -> Outcome:
    """Confirm or deny; a word said before stands in the rows, and the last one counts."""
    row = records.get(do.c, effect.record_id)
    origin = records.get(do.c, row.derived_from_id) if row and row.derived_from_id else None
    if row is None or origin is None or origin.hidden_at is not None:
        return Refused(Refusal.GONE)
    post = next((p for p in me.posts if answers_for(p, origin)), None)
    if post is None:
        return Refused(Refusal.RIGHTS)
    state = LinkState.CONFIRMED if effect.right else LinkState.DENIED
    replication.say(do.c, row.id, origin.id, state, me.id, post.role, do.now)
    audit.note(do.c, do.now, me.id, f"link_{state}", "record", row.id)
    do.desk.forget()
    link = do.desk.field.replication.link(row.id)
    if link is None:
        return Refused(Refusal.GONE)
    return LinkAnswered(link, row.author_role, ids_of(row.path))


def invite(do: Doing, me: Person, effect: InviteToRegister) -> Outcome:
    desk = do.desk.field.replication
    row, unit = do.desk.row(effect.record_id), units.get(do.c, effect.unit_id)
    if row is None or unit is None or not desk.invites(row.id) or row.unit_id == unit.id:
        return Refused(Refusal.RIGHTS)
    new = insert(do.c, lessons).values(
        record_id=row.id, unit_id=unit.id, person_id=me.id, at=do.now
    )
    again = do.c.scalar(new.on_conflict_do_nothing().returning(lessons.c.id)) is None
    audit.note(do.c, do.now, me.id, "learn", "record", row.id)
    do.desk.forget()
    near = exemplars.one(do.c, row.id)
    origin = Origin(row.id, row.number or 0, near.name if near else "", row.unit, "")
    reached = sum(1 for r in learners(do.c, unit.id) if r.id != me.id)
    return InvitedToRegister(origin, unit.id, unit.name, again, reached)


def learners(c: Connection, unit_id: int) -> Sequence[AnyRow]:
    """Where those are written to who can put an exemplar of a unit forward."""
    held = [h for h in staff.holders(c, unit_id) if may(h.post, Verb.REGISTER, h.post.path)]
    return people.reached(c, [h.person_id for h in held])
