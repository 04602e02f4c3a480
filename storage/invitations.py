"""An invite code as the one who types it may see it."""

from datetime import datetime

from sqlalchemy import Connection

from campaign.people import Role
from campaign.people_wishes import CodeRefused, Invitation
from storage import codes, units
from storage.secrets import Keyring


def opened(  # noqa: PLR0913 - a code, and who shows it where
    c: Connection,
    keyring: Keyring,
    code: str,
    now: datetime,
    *,
    channel: str,
    contact_id: int,
    me: int | None,
    called: str | None,
) -> Invitation | None:
    """The post a code opens for whoever speaks at a contact; None where it opens none.

    `called` is the name they have on their platform.
    """
    found = codes.look_at(c, keyring, code, now, channel=channel, contact_id=contact_id, me=me)
    unit = units.get(c, found.unit_id) if not isinstance(found, CodeRefused) else None
    if isinstance(found, CodeRefused) or unit is None:
        return None
    name, known = found.name or called or "", found.for_person_id is not None
    return Invitation(code, unit, Role(found.role), name, known=known)
