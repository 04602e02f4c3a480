"""Who else hears that a post passed on, ended, or is to be taken away, or a consent was."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from campaign.desk import Outcome
from campaign.people import Role
from campaign.people_wishes import Gone, RevokeAsked, RevokeRefused, Succeeded
from campaign.privacy import Asked, Settled, Withdrawn
from conversations import people_notices, privacy_notices
from conversations.words import Translate, words
from storage import people
from storage.types import AnyRow


@dataclass(frozen=True, slots=True)
class Told:
    contact_id: int
    channel: str
    text: str


def others(c: Connection, came: Outcome) -> Iterator[Told]:
    match came:
        case Succeeded():
            before = people.reached(c, [came.before.person_id])
            yield from _told(before, lambda t: people_notices.to_predecessor(t, came))
        case Gone(by="", holder=holder):
            above = people.above(c, holder.post)
            yield from _told(above, lambda t: people_notices.to_above(t, came))
        case Gone(holder=holder):
            them = people.reached(c, [holder.person_id])
            yield from _told(them, lambda t: people_notices.to_revoked(t, came))
        case RevokeAsked(seconds=seconds):
            them = people.reached(c, [h.person_id for h in seconds])
            yield from _told(them, lambda t: people_notices.to_second(t, came))
        case RevokeRefused(asker_id=asker_id):
            asker = people.reached(c, [asker_id])
            yield from _told(asker, lambda t: people_notices.to_asker(t, came))
        case Asked(seconds=whom):
            them = people.reached(c, [id for id, _ in whom])
            yield from _told(them, lambda t: privacy_notices.to_second(t, came))
        case Settled(request=request):
            asker = people.reached(c, [request.by_id])
            yield from _told(asker, lambda t: privacy_notices.to_asker(t, came))


def near(c: Connection, came: Withdrawn, me_id: int) -> Iterator[Told]:
    """Whoever holds a post where a record lies, or above, and may have its pictures on paper."""
    roles = (Role.REPORTER, Role.COMMUNE, Role.DISTRICT, Role.PROVINCE)
    rows = [r for role in roles for r in people.posted(c, role, came.path) if r.id != me_id]
    if came.code:
        yield from _told(rows, lambda t: privacy_notices.to_others(t, came))


def _told(rows: Sequence[AnyRow], say: Callable[[Translate], str]) -> Iterator[Told]:
    for row in rows:
        if row.contact_id is not None:
            yield Told(row.contact_id, row.channel, say(words(row.language)))
