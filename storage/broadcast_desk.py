"""The part of the desk that is about messages to many: what the asker's post may see of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from campaign.broadcasts import WRITING, Broadcast, Counts, Progress, Reach, Silent
from campaign.people import Person, Verb, may
from campaign.plan import Plan
from storage import broadcast_results as results
from storage import broadcasts, outgoing, segments, staff, units


class StoredBroadcasts:
    """`campaign.broadcasts.BroadcastDesk` over one connection; `paces` are bulk messages a second,
    by channel, where a channel has a limit.
    """

    def __init__(
        self,
        c: Connection,
        me: Person | None,
        plan: Plan,
        now: datetime,
        paces: Mapping[str, float],
    ) -> None:
        self._c, self._me, self._plan, self._now, self._paces = c, me, plan, now, paces

    def latest(self) -> Sequence[Broadcast]:
        me = self._me
        if me is None or not may(me.post, Verb.BROADCAST, me.post.path):
            return ()
        return broadcasts.latest(self._c, me.post.unit_id, me.id)

    def get(self, id: int) -> Broadcast | None:
        found, me = broadcasts.get(self._c, id), self._me
        unit = units.get(self._c, found.unit_id) if found else None
        if found is None or unit is None or me is None:
            return None
        mine = found.author_id == me.id or found.state not in WRITING
        seen = any(may(post, Verb.BROADCAST, unit.path) for post in me.posts)
        return found if mine and seen else None

    def reach(self, broadcast: Broadcast) -> Reach:
        wanted = segments.chosen(
            broadcast.segment, self._plan, broadcast.term, self._now, broadcast.author_id
        )
        found = segments.by_channel(self._c, wanted)
        channels = {name: n for name, n in sorted(found.items(), key=str) if name is not None}
        seconds = max(
            (n / self._paces[name] for name, n in channels.items() if name in self._paces),
            default=0.0,
        )
        return Reach(channels, found.get(None, 0), seconds)

    def attached(self, id: int) -> Mapping[str, int]:
        return broadcasts.kinds(broadcasts.attached(self._c, id))

    def colleagues(self) -> int:
        me = self._me
        return len(staff.colleagues(self._c, me)) if me else 0

    def progress(self, id: int) -> Progress:
        gives_way = outgoing.replies_wait(self._c, self._now, list(self._paces))
        return results.progress(self._c, id, gives_way=gives_way)

    def by_unit(self, id: int) -> Sequence[tuple[str, Counts]]:
        found = self.get(id)
        return results.by_unit(self._c, id, found.unit_id) if found else ()

    def silent(self, id: int) -> Sequence[Silent]:
        return results.silent(self._c, id) if self.get(id) else ()

    def told(self, id: int) -> Sequence[tuple[str, str]]:
        return results.told(self._c, id) if self.get(id) else ()
