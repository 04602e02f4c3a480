"""What people asked for about what is kept of them: who came, and what came of it."""

from datetime import datetime

from sqlalchemy import Connection, insert

from campaign.privacy import Kind, Verified
from storage.tables import data_requests


def note(  # noqa: PLR0913 - all that is known of a request
    c: Connection,
    now: datetime,
    *,
    kind: Kind,
    by: int,
    verified: Verified,
    asker: str = "",
    record_id: int | None = None,
    of_person_id: int | None = None,
    text: str = "",
    done: bool = False,
) -> int:
    """A request as it is recorded, settled at once where it is `done`; its id."""
    settled = {"settled_at": now, "settled_by_id": by, "done": True} if done else {}
    new = insert(data_requests).values(
        kind=kind, record_id=record_id, of_person_id=of_person_id, asker=asker,
        verified=verified, note=text, by_person_id=by, at=now, **settled,
    )  # fmt: skip
    return int(c.execute(new.returning(data_requests.c.id)).scalar_one())
