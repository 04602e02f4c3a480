"""Good news, and summaries, as pictures: ordered in the turn, drawn by the worker and sent."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot import drawing_summary
from bot.channels.base import Body
from bot.drawing import draw
from bot.fetching import FileGone
from campaign.desk import Moved
from campaign.people import Person, Role
from campaign.results import NEWS
from conversations import result_words, summary_card
from conversations.words import SOURCE, words
from storage import outbox, people, result_cards
from storage.database import Database
from storage.intake import Item
from storage.result_cards import KEY

_one_drawing = threading.Lock()


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


async def drawn(database: Database, ref: dict[str, Any], now: datetime) -> bytes:
    """The picture as a JPEG, in Vietnamese: it is shown to others. Raises `FileGone` where there is
    nothing to be drawn any more.
    """
    about = ref[KEY]
    if result_cards.is_summary(about):
        summed = await database.transact(result_cards.read_summary, about, now)
        if summed is None:
            raise FileGone
        said = summary_card.card(words(SOURCE), SOURCE, *summed)
        return await asyncio.to_thread(_alone, partial(drawing_summary.draw, said))
    found = await database.transact(result_cards.read, about)
    if found is None:
        raise FileGone
    news = result_words.card(words(SOURCE), SOURCE, *found)
    return await asyncio.to_thread(_alone, partial(draw, news))


def _alone(drawing: Callable[[], bytes]) -> bytes:
    """One at a time: the fonts are shared, and FreeType does not say that threads may do that."""
    with _one_drawing:
        return drawing()


def tell(c: Connection, now: datetime, item: Item) -> None:
    """Send a picture that was drawn."""
    contact = people.find(c, item.contact_id)
    t = words(contact.person.language if contact.person else SOURCE)
    summed = result_cards.is_summary(item.ref[KEY])
    text = summary_card.caption(t) if summed else result_words.caption(t)
    outbox.put(
        c, now, contact_id=contact.id, channel=contact.channel, lane="supplement",
        body=Body(text, pictures=(item.id,)).to_json(), dedupe=f"card:{item.id}",
    )  # fmt: skip
