"""Who people are and what their posts let them do. Default deny: what no row grants is refused.

A right is a verb on a thing, granted to a role, inside the post's own unit and what lies below it.
People hold nothing themselves: they hold posts, and a post passes to its successor.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    REPORTER = "reporter"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    VIEWER = "viewer"
    ADMIN = "admin"
    CLUSTER = "cluster"  # supervises some communes of a province (`campaign.clusters`)


class Verb(StrEnum):
    VIEW = "view"
    REGISTER = "register"
    ANSWER = "answer"
    SUBMIT = "submit"
    CONFIRM = "confirm"
    RETURN = "return"
    DECLINE = "decline"
    SELECT = "select"
    RECEIVE = "receive"
    BUILD = "build"
    ASSESS = "assess"
    RECOGNISE = "recognise"
    COMMEND = "commend"
    CORRECT = "correct"  # a decision that was wrongly recorded
    UNDO = "undo"  # a decision that was recorded by mistake
    AMEND = "amend"  # ask for a change of what was registered
    ACCEPT = "accept"  # agree to such a change
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    RESTRICTED = "restricted"  # see ratings and party membership
    SUMMARY = "summary"
    INVITE = "invite"
    NUDGE = "nudge"
    CALENDAR = "calendar"  # set days and leads
    CLOSE_LIST = "close_list"
    ANSWER_LIST = "answer_list"
    REPORT = "report"  # say that a report was sent
    BROADCAST = "broadcast"
    GROUP = "group"  # communes into cụm
    INQUIRE = "inquire"  # ask the author something
    REPLY = "reply"
    CHECK = "check"  # say what was seen on the spot, and draw what is to be seen
    PRAISE = "praise"  # record that somebody who is not registered was commended
    TELL = "tell"  # what happens on the ground: sheets, cards, contributions
    SURVEY = "survey"  # who may become an exemplar: keep the list, answer suggestions


# Posts that one joins by a code; who supervises a cụm is appointed by the province.
INVITED: tuple[Role, ...] = tuple(role for role in Role if role is not Role.CLUSTER)
_R, _C, _D, _P, _V, _A, _K = Role

GRANTED: dict[Verb, frozenset[Role]] = {
    Verb.VIEW: frozenset(Role),
    Verb.REGISTER: frozenset({_R, _C, _D, _P}),
    Verb.ANSWER: frozenset({_R, _C, _D, _P}),
    Verb.SUBMIT: frozenset({_R, _C, _D, _P}),
    Verb.CONFIRM: frozenset({_C}),
    Verb.RETURN: frozenset({_C, _D, _P}),
    Verb.DECLINE: frozenset({_C, _D, _P}),
    Verb.SELECT: frozenset({_D}),
    Verb.RECEIVE: frozenset({_P}),
    Verb.BUILD: frozenset({_C, _D, _P}),
    Verb.ASSESS: frozenset({_D, _P}),
    Verb.RECOGNISE: frozenset({_D, _P}),
    Verb.COMMEND: frozenset({_D, _P}),
    Verb.CORRECT: frozenset({_D, _P}),
    Verb.UNDO: frozenset({_D, _P}),
    Verb.AMEND: frozenset({_R, _C, _D, _P}),
    Verb.ACCEPT: frozenset({_C, _D, _P}),
    Verb.REFUSE: frozenset({_C, _D, _P}),
    Verb.SUSPEND: frozenset({_D, _P}),
    Verb.RESUME: frozenset({_D, _P}),
    Verb.REVOKE: frozenset({_D, _P}),
    Verb.CLOSE: frozenset({_D, _P}),
    Verb.WITHDRAW: frozenset({_R, _C, _D, _P}),
    Verb.RESTRICTED: frozenset({_C, _D, _P}),
    Verb.SUMMARY: frozenset(Role),
    Verb.INVITE: frozenset({_C, _D, _P, _A}),
    Verb.NUDGE: frozenset({_C, _D, _P, _K}),
    Verb.CALENDAR: frozenset({_P}),
    Verb.CLOSE_LIST: frozenset({_C, _D}),
    Verb.ANSWER_LIST: frozenset({_D, _P}),
    Verb.REPORT: frozenset({_C, _D, _P}),
    Verb.BROADCAST: frozenset({_D, _P}),
    Verb.GROUP: frozenset({_P}),
    Verb.INQUIRE: frozenset({_C, _D, _P, _K}),
    Verb.REPLY: frozenset({_R, _C, _D, _P}),
    Verb.CHECK: frozenset({_C, _D, _P}),
    Verb.PRAISE: frozenset({_C, _D, _P}),
    Verb.TELL: frozenset({_R, _C, _D, _P}),
    Verb.SURVEY: frozenset({_R, _C, _D, _P}),
}


@dataclass(frozen=True, slots=True)
class Post:
    """A role in a unit. `path` names the unit and every unit above it, topmost first.

    `group` are the units it reaches beside its own, with all that lies below them.
    """

    id: int
    role: Role
    unit_id: int
    unit: str
    path: tuple[int, ...]
    group: frozenset[int] = frozenset()

    @property
    def seat(self) -> int:
        """The unit of the tree that the post is kept with."""
        return self.unit_id if self.unit_id > 0 else self.path[-2]


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    title: str  # how the bot addresses them: đồng chí, bác, ông …
    language: str
    posts: tuple[Post, ...]

    @property
    def post(self) -> Post:
        """The post they act in: the one they took up last."""
        return self.posts[-1]


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What a reorganisation of units did to a post: another unit's now, or over."""

    day: date
    role: Role
    before: str  # the unit that ended
    heir: str  # the unit whose post it is now; empty where nobody inherits


def may(post: Post, verb: Verb, path: tuple[int, ...]) -> bool:
    """Whether `post` may do `verb` to a thing that lies at the unit `path` (topmost first)."""
    inside = post.unit_id in path or not post.group.isdisjoint(path)
    return inside and post.role in GRANTED[verb]
