"""Local criteria and local models: what a commune, a district or the province adds for its own.

The hard idea is that an addition never enters the plan. Gates, quotas, counters and the plan's own
totals read `Plan`, which holds none of it; additions are asked, shown and counted beside it, under
keys that no plan can have (`local:7`: ids of a plan hold no colon). So whatever its words say, an
addition can weaken nothing, and an answer to one that has ended breaks no old record.

It belongs to a unit and is in force in everything below it, wherever that lies by now; a unit that
was merged is spoken for by its heir. One level up approves it; the province's own, a colleague.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from campaign.asking import Item, key_of
from campaign.exemplar import Heading, Value, is_state
from campaign.people import Person, Post, Role
from campaign.plan import AnswerKind, Criterion, Hold, Part, Rule, Words
from campaign.plan_criteria import YES_PARTLY_NO

PREFIX = "local:"  # of every key of an addition
MODEL_KEY = f"{PREFIX}model"  # which model a record belongs to, as `m7`
TOPIC = "local"  # of the portion in which they are asked
PHOTOS = "photos"  # the part that asks for evidence
MAKERS = (Role.COMMUNE, Role.DISTRICT, Role.PROVINCE)
ANSWERS = (AnswerKind.YES_PARTLY_NO, AnswerKind.NUMBER, AnswerKind.STORY)
MOST = 3  # criteria of one unit in one category, so that nobody is buried in questions
LONGEST = 200  # characters of a question or a name


class Kind(StrEnum):
    CRITERION = "criterion"
    MODEL = "model"


class State(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    RAISED = "raised"  # in force, and the province is asked to take it for everybody
    ADOPTED = "adopted"  # in force in the whole province
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


IN_FORCE = (State.APPROVED, State.RAISED, State.ADOPTED)
ALIVE = (State.PROPOSED, *IN_FORCE)


@dataclass(frozen=True, slots=True)
class Addition:
    """One criterion or model. `path` is that of the unit it belongs to now, topmost first, `unit`
    its name and `place` that of the unit in which it is or would be in force; `above` is the role
    that approves it. `answer` and `photo` say how a criterion is answered.
    """

    id: int
    version: int
    kind: Kind
    category: str
    text: str
    answer: AnswerKind
    photo: bool
    state: State
    unit: str
    place: str
    path: tuple[int, ...]
    role: Role
    above: Role
    by_id: int
    by: str
    at: datetime
    note: str = ""  # why it was declined, or not adopted
    began: bool = False  # it has been in force

    @property
    def key(self) -> str:
        return f"{PREFIX}{self.id}"

    @property
    def option(self) -> str:
        """A model as an answer under `MODEL_KEY`."""
        return f"m{self.id}"

    @property
    def in_force(self) -> bool:
        return self.state in IN_FORCE

    @property
    def scope(self) -> int:
        """The unit at and below which it is in force."""
        return self.path[0] if self.state is State.ADOPTED else self.path[-1]

    @property
    def judge(self) -> int:
        """The unit whose post approves it."""
        return self.path[-2] if len(self.path) > 1 else self.path[-1]


def is_local(key: str) -> bool:
    """Whether a key of an answer is that of an addition."""
    return key.startswith(PREFIX)


def ids_in(answers: Mapping[str, Value]) -> frozenset[int]:
    """The additions that a record's answers are about."""
    named = [key.removeprefix(PREFIX).partition("/")[0] for key in answers if is_local(key)]
    chosen = answers.get(MODEL_KEY)
    named.append(chosen.removeprefix("m") if isinstance(chosen, str) else "")
    return frozenset(int(id) for id in named if id.isascii() and id.isdigit())


# --- asking


def items_of(
    additions: Iterable[Addition], heading: Heading, answers: Mapping[str, Value]
) -> tuple[Item, ...]:
    """What is asked about a record beside the plan, in order, answered or not."""
    return tuple(
        Item(criterion, part, None)
        for one in additions
        if one.kind is Kind.CRITERION and one.in_force and one.category == heading.category
        for criterion in (criterion_of(one),)
        for part in criterion.parts
        if not part.id or _shows_something(answers.get(one.key))
    )


def _shows_something(value: Value) -> bool:
    """Whether there is anything a photo could prove."""
    return value not in (None, "no", "not_yet", 0) and not is_state(value)


def criterion_of(one: Addition) -> Criterion:
    """An addition as a question of the chat; it has no gate and serves no other criterion."""
    parts = [_part("", one.answer, one.text)]
    parts += [_part(PHOTOS, AnswerKind.PHOTOS, one.text)] if one.photo else []
    return Criterion(
        id=one.key, section="", name=Words(one.text, one.text), topic=TOPIC, rule=Rule.PRIORITY,
        interpretation=False, respondent=Role.REPORTER.value, hold=Hold.RECORD, yearly=False,
        restricted=False, kinds=(), categories=(one.category,), when=None, parts=tuple(parts),
        same_as=(), gate=None, evidence=None,
    )  # fmt: skip


def _part(id: str, kind: AnswerKind, text: str) -> Part:
    options = YES_PARTLY_NO if kind is AnswerKind.YES_PARTLY_NO else ()
    said = text.replace("{", "{{").replace("}", "}}")  # a wording is a template
    return Part(id, kind, {"any": Words(said, said)}, options, (), "", None)


def photo_key(one: Addition) -> str:
    return key_of(one.key, PHOTOS, None)


# --- who may do what


class Act(StrEnum):
    PROPOSE = "propose"
    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    RAISE = "raise"  # ask the province to take it for everybody
    ADOPT = "adopt"
    KEEP = "keep"  # it stays what it is, in its place


REASONED = (Act.DECLINE, Act.KEEP)  # never without saying why


class Side(StrEnum):
    MAKER = "maker"
    ABOVE = "above"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Step:
    side: Side
    act: Act
    source: State
    target: State


_S = State
STEPS: tuple[Step, ...] = (
    Step(Side.MAKER, Act.PROPOSE, _S.DRAFT, _S.PROPOSED),
    Step(Side.MAKER, Act.PROPOSE, _S.DECLINED, _S.PROPOSED),
    Step(Side.ABOVE, Act.APPROVE, _S.PROPOSED, _S.APPROVED),
    Step(Side.ABOVE, Act.DECLINE, _S.PROPOSED, _S.DECLINED),
    Step(Side.MAKER, Act.RAISE, _S.APPROVED, _S.RAISED),
    Step(Side.TOP, Act.ADOPT, _S.RAISED, _S.ADOPTED),
    Step(Side.TOP, Act.KEEP, _S.RAISED, _S.APPROVED),
    Step(Side.TOP, Act.WITHDRAW, _S.ADOPTED, _S.WITHDRAWN),
    *(
        Step(Side.MAKER, Act.WITHDRAW, source, _S.WITHDRAWN)
        for source in (_S.DRAFT, _S.PROPOSED, _S.DECLINED, _S.APPROVED, _S.RAISED)
    ),
)
SECOND = (Act.APPROVE, Act.DECLINE, Act.ADOPT, Act.KEEP)  # never by whoever proposed it


def may_make(post: Post) -> bool:
    return post.role in MAKERS


def step(one: Addition, me: Person, act: Act) -> State | None:
    """Where an act of the post somebody acts in leads; None where it is not theirs."""
    if act in SECOND and me.id == one.by_id:
        return None
    for found in STEPS:
        if (found.act, found.source) == (act, one.state) and _sits(one, me.post, found.side):
            at_top = found.act is Act.RAISE and len(one.path) == 1
            return None if at_top else found.target
    return None


def acts(one: Addition, me: Person) -> tuple[Act, ...]:
    """What somebody may do with an addition now."""
    return tuple(act for act in Act if step(one, me, act) is not None)


def _sits(one: Addition, post: Post, side: Side) -> bool:
    match side:
        case Side.MAKER:
            return (post.unit_id, post.role) == (one.path[-1], one.role)
        case Side.ABOVE:
            return (post.unit_id, post.role) == (one.judge, one.above)
        case Side.TOP:
            return (post.unit_id, post.role) == (one.path[0], Role.PROVINCE)


def waits_for(one: Addition, me: Person) -> bool:
    """Whether somebody's decision is due."""
    return any(act in SECOND for act in acts(one, me))


def at_place(additions: Iterable[Addition], path: Sequence[int]) -> tuple[Addition, ...]:
    """Those that are in force at a place, the topmost unit's first."""
    here = [one for one in additions if one.in_force and one.scope in path]
    return tuple(sorted(here, key=lambda one: (path.index(one.scope), one.id)))
