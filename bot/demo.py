"""The demo: the cast, and exemplars in every state, made through the real turn.

The script of `bot.demo_records` is played sitting by sitting, each in one transaction that also
notes how far the play has come: a start that was interrupted goes on with the next sitting.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import click
from sqlalchemy import Connection, func, select, update

from bot import cast, demo_records
from bot.demo_pictures import demo_picture
from bot.demo_player import CHANNEL, Player, play
from bot.demo_records import Act
from bot.services import Services
from bot.worker import Worker
from bot.world import World
from campaign.vietnam import ZONE
from storage import settings
from storage.tables import outbox

KEY, READY = "demo", -1  # the setting: sittings played so far, or that all is there
OPENS = datetime(2021, 4, 1, 8, 0, tzinfo=ZONE)  # everybody takes up their post
CLOSES = datetime(2022, 5, 4, 16, 30, tzinfo=ZONE)  # the personas go home for the day
SHOWN = timedelta(days=18)  # how much of the talk before that a page shows
TOLD_EVERY = 4  # exemplars between two lines of progress


async def set_the_stage(services: Services) -> None:
    """Make the cast and its records once; a second start finds them there.

    Raises `cast.Strangers`, and `demo_player.Unexpected` where script and conversations differ.
    """
    now = services.clock()
    await services.database.transact(cast.refuse_strangers)
    played = await services.database.transact(_played)
    if played == READY:
        return
    await services.database.transact(_people, min(now, OPENS))
    acts = [act for act in demo_records.script() if act.at < now]
    for n, act in enumerate(acts):
        if n >= played:
            await _act(services, act, n)
            _tell(acts, n)
    await services.database.transact(_close, World(services.keyring, _no_links), min(now, CLOSES))


async def _act(services: Services, act: Act, n: int) -> None:
    """One sitting, its photos stored and their receipts written before the next one."""
    pictures = [await asyncio.to_thread(_picture, services, seed) for seed in act.pictures]
    world = World(services.keyring, _no_links)
    now = await services.database.transact(_played_one, world, act, n, pictures)
    await Worker(services.database, services.blobs, _no_fetch, lambda: now).run_until_idle()


def _picture(services: Services, seed: int) -> str:
    return services.blobs.put(demo_picture(seed))


def _played_one(c: Connection, world: World, act: Act, n: int, pictures: Sequence[str]) -> datetime:
    now = play(c, world, act, f"demo-{n}", pictures)
    _note(c, n + 1)
    return now


def _tell(acts: Sequence[Act], n: int) -> None:
    """How many exemplars stand where they will stand; said every few of them."""
    left = {act.exemplar.place for act in acts[n + 1 :]}
    whole = {act.exemplar.place for act in acts}
    done = len(whole) - len(left)
    finished = acts[n].exemplar.place not in left
    if finished and (done % TOLD_EVERY == 0 or not left):
        click.echo(f"Đang dựng dữ liệu mẫu: {done}/{len(whole)}")


def _people(c: Connection, now: datetime) -> None:
    cast.add_villages(c, now.date(), (*cast.CAST_UNITS, *cast.EXTRA_UNITS))
    cast.join(c, now, CHANNEL, (*cast.CAST, *cast.EXTRAS))


def _close(c: Connection, world: World, now: datetime) -> None:
    """Everybody one can play is back at home, and nothing waits to be sent."""
    for part in cast.CAST:
        Player(c, world, part.address, "demo-home", now).say("menu")
    _deliver(c, now - SHOWN)
    _note(c, READY)


def _deliver(c: Connection, since: datetime) -> None:
    """All that was said counts as sent; only what was said `since` is shown on a page."""
    queued = outbox.c.state == "queued"
    place = func.row_number().over(partition_by=outbox.c.contact_id, order_by=outbox.c.id)
    shown = c.execute(select(outbox.c.id, place).where(queued, outbox.c.created_at >= since)).all()
    for id, position in shown:
        c.execute(update(outbox).where(outbox.c.id == id).values(position=position))
    sent = {"state": "sent", "sent_at": outbox.c.created_at, "held_until": None}
    c.execute(update(outbox).where(queued).values(sent))


def _played(c: Connection) -> int:
    return int(settings.value(c, KEY) or 0)


def _note(c: Connection, played: int) -> None:
    settings.keep(c, KEY, played)


def _no_links(code: str) -> dict[str, str]:
    del code  # nobody is invited here
    return {}


async def _no_fetch(channel: str, ref: dict[str, Any]) -> bytes:
    raise LookupError(f"nothing of the demo lies on {channel}: {ref}")
