"""Who did what to which thing, for ever. Ids and verbs, never names or values; only appended to."""

from datetime import datetime

from sqlalchemy import Connection, insert

from storage.tables import audit

_NOTE = insert(audit).inline()


def note(  # noqa: PLR0913, PLR0917 - who did what to what, when
    c: Connection, now: datetime, person_id: int | None, verb: str, thing: str, thing_id: int | None
) -> None:
    who = {"person_id": person_id, "verb": verb, "thing": thing, "thing_id": thing_id}
    c.execute(_NOTE, {"at": now, **who})
