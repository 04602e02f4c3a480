"""Answering the criteria: what people say to each question, and what has to be kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

from bot.channels.base import Body
from campaign.exemplar import Value
from campaign.plan import AnswerKind, Part, Plan
from campaign.plan_file import load_shipped
from tests.soak.lives_model import Life
from tests.soak.lives_talk import Answer, Voices, option, pick, several
from tests.stage import PLAN

_ALONE = ("none", "no")
_STORY = "Làm cùng bà con, mỗi tháng họp một lần"


@dataclass
class Sitting:
    """One person answers about one exemplar, as far as it is theirs to answer."""

    voices: Voices
    chance: Random
    life: Life

    async def run(self, who: str) -> int:
        """How many questions were answered."""
        before = len(self.life.answers)
        await self.voices.say(who, f"mở {self.life.number}")
        if "answers" in [option(b.payload) for b in self.voices.stage.last[who].choices]:
            done = "đã trả lời xong phần của mình"
            await self.voices.errand(who, pick("answers"), self._reply, done)
        return len(self.life.answers) - before

    def _reply(self, key: str, body: Body) -> Answer:
        del body
        said, self.life.answers[key] = self._said(part_of(key))
        return said

    def _said(self, part: Part) -> tuple[Answer, Value]:
        if self.chance.random() < 0.03:
            return "kr", {"state": "unknown"}
        match part.kind:
            case AnswerKind.CHOOSE_ONE | AnswerKind.YES_PARTLY_NO:
                id = self.chance.choice([o.id for o in part.options])
                return pick(id), id
            case AnswerKind.CHOOSE_MANY:
                ids = [o.id for o in part.options if o.id not in _ALONE]
                ids = ids[: self.chance.choice((1, 2))]
                return several(*ids), list(ids)
            case AnswerKind.NUMBER:
                n = self.chance.randrange(1, 60)
                return str(n), n
            case AnswerKind.NUMBERS:
                given = {f.id: self.chance.randrange(1, 30) for f in part.fields}
                return " ".join(map(str, given.values())), dict(given)
            case AnswerKind.DATE:
                day = date(2021, self.chance.randrange(7, 12), self.chance.randrange(1, 28))
                return f"{day.day}/{day.month}/{day.year}", day.isoformat()
            case AnswerKind.RATIO:
                return "41/43", {"num": 41, "den": 43}
            case _:
                return _STORY, {"text": _STORY}


@cache
def _plan() -> Plan:
    return load_shipped(PLAN)


def part_of(key: str) -> Part:
    criterion, _, part = key.partition("@")[0].partition("/")
    return next(p for p in _plan().criterion(criterion).parts if p.id == part)


def exported(answers: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - any value
    """What an export says to a question: by criterion, then by year, then by part."""
    bare, _, year = key.partition("@")
    criterion, _, part = bare.partition("/")
    value: Any = answers.get(criterion)
    value = value[year] if year and isinstance(value, dict) else value
    return value[part] if isinstance(value, dict) and (part or "" in value) else value
