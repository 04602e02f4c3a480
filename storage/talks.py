"""Whether somebody is in a talk just now."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.tables import contacts


def sessions_since(c: Connection, person_id: int, since: datetime) -> list[dict[str, Any] | None]:
    """Where the talks of a person stand on the channels they have spoken on since."""
    mine = select(contacts.c.session).where(
        contacts.c.person_id == person_id, contacts.c.seen_at > since
    )
    return list(c.execute(mine).scalars())
