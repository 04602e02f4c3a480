"""A conversation is a plain function; its state is the answers given so far, keyed by question.

The hard idea is the replay. `talk.ask(question)` returns the answer if there is one, and otherwise
stops the function right there: that question is the reply. So what comes next, how many questions
are left, back and edit are all found by running the function again over the answers; nothing that
can be computed is stored. Three rules keep this sound:

1. A conversation sees only the desk and the answers: no clock, no chance, no network.
2. A key is asked at most once in a replay, and is never renamed or renumbered.
3. Whatever was said before the last answer has been heard already, and is not said again.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from campaign.desk import Desk, Effect
from campaign.exemplar import Heading, Value, is_state
from conversations.answers import holds
from conversations.questions import Keep, Question, Skip
from conversations.words import Translate

Run: TypeAlias = "Callable[[Talk, Desk], Effect | None]"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation of the catalogue. `code` stands for it in button payloads, for ever."""

    name: str
    code: str
    run: Run
    about_record: bool = False
    counted: bool = False  # its questions say where one is: "Câu 3/8"
    photo: str = ""  # the question that a photo answers, whenever it comes


class Reach(Enum):
    """How far a replay goes."""

    QUESTION = 0  # to the open question
    COUNT = 1  # on from there on the usual answers, to count what is left
    PATH = 2  # likewise, to find everything that is on the path


class AskedTwice(Exception):
    """A conversation asked one key twice in one replay."""


class _Waiting(BaseException):
    """Stops a conversation at the question it has no answer to. BaseException, so that no
    `except Exception` of a conversation swallows it.
    """


class Talk:
    """What a conversation speaks with, for one replay."""

    def __init__(  # noqa: PLR0913, PLR0917 - everything one replay depends on
        self,
        t: Translate,
        language: str,
        subject: int,
        answers: Mapping[str, Value],
        reopened: str = "",
        postponed: Collection[str] = (),
        reach: Reach = Reach.QUESTION,
        fresh: Collection[str] = (),
    ) -> None:
        self.t = t
        self.language = language
        self.subject = subject
        self.answers = answers
        self.heading: Heading | None = None
        self.asked: list[Question] = []
        self.said: list[str] = []
        self.filled: dict[str, Value] = {}  # what nobody had to be asked
        self.open: Question | None = None
        self.outdated = False
        self.stopped: Standing | None = None  # where the talk stood at its open question
        self._mark = ""  # of an exercise
        self._reopened = reopened
        self._postponed = postponed
        self._reach = reach
        self._fresh = fresh  # answered in this very exchange

    def ask(self, question: Question, *, unsaid: Value = None) -> Value:
        """The answer to `question`, or the end of this replay; `unsaid` counts as no answer,
        unless somebody has just said it again.
        """
        question = self._marked(question)
        if any(q.key == question.key for q in self.asked):
            raise AskedTwice(question.key)
        self.asked.append(question)
        value = self.answers.get(question.key)
        said = value != unsaid or question.key in self._fresh
        if said and self._stands(question.key, value):
            if holds(question, value):
                self.said.clear()
                return value
            self.outdated = True
        if self.open is None:
            self.open = question
            self.stopped = self.standing(None)
        if self._reach is Reach.QUESTION:
            raise _Waiting
        return question.usual

    def rehearse(self, mark: str) -> None:
        """From here on everything is asked for the exercise: marked so, and kept nowhere else."""
        self._mark = mark

    def _marked(self, question: Question) -> Question:
        if not self._mark:
            return question
        keep = Keep.TALK if question.keep is Keep.TALK else Keep.REHEARSAL
        text, skips = f"{self._mark}\n{question.text}", question.skips - {Skip.LATER}
        return replace(question, text=text, keep=keep, skips=skips)

    def prefilled(self, question: Question, value: Value) -> Value:
        """The answer if one was given, else `value`: asked only when somebody would change it."""
        self.filled[question.key] = value
        if question.key in self.answers or question.key == self._reopened:
            return self.ask(question)
        return value

    @property
    def beyond(self) -> bool:
        """Whether the rest is played for the count alone: what is only shown can be left out."""
        return self.open is not None and self._reach is Reach.COUNT

    def _stands(self, key: str, value: Value) -> bool:
        """Whether a stored answer counts. What was put off counts until the person comes back."""
        if value is None or key == self._reopened:
            return False
        return not is_state(value, "later") or key in self._postponed

    def say(self, text: str) -> None:
        self.said.append(text)

    def standing(self, effect: Effect | None) -> "Standing":
        return Standing(
            tuple(self.asked), self.open, tuple(self.said), self.heading, self.outdated, effect,
            dict(self.filled),
        )  # fmt: skip

    def kept(self) -> int:
        """How many answers are kept on the path so far, but for what nobody had to be asked."""
        return _kept(self.asked, self.filled)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands: at an open question, or at its end with a wish."""

    asked: tuple[Question, ...]
    open: Question | None
    said: tuple[str, ...]
    heading: Heading | None
    outdated: bool
    effect: Effect | None
    filled: Mapping[str, Value]
    total: int = 0  # answers kept: so far, or to the end of the usual path where that was counted

    def place(self) -> int:
        """Which of the answers that are kept the last question asked for is."""
        return _kept(self.asked, self.filled)

    def find(self, key: str) -> Question | None:
        return next((q for q in self.asked if q.key == key), None)

    def before(self) -> Question | None:
        """The question asked just before the open one."""
        answered = [q for q in self.asked if q is not self.open]
        return answered[-1] if answered else None


def _kept(asked: Collection[Question], filled: Collection[str]) -> int:
    return sum(q.keep is not Keep.TALK and q.key not in filled for q in asked)


def replay(run: Run, talk: Talk, desk: Desk) -> Standing:
    """Run a conversation over its answers, as far as its talk reaches."""
    effect: Effect | None = None
    with suppress(_Waiting):
        effect = run(talk, desk)
    stopped = talk.stopped or talk.standing(effect)
    return replace(stopped, total=talk.kept())
