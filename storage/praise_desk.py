"""The part of the desk that is about commendations of who is not registered."""

from collections.abc import Sequence

from sqlalchemy import Connection

from campaign.exemplar import Line
from campaign.people import Person, Post, Role, Verb, may
from campaign.praise import PAPERS, Naming, Praise, Praises, Who, may_change, may_name
from campaign.text import fold
from campaign.workflow import REGISTERED
from storage import finding, praises, tray
from storage.clusters import paths_of
from storage.once import Once
from storage.paths import ids_of
from storage.tables import records, units
from storage.types import AnyRow

OFFERED = 5  # records it may be about


class StoredPraises:
    """`campaign.praise.PraiseDesk`; a village reads what concerns its own place."""

    def __init__(self, c: Connection, once: Once, me: Person | None) -> None:
        self._c, self._once, self._me = c, once, me

    def one(self, id: int) -> Praise | None:
        row: AnyRow | None = self._once(praises.row, id)
        post = self._sees(row)
        if row is None or post is None:
            return None
        return self._once(praises.whole, row, named=_named(post, row))

    def _sees(self, row: AnyRow | None) -> Post | None:
        """The post of mine that reaches the place of one."""
        if row is None or self._me is None:
            return None
        path = ids_of(row.path)
        seen = [p for p in self._me.posts if may(p, Verb.VIEW, path)]
        return next((p for p in seen if _named(p, row)), seen[0] if seen else None)

    def listed(self, phase: str) -> Sequence[Praise]:
        me = self._me
        rows: Sequence[AnyRow] = self._once(praises.listed, paths_of(me.post), phase) if me else ()
        return tuple(praises.line(r, named=_named(me.post, r)) for r in rows) if me else ()

    def counted(self, phase: str) -> Praises:
        me = self._me
        if me is None:
            return Praises(0)
        return self._once(praises.counted, units, paths_of(me.post), phase)

    def changes(self, praise: Praise) -> bool:
        me = self._me
        return me is not None and any(may_change(p, praise.path, praise.by_role) for p in me.posts)

    def registered(self, name: str, unit_id: int) -> Sequence[Line]:
        me = self._me
        if me is None or not name:
            return ()
        same = (
            records.c.unit_id == unit_id, records.c.folded == fold(name),
            records.c.status.in_(REGISTERED), records.c.discarded.is_(False),
            records.c.hidden_at.is_(None),
        )  # fmt: skip
        rows = self._c.execute(finding.LISTED.where(*same).limit(OFFERED)).all()
        return tray.lines(rows, lambda _: True)


def shows(c: Connection, person: Person, key: str) -> bool:
    """Whether somebody may see the pictures of a commendation that are filed under `key`."""
    id = key.removeprefix(PAPERS)
    row = praises.row(c, int(id)) if key.startswith(PAPERS) and id.isdigit() else None
    if row is None:
        return False
    path = ids_of(row.path)
    return any(may(p, Verb.VIEW, path) and _named(p, row) for p in person.posts)


def _named(post: Post, row: AnyRow) -> bool:
    return may_name(post, Who(row.who), Naming(row.naming), Role(row.role))
