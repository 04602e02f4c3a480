"""How long each class of personal data is kept, and that the rest is kept for ever.

For ever: what was sent up and decided, its history, totals, closed lists, consents with their
proof, and that something was erased. Everything below is of use for a while only; its days count
from the last time anybody had to do with it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

SHORTEST = 7  # days: less would take away what is still being worked with


class Class(StrEnum):
    """A class of data that goes by itself, in the order in which it goes."""

    DRAFTS = "drafts"  # what drafts that were never sent tell, since the last answer
    ENDED = "ended"  # photos, voice notes, files of records declined, withdrawn or discarded
    LOOSE = "loose"  # photos and files that belong to nothing
    MESSAGES = "messages"  # the words of messages delivered or given up
    SEEN = "seen"  # which messages were taken already
    FAILED = "failed"  # raw messages whose turn failed
    CONTACTS = "contacts"  # addresses and phone numbers of people without a post
    CANDIDATES = "candidates"  # suggestions, and people of a survey whom nobody registered
    INVITES = "invites"  # names and phone numbers of invites used or expired
    SHEETS = "sheets"  # files with invite codes
    MISTAKES = "mistakes"  # whom commendations name that were recorded by mistake
    AUDIT = "audit"  # who did what, by ids


USUAL: Mapping[Class, int] = {  # days
    Class.DRAFTS: 5 * 365, Class.ENDED: 365, Class.LOOSE: 90, Class.MESSAGES: 365,
    Class.SEEN: 30, Class.FAILED: 90, Class.CONTACTS: 730, Class.CANDIDATES: 730,
    Class.INVITES: 365, Class.SHEETS: 60, Class.MISTAKES: 365, Class.AUDIT: 3650,
}  # fmt: skip
FOR_EVER = 0


def parse(text: str) -> Mapping[Class, int]:
    """The days of every class, with those of `loose=30 audit=0` in place of the usual ones; 0 keeps
    for ever. Raises ValueError with a sentence.
    """
    found = dict(USUAL)
    for word in text.replace(",", " ").split():
        name, _, days = word.partition("=")
        if name not in set(Class):
            raise ValueError(f"{name} is not a class of data; there are {', '.join(Class)}")
        found[Class(name)] = _days(word, days)
    return found


def _days(word: str, days: str) -> int:
    if not (days.isascii() and days.isdigit()):
        raise ValueError(f"{word} needs a number of days, as in loose=90")
    if FOR_EVER < int(days) < SHORTEST:
        raise ValueError(f"{word}: {SHORTEST} days at least, or 0 for ever")
    return int(days)


def before(days: Mapping[Class, int], which: Class, now: datetime) -> datetime | None:
    """What nobody had to do with since then goes; None where it is kept for ever."""
    return now - timedelta(days=days[which]) if days[which] != FOR_EVER else None
