"""What one exchange builds up: where somebody is, what is said, what is kept, what is wished."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from campaign.desk import Begin, Desk, Effect, Open
from campaign.exemplar import Heading, Value, is_state
from campaign.text import shorten
from conversations import menu
from conversations.catalogue import by_name
from conversations.engine import Conversation, Reach, Standing, Talk, replay
from conversations.questions import Keep, Question, Review
from conversations.session import HOME, REHEARSAL, Place, Said, Session
from conversations.showing import Button, Say, page_of, said_answer, show
from conversations.words import words

POSTPONED = "!later"  # the questions put off in this sitting
LONGEST_CHOICE = 60  # characters of an answer that are said back under its question
REHEARSED = "practice"  # what evidence of an exercise is filed under, to be thrown away
END = "end"  # where a conversation stops: nothing left to put off


def _come_back(place: Place) -> Place:
    """A place entered again: what was put off is asked once more."""
    return replace(place, answers={k: v for k, v in place.answers.items() if k != POSTPONED})


def _leads_back(parked: Place, to: Open) -> bool:
    """Whether somebody goes where they were before, and not there about something else."""
    same = (parked.conversation, parked.subject) == (to.conversation, to.subject)
    return same and all(parked.answers.get(key) == said for key, said in to.given.items())


def is_told(place: Place) -> bool:
    """Whether something was written or sent there that stands nowhere else. Words that were only
    looked for are typed again as easily.
    """
    looked_for = {"text"} if menu.takes_words(place.conversation) else set()
    told = (value for key, value in place.answers.items() if key not in looked_for)
    return any(isinstance(value, dict) and not is_state(value) for value in told)


@dataclass(frozen=True, slots=True)
class Saved:
    """One answer to keep; `record_id` is 0 while the record has still to be begun."""

    record_id: int
    key: str
    value: Value
    keep: Keep
    restricted: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Evidence that belongs to a question of a record, or is sent along with a broadcast."""

    evidence: int
    record_id: int
    key: str
    controls: tuple[tuple[str, Button], ...] = ()  # what its receipt offers
    broadcast_id: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was answered to the question shown last, as its asker says it back."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Turned:
    """Everything one exchange asks the world to do."""

    session: Session
    says: tuple[Say, ...] = ()
    saves: tuple[Saved, ...] = ()
    links: tuple[Link, ...] = ()
    heading: tuple[int, Heading] | None = None  # of the record with that id
    effect: Effect | None = None
    chosen: Chosen | None = None
    looked_at: int = 0  # the record whose card is shown
    listed: tuple[tuple[int, str], ...] = ()  # records of a list that is shown, by what they say
    disowned: tuple[tuple[int, str], ...] = ()  # record and question: its last photo is to go


@dataclass
class Exchange:
    """The one place where an exchange is built up; it lives for one call."""

    desk: Desk
    session: Session
    ref: str = ""  # the channel's name for what was heard
    late: bool = False  # it was sent before the open question had come
    says: list[Say] = field(default_factory=list)
    saves: list[Saved] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    heading: tuple[int, Heading] | None = None
    effect: Effect | None = None
    answered: bool = False  # something was answered in this very exchange
    chosen: Chosen | None = None
    looked_at: int = 0
    listed: tuple[tuple[int, str], ...] = ()
    disowned: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.language = self.desk.me.language if self.desk.me else "vi"
        self.t = words(self.language)

    # --- where we are

    @property
    def conversation(self) -> Conversation:
        return by_name(self.session.place.conversation)

    def answers(self) -> dict[str, Value]:
        """All answers the open conversation may see: the record's, then its own, then new ones."""
        place = self.session.place
        found: dict[str, Value] = {}
        if self.conversation.about_record and place.subject:
            found |= self.desk.answers(place.subject)
        found |= place.answers
        return found | {s.key: s.value for s in self.saves if s.keep is not Keep.TALK}

    def talk(self, reach: Reach = Reach.QUESTION) -> Talk:
        place = self.session.place
        postponed = place.answers.get(POSTPONED)
        return Talk(
            self.t, self.language, place.subject, self.answers(),
            self.session.reopened,
            postponed if isinstance(postponed, list) else (), reach, {s.key for s in self.saves},
        )  # fmt: skip

    def stand(self, reach: Reach = Reach.QUESTION) -> Standing:
        return replay(self.conversation.run, self.talk(reach), self.desk)

    # --- what happens

    def tell(self, text: str, *buttons: Button) -> None:
        self.says.append(Say(text, buttons))

    def enter(self, to: Open) -> None:
        """Go to another conversation; the one left is parked and offered by home."""
        here = self.session.place
        if here.conversation == REHEARSAL != to.conversation:
            self.tell(self.t("Đã thôi tập thử; không có gì được lưu."))
            here = Place()
        keep = here if here.conversation not in {HOME, to.conversation} and here.answers else None
        place = Place(to.conversation, to.subject, dict(to.given))
        parked = self.session.parked
        if parked and _leads_back(parked, to):
            place, parked = _come_back(parked), None
        if keep and (parked is None or is_told(keep) or not is_told(parked)):
            parked = keep
        self.session = Session(
            place=place, parked=parked, reopened=to.reopen or "", album=self.session.album
        )

    def save(self, question: Question, value: Value) -> None:
        self.chose(question, value)
        if question.keep in {Keep.TALK, Keep.REHEARSAL}:
            place = self.session.place
            answers = {**place.answers, question.key: value}
            self.session = replace(self.session, place=replace(place, answers=answers))
        else:
            self.saves.append(
                Saved(
                    self.session.place.subject, question.key, value, question.keep,
                    question.restricted,
                )
            )  # fmt: skip
        self.answered = True
        said = Said(self.ref, question.key) if self.ref else None
        self.session = replace(
            self.session, reopened="", shown=None, picked=(), offer=None, said=said
        )

    def chose(self, question: Question, value: Value) -> None:
        """Remember what was said to the question that stands last in the chat."""
        shown = self.session.shown
        if shown is not None and shown.key == question.key:
            label = shorten(said_answer(self.t, question, value), LONGEST_CHOICE)
            self.chosen = Chosen(question.key, label)

    def postpone(self, key: str) -> None:
        """Pass over a question until the person comes back to this conversation."""
        place = self.session.place
        put_off = place.answers.get(POSTPONED)
        before = put_off if isinstance(put_off, list) else []
        answers = {**place.answers, POSTPONED: [*before, key]}
        self.session = replace(self.session, place=replace(place, answers=answers))

    def turned(self) -> Turned:
        return Turned(
            self.session, tuple(self.says), tuple(self.saves), tuple(self.links), self.heading,
            self.effect, self.chosen, self.looked_at, self.listed,
            tuple(self.disowned),
        )  # fmt: skip

    # --- the end of every exchange: say where we stand now

    def settle(self) -> Turned:
        """Replay, speak what is new, show the open question or make the wish."""
        place = self.session.place
        if self.conversation.about_record and not place.subject and self.saves:
            self.effect = Begin()
            return self.turned()
        counted = self.conversation.counted and not self.session.reopened
        standing = self.stand(Reach.COUNT if counted else Reach.QUESTION)
        if standing.heading is not None and place.subject:
            self.heading = (place.subject, standing.heading)
        if standing.outdated:
            self.tell(self.t("Câu trả lời cũ của câu này không còn dùng được, xin trả lời lại."))
        for text in standing.said if self._is_news(standing) else ():
            self.tell(text)
        if standing.open is not None:
            self.ask(standing.open, standing)
            return self.turned()
        return self.finish(standing)

    def _is_news(self, standing: Standing) -> bool:
        """Whether what was said since the last answer is new; thanks are said once, when earned."""
        return self.answered or standing.open is None or not self.conversation.about_record

    def finish(self, standing: Standing) -> Turned:
        """The conversation is over: its wish, or back home."""
        if isinstance(standing.effect, Open):
            to = standing.effect
            self.session = replace(self.session, place=Place())
            self.enter(to)
            return self.settle()
        self.session = Session(parked=self.session.parked, album=self.session.album)
        self.effect = standing.effect
        return self.turned()

    def ask(self, question: Question, standing: Standing) -> None:
        question = self._with_old_answer(question, standing.filled)
        shown = page_of(question, self.session.shown, self.session.picked)
        place = self.session.place
        self.session = replace(self.session, shown=shown)
        self.looked_at = self.looked_at or question.shows
        self.listed = self.listed or question.lists
        self.says += [Say(self.t("Tin thoại của hồ sơ:"), file=key) for key in question.voices]
        self.says.append(
            show(
                self.t, question, shown, (self.conversation.code, place.subject),
                self.progress(standing), self.session.picked,
                back=standing.before() is not None,
                later=self.conversation.counted and place.subject > 0 and question.key != END,
            )
        )  # fmt: skip

    def _with_old_answer(self, question: Question, filled: Mapping[str, Value]) -> Question:
        """A question opened again says what is recorded now."""
        value = self.answers().get(question.key, filled.get(question.key))
        again = question.mends or self.session.reopened == question.key
        if not again or question.keep is Keep.TALK or value is None or self.session.picked:
            return question
        now = shorten(said_answer(self.t, question, value), 160)
        said = self.t("Đang ghi: {answer}", answer=now)
        return replace(question, note="\n".join(line for line in (said, question.note) if line))

    def progress(self, standing: Standing) -> str:
        """Where one is; nothing on the review and on a question opened again."""
        question = standing.open
        if not self.conversation.counted or question is None or self.session.reopened:
            return ""
        if isinstance(question.kind, Review) or question.keep is Keep.TALK:
            return ""
        place = standing.place()
        return self.t("Câu {n}/{total}", n=place, total=max(place, standing.total))
