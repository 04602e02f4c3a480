"""Playing a conversation to processes that die, and comparing what is left with one that lived."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, select

from bot.envelope import Envelope
from storage.database import Database
from storage.tables import answers, history, inbox, outbox, records
from tests.stage import START, address_of

ROOT = Path(__file__).parent.parent

SAID = (  # a household is registered, then the commune confirms it
    ("hoa", "đăng ký"), ("hoa", "2"), ("hoa", "Giàng A Tủa"), ("hoa", "Trồng 2 ha chè Shan tuyết"),
    ("hoa", "x"), ("hoa", "1 2"), ("hoa", "1"), ("minh", "chờ duyệt"), ("minh", "1"), ("minh", "1"),
)  # fmt: skip


def script(said: Sequence[tuple[str, str]] = SAID) -> list[dict[str, Any]]:
    """The messages as a platform delivers them, a minute apart, each with its id."""
    return [
        Envelope("web", address_of(name), f"m{n}", text=text).to_json()
        | {"now": (START + timedelta(minutes=n)).isoformat()}
        for n, (name, text) in enumerate(said)
    ]


@dataclass
class Deaths:
    """Processes that die, each life at the next of `points`, when it gets there the `every`-th
    time; without points nobody dies.
    """

    url: str
    points: Sequence[str] = ()
    every: int = 1
    count: int = 0

    def play(self, messages: Sequence[dict[str, Any]]) -> None:
        """Deliver every message; after a death the ones not acknowledged are delivered again."""
        left = list(messages)
        lives = cycle(self.points or ("",))
        while left:
            left = left[self._one_life(left, next(lives)) :]

    def _one_life(self, left: Sequence[dict[str, Any]], point: str) -> int:
        # A short rest of the script would never get there: then die as late as it can.
        nth = min(self.every, len(left)) if point else 0
        command = [sys.executable, "-m", "tests.crash_child", self.url, str(nth), point]
        lines = b"".join(orjson.dumps(m) + b"\n" for m in left)
        done = subprocess.run(command, input=lines, capture_output=True, check=False, cwd=ROOT)
        kept = done.stdout.count(b"kept\n")
        if done.returncode == 0:
            assert kept == len(left)
            return kept
        assert done.returncode == -9, done.stderr.decode()
        self.count += 1
        return kept


def left_behind(c: Connection) -> dict[str, Any]:
    """Everything a conversation leaves, without what no two runs share: PostgreSQL numbers rows
    on where a killed turn had begun to.
    """
    given = select(answers.c.key, answers.c.value).order_by(answers.c.record_id, answers.c.key)
    state = select(records.c.number, records.c.status, records.c.name, records.c.version)
    steps = select(history.c.verb, history.c.source, history.c.target, history.c.at)
    told = c.execute(select(outbox.c.contact_id, outbox.c.body).order_by(outbox.c.id)).all()
    return {
        "answers": c.execute(given).all(),
        "records": c.execute(state.order_by(records.c.id)).all(),
        "history": c.execute(steps.order_by(history.c.id)).all(),
        "outbox": [(id, body.get("text"), len(body.get("choices", ()))) for id, body in told],
        "inbox": c.execute(select(inbox.c.key, inbox.c.state).order_by(inbox.c.key)).all(),
    }


async def what_is_left(url: str) -> dict[str, Any]:
    database = Database(url)
    try:
        return await database.transact(left_behind)
    finally:
        await database.close()
