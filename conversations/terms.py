"""Which term somebody means: not asked where it is known, or where there is only one."""

from collections.abc import Sequence

from campaign.calendar import Term
from conversations.duty_words import term_name
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question

TERM = "term"  # the answer that `Open(…, given=…)` brings


def chosen(talk: Talk, terms: Sequence[Term], text: str) -> Term:
    """One of `terms`, of which there is at least one."""
    if len(terms) == 1 and talk.answers.get(TERM) in {None, terms[0].key}:
        return terms[0]
    options = tuple(Choice(term.key, term_name(talk.language, term)) for term in terms)
    asked = Question(TERM, text, Choose(options), usual=options[0].id, keep=Keep.TALK)
    key = talk.ask(asked)
    return next(term for term in terms if term.key == key)
