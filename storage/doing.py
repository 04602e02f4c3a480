"""One wish being carried out, and in which post its author may carry it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.exemplar import Value
from campaign.people import Person, Post, Verb, may
from storage.desk import StoredDesk
from storage.paths import ids_of
from storage.secrets import Keyring


@dataclass(frozen=True, slots=True)
class Doing:
    """One wish being carried out: where, by whom, when, and what was said on the way."""

    c: Connection
    keyring: Keyring
    desk: StoredDesk
    now: datetime
    path: Mapping[str, Value]  # the answers on the path, frozen by a submission
    links: Callable[[str], dict[str, str]]  # invite code → address on each channel that is on

    @property
    def me(self) -> Person | None:
        return self.desk.me


def acting(me: Person, verb: Verb, path: str) -> Post | None:
    """The post in which a person may do `verb` there: the latest one that grants it."""
    granted = [p for p in me.posts if may(p, verb, ids_of(path))]
    return granted[-1] if granted else None
