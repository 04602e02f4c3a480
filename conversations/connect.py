"""Being the same person on one more channel: a code of one's own, to be typed there."""

from campaign.desk import Connect, Desk, Effect, Open
from conversations.engine import Talk


def run(talk: Talk, desk: Desk) -> Effect | None:
    del talk  # nothing has to be asked
    return Open("join") if desk.me is None else Connect()
