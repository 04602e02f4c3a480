"""Asking until an answer will do, each time under a key of its own."""

from collections.abc import Callable
from datetime import date
from itertools import count

from campaign.desk import Desk
from campaign.exemplar import Value
from conversations.engine import Talk
from conversations.questions import Question


def until(
    talk: Talk,
    key: str,
    question: Callable[[str], Question],
    wrong: Callable[[Talk, Value], str],
) -> tuple[str, Value]:
    """The key under which the answer was given that nothing is wrong with, and that answer."""
    for n in count(1):
        asked = key if n == 1 else f"{key}@{n}"
        value = talk.ask(question(asked))
        why = wrong(talk, value)
        if not why:
            return asked, value
        talk.say(why)
    raise AssertionError  # counting never ends


def not_yet(desk: Desk, said: str) -> Callable[[Talk, Value], str]:
    """What is wrong with a day that is still to come."""
    return lambda _, value: said if date.fromisoformat(str(value)) > desk.today else ""
