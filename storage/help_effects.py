"""Entering for a village head made real: whose draft it is, and in which post it is sent."""

from dataclasses import replace

from sqlalchemy import Connection, select

from campaign.desk import Outcome, Refusal, Refused
from campaign.helping import EnterFor, Entering, helps
from campaign.people import Person, Post, Role, Verb, may
from campaign.units import Unit
from campaign.workflow import Status
from storage import audit, helping, people, plans, records, units
from storage.doing import Doing, acting
from storage.paths import ids_of
from storage.people import NAME_LENGTH
from storage.tables import records as table
from storage.types import AnyRow


def enter(do: Doing, me: Person, effect: EnterFor) -> Outcome:
    """A draft of the village's post, begun by the asker; one that is still empty is taken up."""
    known = {v.unit_id for v in do.desk.people.helping.villages()}
    village, plan_id = units.get(do.c, effect.unit_id), plans.current_id(do.c)
    if village is None or village.id not in known or plan_id is None:
        return Refused(Refusal.RIGHTS)
    author = _author(do, me, village, effect.name)
    if author is None:
        return Refused(Refusal.RIGHTS)
    id = _empty(do.c, me, village, plan_id) or records.begin(
        do.c, do.now, plan_id=plan_id, person_id=author[0], post=helping.post_of(village),
        channel=do.desk.contact.channel, entered_by=me.id,
    )  # fmt: skip
    do.desk.forget()
    audit.note(do.c, do.now, me.id, "enter_for", "record", id)
    return Entering(id, village.name, author[1])


def _author(do: Doing, me: Person, village: Unit, name: str) -> tuple[int, str] | None:
    """Id and name of whoever holds the post, was named for it before, or is named now."""
    head = helping.head_of(do.c, me, village.id)
    if head is not None:
        return head.person_id, head.name
    before = helping.named(do.c, [village.id]).get(village.id)
    if before is not None:
        return before.id, before.name
    called = name.strip()[:NAME_LENGTH]
    return (people.add(do.c, called, do.now), called) if called else None


def _empty(c: Connection, me: Person, village: Unit, plan_id: int) -> int | None:
    mine = select(table.c.id).where(
        table.c.author_unit_id == village.id, table.c.author_role == Role.REPORTER,
        table.c.status == Status.DRAFT, table.c.entered_by_id == me.id,
        table.c.plan_id == plan_id, table.c.kind.is_(None), table.c.discarded.is_(False),
    )  # fmt: skip
    return c.scalar(mine.order_by(table.c.id).limit(1))


def sending(me: Person, row: AnyRow) -> Post | None:
    """The post in which somebody sends a record: the one that began it, or the village's for who
    entered it. A draft of others is nobody's to send.
    """
    path = ids_of(row.path)
    own = [p for p in me.posts if p.role == row.author_role and may(p, Verb.SUBMIT, path)]
    if own:
        return own[-1]
    lent = [p for p in me.posts if helps(p, path)] if helping.entered(row, me) else []
    if lent:
        return replace(lent[-1], role=Role.REPORTER)
    return None if row.status == Status.DRAFT else acting(me, Verb.SUBMIT, row.path)
