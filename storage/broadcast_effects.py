"""Wishes about messages to many made real. Rights are checked here again, at the row."""

from typing import Any, assert_never

from campaign.broadcasts import (
    LONGEST,
    OF_ANOTHER,
    OWN,
    STEPS,
    Act,
    Broadcast,
    BroadcastWish,
    Do,
    Done,
    Know,
    Known,
    NotYours,
    Passed,
    State,
    Write,
)
from campaign.desk import Outcome, Refusal, Refused
from campaign.exemplar import FILE, PHOTO
from campaign.people import Person, Role, Verb, may
from storage import audit, broadcast_results, broadcasts, staff, units
from storage.doing import Doing


def perform(do: Doing, me: Person, effect: BroadcastWish) -> Outcome:
    match effect:
        case Write():
            return _write(do, me, effect)
        case Do():
            return _do(do, me, effect)
        case Know(broadcast_id=id):
            return _know(do, me, id)
    assert_never(effect)


def _know(do: Doing, me: Person, id: int) -> Outcome:
    new = broadcast_results.know(do.c, id, me.id, do.now)
    if new is not None:
        return Known(again=not new)
    found = broadcasts.get(do.c, id)
    return NotYours(trial=found is not None and found.author_id == me.id)


def _write(do: Doing, me: Person, effect: Write) -> Outcome:
    place = units.get(do.c, effect.segment.unit_id)
    allowed = place is not None and may(me.post, Verb.BROADCAST, place.path)
    if not allowed or not 0 < len(effect.text) <= LONGEST:
        return Refused(Refusal.RIGHTS)
    id = broadcasts.write(
        do.c, do.now, person_id=me.id, unit_id=me.post.unit_id, segment=effect.segment,
        term=effect.term, text=effect.text,
    )  # fmt: skip
    audit.note(do.c, do.now, me.id, "write", "broadcast", id)
    return Done(_fresh(do, id), None)


def _do(do: Doing, me: Person, effect: Do) -> Outcome:
    found = do.desk.broadcasts.get(effect.broadcast_id)
    if found is None or not _may(me, found, effect.act):
        return Refused(Refusal.RIGHTS)
    sources, target = STEPS[effect.act]
    if found.state not in sources:
        return Passed(found)
    if effect.act is Act.TRY:
        return Done(found, Act.TRY)
    if effect.act is Act.SEND and needs_another(me):
        target = State.WAITING
    changed = _changed(do, me, found, effect)
    if changed is None:
        return Passed(found, loading=True)
    if target is None or not broadcasts.step(do.c, found, target, **changed):
        return Passed(_fresh(do, found.id))
    return _done(do, me, found, effect.act)


def _may(me: Person, found: Broadcast, act: Act) -> bool:
    """Only in one's own unit: who is above sees what a district says, and leaves it alone."""
    if me.post.unit_id != found.unit_id or not may(me.post, Verb.BROADCAST, me.post.path):
        return False
    author = found.author_id == me.id
    return author if act in OWN else not (author and act in OF_ANOTHER)


def needs_another(me: Person) -> bool:
    """Whether a second person looks at it before anything is sent."""
    return me.post.role is Role.PROVINCE


def _changed(do: Doing, me: Person, found: Broadcast, effect: Do) -> dict[str, Any] | None:
    """What else a step writes down; None while pictures are still on their way."""
    match effect.act:
        case Act.REWORD:
            return broadcasts.worded(effect.text[:LONGEST], found.pictures, found.file)
        case Act.ARRANGE:
            rows = broadcasts.attached(do.c, found.id)
            if broadcasts.is_loading(rows):
                return None
            pictures = [row.id for row in rows if row.kind == PHOTO]
            file = next((row.sha256 for row in rows if row.kind == FILE), "")
            return broadcasts.worded(found.text, pictures, file) | {"send_at": effect.at}
        case Act.REARRANGE:
            broadcasts.detach(do.c, found.id)
            return broadcasts.worded(found.text, (), "")
        case Act.APPROVE | Act.DECLINE:
            return {"approved_by_id": me.id, "approved_at": do.now, "note": effect.text}
        case _:
            return {}


def _done(do: Doing, me: Person, found: Broadcast, act: Act) -> Outcome:
    audit.note(do.c, do.now, me.id, act, "broadcast", found.id)
    return Done(_fresh(do, found.id), act, _hears(do, me, found, act))


def _hears(do: Doing, me: Person, found: Broadcast, act: Act) -> tuple[int, ...]:
    """Who else is to know: those who may approve it, or its author."""
    if act is Act.SEND and needs_another(me):
        return tuple(other.id for other in staff.colleagues(do.c, me))
    return (found.author_id,) if found.author_id != me.id else ()


def _fresh(do: Doing, id: int) -> Broadcast:
    found = broadcasts.get(do.c, id)
    if found is None:
        raise LookupError(id)
    return found
