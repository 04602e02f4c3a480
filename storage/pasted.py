"""What the first worksheet of a sent file lists, one line each, for a conversation to read."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from storage.tables import evidence, pasted
from storage.upsert import insert


def keep(c: Connection, evidence_id: int, lines: Sequence[str]) -> None:
    new = insert(c, pasted).values(evidence_id=evidence_id, lines=list(lines))
    c.execute(new.on_conflict_do_nothing())


def lines_of(c: Connection, evidence_id: int, contact_id: int) -> Sequence[str] | None:
    """The lines of a file that this contact sent; None as long as nobody has read it."""
    mine = select(pasted.c.lines).join(evidence, evidence.c.id == pasted.c.evidence_id)
    mine = mine.where(evidence.c.id == evidence_id, evidence.c.contact_id == contact_id)
    found: Sequence[str] | None = c.scalar(mine)
    return found
