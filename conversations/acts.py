"""What every way of answering ends in: an answer taken, a page turned, another conversation."""

from collections.abc import Mapping
from dataclasses import replace

from campaign.broadcasts import Know
from campaign.desk import Open
from campaign.exemplar import Value
from conversations.exchange import Exchange, Turned
from conversations.questions import Question, Review
from conversations.session import Shown
from conversations.showing import MORE


def take(x: Exchange, question: Question, value: Value) -> Turned:
    if isinstance(question.kind, Review) and isinstance(value, str) and value.startswith("edit:"):
        x.session = replace(x.session, reopened=value.removeprefix("edit:"), shown=None)
        return x.settle()
    x.save(question, value)
    return x.settle()


def turn_page(x: Exchange, question: Question, which: str) -> Turned:
    shown = x.session.shown or Shown(question.key)
    page = max(0, shown.page + (1 if which == MORE else -1))
    x.session = replace(x.session, shown=replace(shown, page=page))
    return x.settle()


def go(x: Exchange, to: Open, answers: Mapping[str, Value]) -> Turned:
    x.enter(to)
    if answers:
        x.session = replace(x.session, place=replace(x.session.place, answers=answers))
    return x.settle()


def know(x: Exchange, broadcast_id: int) -> Turned:
    """Note that somebody knows the content of a broadcast, and leave them where they are."""
    x.effect = Know(broadcast_id)
    return x.turned()
