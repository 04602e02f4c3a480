"""The registration form R1–R10 while it is being filled in, and its review card."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from campaign.desk import Desk
from campaign.exemplar import Heading, Value, is_state
from campaign.people import Person, Role
from campaign.plan import Criterion, Family, Kind, Option, Part, Plan
from campaign.text import fold, shorten
from campaign.units import Unit
from conversations.engine import Talk
from conversations.planned import choices_of, planned
from conversations.questions import (
    Choice,
    Choose,
    Day,
    Keep,
    Photos,
    Question,
    Review,
    Skip,
    Write,
    choices,
)
from conversations.showing import said_answer
from conversations.words import day

LEVEL_BELOW = {Role.COMMUNE: "village", Role.DISTRICT: "commune", Role.PROVINCE: "district"}
BUILD_TIME = timedelta(days=365)
CHECK_TIME = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Proposal:
    category: str
    kind: Kind

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
    lines: list[tuple[str, str, str]] = field(default_factory=list)

    def begin(self, proposal: Proposal) -> None:
        self.family = proposal.kind.family
        self.unit_id = self.me.post.unit_id
        self.fill = {"name": "", "title": "", "unit": self.me.post.unit, "commune": "", "year": ""}
        self.talk.heading = Heading(proposal.category, proposal.kind.id, unit_id=self.unit_id)

    def named(self, name: str) -> None:
        self.fill["name"] = name
        if self.talk.heading:
            self.talk.heading = replace(self.talk.heading, name=name)

    def address(self, title: str) -> None:
        part = _part(self.plan.criterion("R4"), "title")
        option = next(o for o in part.options if o.id == title)
        self.fill["title"] = option.name.said(self.talk.language).partition(" ")[0]

    def question(self, criterion: str, part: str, kind: object = None, **more: object) -> Question:
        found = self.plan.criterion(criterion)
        return planned(
            self.talk, found, _part(found, part), self.family, self.fill,
            kind,  # type: ignore[arg-type]
            **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def ask(self, question: Question) -> Value:
        value = self.talk.ask(question)
        self.note(question, value)
        return value

    def note(self, question: Question, value: Value) -> None:
        """One line of the review card."""
        criterion = self.plan.criterion(question.key.partition("/")[0])
        label = LABELS.get(question.key) or criterion.name.said(self.talk.language)
        said = shorten(said_answer(self.talk.t, question, value), 160)
        self.lines.append((question.key, self.talk.t(label), said))

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
        kept = self.desk.kept(self.talk.subject, key) if self.talk.subject else 0
        question = self.question(criterion, part, Photos(kept), skips={Skip.LATER})
        self.ask(replace(question, note=self.talk.t("Gửi xong thì bấm Xong (hoặc gõ x).")))

    def consent(self) -> None:
        part = self.plan.criterion("R10").parts[0]
        kind = Choose(
            choices_of(self.talk, part.options), many=True, alone="none",
            words=(("0", "none"),),
        )  # fmt: skip
        note = self.talk.t("Chọn được nhiều; chưa hỏi thì gõ 0.")
        self.ask(self.question("R10", "", kind, note=note))

    def place(self, proposal: Proposal) -> None:
        """The unit: one's own, unless the subject is a unit of another level."""
        units = self._units(proposal)
        options = tuple(Choice(f"u{u.id}", u.name) for u in units)
        own = f"u{self.me.post.unit_id}"
        text = self.plan.criterion("R4").parts[-1].words(self.family).said(self.talk.language)
        question = Question("R4/unit", text, Choose(options, searchable=True), usual=own)
        if any(u.id == self.me.post.unit_id for u in units):
            value = self.talk.prefilled(question, own)
        else:
            value = self.talk.ask(question)
        self.note(question, value)
        self.unit_id = int(str(value)[1:])
        if self.talk.heading:
            self.talk.heading = replace(self.talk.heading, unit_id=self.unit_id)

    def _units(self, proposal: Proposal) -> list[Unit]:
        own = self.desk.unit(self.me.post.unit_id)
        below = list(self.desk.below(self.me.post.unit_id)) if self.me.post.role != "reporter" else []
        every = [u for u in ([own] if own else []) + below]
        level = proposal.kind.level
        fitting = [u for u in every if level is None or u.level == level]
        return fitting or every[:1]

    def fill_in(self) -> None:
        """R6–R9: known, shown, changed only by a tap on the review card."""
        today = self.desk.today
        self._prefilled("R6", "", Write(story=False), {"text": self.me.name})
        self._prefilled("R7", "", Day(today), (today + BUILD_TIME).isoformat())
        self._prefilled("R7", "check", Day(today), (today + CHECK_TIME).isoformat())
        self._phase(today)
        part = self.plan.criterion("R9").parts[0]
        self._prefilled("R9", "", Choose(choices_of(self.talk, part.options)), part.options[0].id)

    def _prefilled(self, criterion: str, part: str, kind: object, value: Value) -> None:
        question = self.question(criterion, part, kind, skips={Skip.LATER})
        self.note(question, self.talk.prefilled(question, value))

    def _phase(self, today: date) -> None:
        """Asked only when two phases are open on the day."""
        running = [p.id for p in self.plan.phases if p.begins <= today <= p.ends]
        ids = running or [self.plan.phases[-1].id]
        options = tuple(
            Choice(p.id, p.name.said(self.talk.language)) for p in self.plan.phases
        )
        question = self.question("R8", "", Choose(options), usual=ids[0])
        phase = (
            self.talk.ask(question) if len(ids) > 1 else self.talk.prefilled(question, ids[0])
        )
        self.note(question, phase)
        if self.talk.heading:
            self.talk.heading = replace(self.talk.heading, phase=str(phase))


LABELS = {
    "R4": "Tên", "R4/title": "Gọi là", "R4/unit": "Ở", "R5/photos": "Ảnh", "R6": "Người phụ trách",
    "R7": "Định xong", "R7/check": "Tự kiểm tra",
}  # fmt: skip


def _part(criterion: Criterion, id: str) -> Part:
    return next(p for p in criterion.parts if p.id == id)


def card(form: Form, proposal: Proposal) -> Question:
    """Everything on one card; a tap on a line opens that question again."""
    t = form.talk.t
    lines = [(key, label, _as_day(said)) for key, label, said in form.lines]
    send = Choice("send", t("Gửi – nội dung đúng sự thật"))
    notes = []
    if proposal.is_person and fold(str(form.fill["name"])) == fold(form.me.name):
        notes.append(t("Lưu ý: đồng chí đang giới thiệu chính mình; cấp trên sẽ thấy điều này."))
    if is_none(form.talk.answers.get("R10")):
        notes.append(t("Chưa hỏi ý kiến nên hồ sơ chưa rời khỏi xã và không hiện ảnh mặt."))
    return Question(
        "review", t("Đồng chí xem lại trước khi gửi:"), Review(tuple(lines), send),
        usual="send", keep=Keep.TALK, note="\n".join(notes), page=20,
    )  # fmt: skip


def is_none(consent: Value) -> bool:
    return consent == ["none"] or is_state(consent)


def _as_day(said: str) -> str:
    try:
        return day(date.fromisoformat(said))
    except ValueError:
        return said


