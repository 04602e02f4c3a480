"""Who else hears of work on the ground: the desk that owes an answer, and whoever asked for it."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from bot import survey_telling
from bot.supplement import supplement
from campaign.desk import Outcome
from campaign.ground import GroundDone
from campaign.half_year import CardKept
from campaign.people import Person
from campaign.problems import Answered, PassedUp, Problem, Raised
from campaign.survey import Judged, Suggested
from conversations import problem_words
from conversations.showing import Say
from conversations.words import Translate, words
from storage import people
from storage.outbox import Message
from storage.types import AnyRow


def told(c: Connection, me: Person | None, came: Outcome) -> list[Message]:
    """The messages to put; none for any other outcome."""
    if not isinstance(came, GroundDone):
        return []
    if isinstance(came.done, Suggested | Judged):
        return survey_telling.told(c, me, came.done)
    if me is None:
        return []
    match came.done:
        case Raised(problem=problem) | CardKept(problem=Problem() as problem):
            return _to_desk(c, me, problem)
        case Answered(problem=problem):
            return _messages(me, _raisers(c, problem), problem, problem_words.to_raiser)
        case PassedUp(problem=problem):
            back = _messages(me, _raisers(c, problem), problem, problem_words.passed)
            return [*_to_desk(c, me, problem), *back]
        case _:
            return []


def _to_desk(c: Connection, me: Person, problem: Problem) -> list[Message]:
    rows = people.posted(c, problem.role, problem.path)
    return _messages(me, rows, problem, problem_words.to_desk)


def _raisers(c: Connection, problem: Problem) -> Sequence[AnyRow]:
    return people.posted(c, problem.by_role, [problem.unit_id])


def _messages(
    me: Person, rows: Sequence[AnyRow], problem: Problem, say: Callable[[Translate, Problem], str]
) -> list[Message]:
    return [
        supplement(row.contact_id, row.channel, Say(say(words(row.language), problem)))
        for row in rows
        if row.contact_id and row.id != me.id
    ]
