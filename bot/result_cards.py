"""Good news as a picture: ordered in the turn, drawn by the worker, and sent with a few words."""

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.channels.base import Body
from bot.drawing import draw
from bot.fetching import FileGone
from campaign.desk import Moved
from campaign.people import Person, Role
from campaign.results import NEWS
from conversations.result_words import caption, card
from conversations.words import SOURCE, words
from storage import outbox, people, result_cards
from storage.database import Database
from storage.result_cards import KEY


def order(c: Connection, now: datetime, me: Person | None, came: Moved) -> None:
    """A picture for each of the record's own: who registered it, and the head of the village."""
    if came.verb not in NEWS:
        return
    roles = dict.fromkeys((came.record.registrant, Role.REPORTER))
    rows = [row for role in roles for row in people.posted(c, role, came.record.path)]
    hears = {r.contact_id for r in rows if r.contact_id and (me is None or r.id != me.id)}
    for contact_id in sorted(hears):
        result_cards.order(c, now, contact_id, came.record.id, came.verb)


def is_card(ref: dict[str, Any]) -> bool:
    return KEY in ref


async def drawn(database: Database, ref: dict[str, Any]) -> bytes:
    """The picture as a JPEG, in Vietnamese: it is shown to others. Raises `FileGone` where the
    news is none any more.
    """
    found = await database.transact(result_cards.read, ref[KEY])
    if found is None:
        raise FileGone
    return await asyncio.to_thread(draw, card(words(SOURCE), SOURCE, *found))


def tell(c: Connection, now: datetime, contact_id: int, evidence_id: int) -> None:
    """Send a picture that was drawn; one that was not is passed over in silence."""
    contact = people.find(c, contact_id)
    language = contact.person.language if contact.person else SOURCE
    body = Body(caption(words(language)), pictures=(evidence_id,))
    outbox.put(
        c, now, contact_id=contact.id, channel=contact.channel, lane="supplement",
        body=body.to_json(), dedupe=f"card:{evidence_id}",
    )  # fmt: skip
