"""Reminders are rows of the outbox whose words are found when they are sent.

The hard idea: whether somebody is reminded, and of what, is decided in the transaction that begins
the request (`bot.composing`). Until then a row says only what it is about, so a duty that is done,
a post that passed on or a day that moved meanwhile needs nobody to change any row.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage import outbox

ABOUT = "about"  # the key of such a body


def put(  # noqa: PLR0913 - to whom, about what, and when
    c: Connection,
    now: datetime,
    *,
    contact_id: int,
    channel: str,
    about: dict[str, Any],
    dedupe: str,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Queue a reminder; False where one with this key was queued before."""
    id = outbox.put(
        c, now, contact_id=contact_id, channel=channel, lane="reminder", body={ABOUT: about},
        dedupe=dedupe, not_before=not_before, expires_at=expires_at,
    )  # fmt: skip
    return id is not None
