"""Words that came twice: on a weak signal a phone sends again, and so does a thumb.

The hard idea: what somebody is asked needs time to be read. The same words within three seconds of
their twin, both on the clock of the platform, are no answer to another question than their twin
was, whatever was asked in between. So they are never used: their sender is told, and sees what is
asked now. That is so only where an app sends again by itself; elsewhere whoever types fast means
it.

What is remembered lives in the session, so a restart forgets nothing. It is a mark that only our
key can make: among somebody's words may be an answer that is restricted.
"""

from bot.envelope import Envelope, Event
from campaign.text import clean
from conversations.session import Mark, Session
from storage.secrets import Keyring

TWICE = 3.0  # seconds; nobody reads a question and answers it in less
MOST = 8  # marks that are remembered; nobody types more in that time
LENGTH = 12  # characters of a mark


def came_twice(keyring: Keyring, session: Session, envelope: Envelope) -> bool:
    """Whether the same words were sent by the same person just before or after these."""
    mark = _mark(keyring, envelope)
    return mark is not None and any(
        mark.words == other.words and _close(mark, other) for other in session.marks
    )


def remembered(keyring: Keyring, session: Session, envelope: Envelope) -> tuple[Mark, ...]:
    """What the session is to hold: these words, without those whose time has passed."""
    mark = _mark(keyring, envelope)
    if mark is None:
        return session.marks
    kept = [other for other in session.marks if _close(mark, other)]
    return (*kept, mark)[-MOST:]


def _close(one: Mark, other: Mark) -> bool:
    return abs(one.at - other.at) < TWICE


def _mark(keyring: Keyring, envelope: Envelope) -> Mark | None:
    """Of words alone: whatever else comes says itself what it belongs to."""
    if envelope.at is None or envelope.text is None or envelope.event is not Event.NONE:
        return None
    said = f"said:{envelope.sender}:{clean(envelope.text)}"
    return Mark(keyring.word(said)[:LENGTH], envelope.at)
