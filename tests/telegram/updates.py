"""The queue of updates: numbered, and delivered again until the bot has confirmed them.

An update is written as JSON when it happens, so what a message becomes later cannot change it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from tests.platforms.waiting import Bell
from tests.telegram.shapes import UPDATES
from tests.telegram.values import Json

FIRST_ID = 700_000_001
UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}  # only if asked for


@dataclass(frozen=True, slots=True)
class Update:
    id: int
    chat: object  # whose updates are kept in order
    raw: bytes


class Updates(Bell):
    def __init__(self) -> None:
        super().__init__()
        self.pending: dict[int, Update] = {}
        self.delivered: Counter[int] = Counter()
        self.accepted: set[int] = set()
        self.allowed: list[str] = []
        self.on_new: Callable[[Update], None] = lambda _: None
        self._next_id = FIRST_ID

    def add(self, kind: str, body: Json) -> int:
        """Queue an update, if the bot wants its kind; returns its id, or 0."""
        allowed = self.allowed or [name for name in UPDATES if name not in UNASKED]
        return self.push({kind: body}) if kind in allowed else 0

    def push(self, update: Json) -> int:
        """Queue any JSON; one without an `update_id` is given the next."""
        id = update.get("update_id", self._next_id)
        self._next_id = max(self._next_id, id) + 1
        self.queue(Update(id, _chat_of(update), orjson.dumps({"update_id": id} | update)))
        return int(id)

    def queue(self, new: Update) -> None:
        """Queue an update as it stands, whatever stands in it."""
        self.pending[new.id] = new
        self.on_new(new)
        self.ring()

    def confirm(self, id: int) -> None:
        if self.pending.pop(id, None):
            self.accepted.add(id)
            self.ring()

    def confirm_below(self, offset: int) -> None:
        """What asking for `offset` says; a negative one forgets all but so many."""
        ids = sorted(self.pending)
        kept = ids[offset:] if offset < 0 else [id for id in ids if id >= offset]
        for id in ids[: len(ids) - len(kept)]:
            self.confirm(id)

    def drop(self) -> None:
        self.pending.clear()
        self.ring()

    def batch(self, limit: int) -> list[Update]:
        """The next updates, counted as delivered."""
        found = [self.pending[id] for id in sorted(self.pending)[:limit]]
        self.delivered.update(update.id for update in found)
        return found


def _chat_of(update: Json) -> object:
    """Whose lane an update is in; an odd one is in its own."""
    for body in update.values():
        if isinstance(body, dict):
            inner = body.get("message", body)
            chat = inner.get("chat") if isinstance(inner, dict) else None
            return str(chat.get("id") if isinstance(chat, dict) else body.get("from"))
    return ""
