"""`Đã nắm nội dung`: noted at once, whatever else is open; the open question stays as it is.

The word is `nắm 17`. Without accents it may also be a year ("nam 2021"), so it is taken for the
word only where no figure is asked for.
"""

from campaign.desk import Desk, Effect, Open
from campaign.text import clean
from conversations.engine import Talk
from conversations.questions import Choose, Question, Review

KNOWN = "known"
EXACT, LOOSE = ("nắm", "/nam"), "nam"
LONGEST_NUMBER = 12  # digits


def run(talk: Talk, desk: Desk) -> Effect | None:
    """The word without a number: which broadcast is meant nobody can tell."""
    if desk.me is None:
        return Open("join")
    talk.say(talk.t("Đồng chí gõ nắm và số của thông báo, như trong tin đã nhận. Ví dụ: nắm 17."))
    return Open("home")


def number(text: str, question: Question | None) -> int | None:
    """The broadcast in `nắm 17`; None where the words are something else."""
    word, _, rest = clean(text).strip(" .!").lower().partition(" ")
    loose = question is None or isinstance(question.kind, Choose | Review)
    if word not in EXACT and not (word == LOOSE and loose):
        return None
    said = rest.strip()
    short = said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER
    return int(said) if short else None
