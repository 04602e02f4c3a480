"""The registration form R1–R10 while it is being filled in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from campaign.desk import Desk
from campaign.exemplar import Heading, Value
from campaign.people import Person, Role
from campaign.plan import Criterion, Family, Part, Plan
from campaign.plan import Kind as SubjectKind
from campaign.text import shorten
from conversations.engine import Talk
from conversations.planned import choices_of, planned
from conversations.questions import Choice, Choose, Day, Kind, Photos, Question, Skip, Write
from conversations.record_words import in_sentence
from conversations.review_card import Line, labels
from conversations.showing import said_answer

BUILD_TIME = timedelta(days=365)
CHECK_TIME = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Proposal:
    category: str
    kind: SubjectKind

    @property
    def is_person(self) -> bool:
        return self.kind.family is Family.PERSON


@dataclass(slots=True)
class Form:
    """The answers so far, for one replay; every method asks one thing."""

    talk: Talk
    desk: Desk
    plan: Plan
    me: Person
    family: Family = Family.OFFICE
    fill: dict[str, object] = field(default_factory=dict)
    unit_id: int = 0
    lines: list[Line] = field(default_factory=list)
    kept: Mapping[str, int] = field(default_factory=dict)  # photos of what is no record

    @property
    def helper(self) -> str:
        """Who fills it in for its author; nothing where that is the author."""
        asker = self.desk.me
        return "" if asker is None or asker.id == self.me.id else asker.name

    def begin(self, proposal: Proposal) -> None:
        self.family = proposal.kind.family
        self.unit_id = self.me.post.unit_id
        unit = in_sentence(self.me.post.unit)
        self.fill = {"name": "", "title": "", "unit": unit, "commune": "", "year": ""}
        self.talk.heading = Heading(proposal.category, proposal.kind.id, unit_id=self.unit_id)

    def named(self, name: str) -> None:
        self.fill["name"] = name
        if self.talk.heading:
            self.talk.heading = replace(self.talk.heading, name=name)

    def address(self, title: str) -> None:
        part = _part(self.plan.criterion("R4"), "title")
        option = next(o for o in part.options if o.id == title)
        self.fill["title"] = option.name.said(self.talk.language).partition(" ")[0]

    def question(  # noqa: PLR0913 - what makes one question differ from another
        self, criterion: str, part: str, kind: Kind, *, skips: Collection[Skip] = (),
        usual: Value = None, note: str = "",
    ) -> Question:  # fmt: skip
        found = self.plan.criterion(criterion)
        return planned(
            self.talk, found, _part(found, part), self.family, self.fill, kind,
            skips=skips, usual=usual, note=note,
        )  # fmt: skip

    def ask(self, question: Question) -> Value:
        value = self.talk.ask(question)
        self.note(question, value)
        return value

    def note(self, question: Question, value: Value) -> None:
        """One line of the review card."""
        if self.talk.beyond:
            return
        criterion = self.plan.criterion(question.key.partition("/")[0])
        label = labels(self.talk.t).get(question.key) or criterion.name.said(self.talk.language)
        said = shorten(said_answer(self.talk.t, question, value), 160)
        self.lines.append((question.key, label, said))

    def choose(self, criterion: str, part: str, ids: list[str]) -> str:
        offered = _part(self.plan.criterion(criterion), part).options
        options = choices_of(self.talk, [o for o in offered if o.id in ids])
        value = self.ask(self.question(criterion, part, Choose(options), usual=options[0].id))
        return str(value)

    def text(self, criterion: str, part: str, kind: Write) -> str:
        value = self.ask(self.question(criterion, part, kind))
        return str(value["text"]) if isinstance(value, dict) and "text" in value else ""

    def photos(self, criterion: str, part: str) -> None:
        key = f"{criterion}/{part}"
        kept = self.desk.kept(self.talk.subject, key) if self.talk.subject else self.kept
        note = self.talk.t("Gửi xong thì bấm Xong (hoặc gõ x). Đừng chụp CCCD, CMND.")
        self.ask(self.question(criterion, part, Photos(kept), skips={Skip.LATER}, note=note))

    def consent(self) -> None:
        part = self.plan.criterion("R10").parts[0]
        kind = Choose(choices_of(self.talk, part.options), many=True, alone="none")
        note = self.talk.t("Chọn được nhiều; chưa hỏi thì gõ 0.")
        self.ask(self.question("R10", "", kind, note=note))

    def placed(self, unit_id: int) -> None:
        self.unit_id = unit_id
        if self.talk.heading:
            self.talk.heading = replace(self.talk.heading, unit_id=unit_id)

    def fill_in(self) -> None:
        """R6–R9: known, shown, changed only by a tap on the review card."""
        today = self.desk.today
        if not self.talk.beyond:  # none of these is asked of everybody
            self._responsible()
            self._prefilled("R7", "", Day(today), (today + BUILD_TIME).isoformat())
            self._prefilled("R7", "check", Day(today), (today + CHECK_TIME).isoformat())
        self._phase(today)
        self._learned_from()

    def _responsible(self) -> None:
        self._prefilled("R6", "", Write(story=False), {"text": self.me.name})
        for name in self._mentors()[:1]:
            self._prefilled("R6", "mentor", Write(story=False), {"text": name})

    def _mentors(self) -> Sequence[str]:
        """Who holds the post above the author's; a commune that enters for a village is that."""
        me = self.desk.me
        if self.helper and me is not None and me.post.role is Role.COMMUNE:
            return (self.helper,)
        return tuple(name for name, _ in self.desk.helpers())

    def _learned_from(self) -> None:
        part = self.plan.criterion("R9").parts[0]
        kind = Choose(choices_of(self.talk, part.options))
        if self._prefilled("R9", "", kind, part.options[0].id) == "learned":
            found = self.desk.field.replication.origins(self.talk.subject)
            known = [Choice(f"r{n.id}", f"{n.number:04d} {n.name} ({n.unit})") for n in found]
            elsewhere = Choice("elsewhere", self.talk.t("Nơi khác"))
            source = Choose((*known, elsewhere), searchable=True)
            self.ask(self.question("R9", "from", source, usual=elsewhere.id))

    def _prefilled(self, criterion: str, part: str, kind: Kind, value: Value) -> Value:
        question = self.question(criterion, part, kind)
        found = self.talk.prefilled(question, value)
        self.note(question, found)
        return found

    def _phase(self, today: date) -> None:
        """Asked only when two phases are open on the day."""
        running = [p.id for p in self.plan.phases if p.begins <= today <= p.ends]
        ids = running or [self.plan.phases[-1].id]
        options = tuple(Choice(p.id, p.name.said(self.talk.language)) for p in self.plan.phases)
        question = self.question("R8", "", Choose(options), usual=ids[0])
        phase = self.talk.ask(question) if len(ids) > 1 else self.talk.prefilled(question, ids[0])
        self.note(question, phase)
        if self.talk.heading:
            self.talk.heading = replace(self.talk.heading, phase=str(phase))


def _part(criterion: Criterion, id: str) -> Part:
    return next(p for p in criterion.parts if p.id == id)
