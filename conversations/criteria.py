"""The criteria of one record, in portions, each question to the post that can answer it.

A sitting may end at any question: what is answered is kept, what was put off comes back next time.
What the subject has told for another record is not asked again.
"""

from collections.abc import Mapping, Sequence

from campaign.additions import TOPIC
from campaign.asking import Item
from campaign.desk import Desk, Effect, Move, Open
from campaign.exemplar import Record, Value, is_state
from campaign.people import Role, Verb, may
from campaign.workflow import OPEN_TO_ANSWERS, Status
from conversations import asked
from conversations.engine import Talk
from conversations.planned import kind_of, planned
from conversations.questions import Choice, Choose, Keep, Question, Skip
from conversations.record_words import fill_of

PASSED_UP: Value = {"state": "unknown", "asked": "commune"}  # open again for who was asked
SKIPS = frozenset({Skip.LATER, Skip.UNKNOWN, Skip.NOT_APPLICABLE})


def run(talk: Talk, desk: Desk) -> Effect | None:
    """The questions of the asker's own post."""
    record = opened(talk, desk)
    if record is None:
        return Open("home")
    return _ask_all(talk, desk, record, mine(desk, record, talk.answers))


def assist(talk: Talk, desk: Desk) -> Effect | None:
    """Helper entry: a superior types in what the village tells, both names kept."""
    record = opened(talk, desk)
    if record is None:
        return Open("home")
    every = asked.every(desk, record, talk.answers)
    theirs = [i for i in every if i.criterion.respondent == Role.REPORTER]
    return _ask_all(talk, desk, record, theirs)


def opened(talk: Talk, desk: Desk) -> Record | None:
    """The record, where whoever talks may answer questions about it now."""
    record = desk.record(talk.subject)
    me = desk.me
    if record is None or me is None or not may(me.post, Verb.ANSWER, record.path):
        talk.say(talk.t("Hồ sơ này không mở được ở đây."))
        return None
    if record.status is Status.DRAFT or record.status not in OPEN_TO_ANSWERS or record.hidden:
        talk.say(talk.t("Hồ sơ này hiện không nhận thêm câu trả lời."))
        return None
    return record


def mine(desk: Desk, record: Record, answers: Mapping[str, Value]) -> list[Item]:
    """What the plan, or somebody below, asks of the asker's post."""
    me = desk.me
    if me is None:
        return []
    roles = {me.post.role.value}
    if me.post.role is record.registrant:
        roles.add(Role.REPORTER.value)
    every = asked.every(desk, record, answers)
    return [i for i in every if i.criterion.respondent in roles or _asked(answers, i, roles)]


def _asked(answers: Mapping[str, Value], item: Item, roles: set[str]) -> bool:
    value = answers.get(item.key)
    return isinstance(value, dict) and value.get("asked") in roles


def asked_of_post(talk: Talk, desk: Desk, record: Record) -> bool:
    """Whether there is anything for the asker's post to answer."""
    me = desk.me
    allowed = me is not None and may(me.post, Verb.ANSWER, record.path) and not record.hidden
    return allowed and bool(mine(desk, record, talk.answers))


def _ask_all(talk: Talk, desk: Desk, record: Record, every: Sequence[Item]) -> Effect | None:
    topics = list(dict.fromkeys(i.criterion.topic for i in every))
    for place, topic in enumerate(topics):
        part = [i for i in every if i.criterion.topic == topic]
        values = [_ask(talk, desk, record, item) for item in part]
        if not any(is_state(v, "later") or is_state(v, "unknown") for v in values):
            _thank(talk, record, topic, len(topics) - place - 1)
    return _end(talk, desk, record, every)


def _ask(talk: Talk, desk: Desk, record: Record, item: Item) -> Value:
    question = item_question(talk, desk, record, item)
    return talk.ask(question, unsaid=None if question.ask_above else PASSED_UP)


def item_question(talk: Talk, desk: Desk, record: Record, item: Item) -> Question:
    """A criterion as it is asked of whoever talks; a village may pass it up to its commune."""
    if asked.is_local(item):
        return asked.local_question(talk, desk, record, item)
    me = desk.me
    above = me is not None and me.post.role is Role.REPORTER
    kept = desk.kept(record.id, item.key)
    return planned(
        talk, item.criterion, item.part, record.plan.kind(record.heading.kind or "").family,
        fill_of(talk, desk, record), kind_of(talk, item.part, desk.today, kept),
        year=item.year, skips=SKIPS, ask_above=above,
    )  # fmt: skip


def _thank(talk: Talk, record: Record, topic: str, left: int) -> None:
    """Thanks name what was achieved; never a bare counter."""
    thanks = talk.t("Cảm ơn đồng chí đã trả lời thêm cho địa phương.")
    if topic != TOPIC:
        thanks = record.plan.topic(topic).thanks.said(talk.language)
    talk.say(thanks + (" " + talk.t("Còn {n} phần nữa.", n=left) if left else ""))


def _end(talk: Talk, desk: Desk, record: Record, every: Sequence[Item]) -> Effect | None:
    """What is complete now, what is still open, and the one next step."""
    put_off = sum(is_state(talk.answers.get(i.key), "later") for i in every)
    mends = record.status is Status.RETURNED and desk.me is not None
    options = [Choice("send", talk.t("Gửi lại"))] if mends and _own(desk, record) else []
    options += [Choice("card", talk.t("Xem hồ sơ")), Choice("home", talk.t("Trang chủ"))]
    text = _ending(talk, desk, record, put_off)
    question = Question("end", text, Choose(tuple(options)), usual="home", keep=Keep.TALK)
    done = talk.ask(question)
    if done == "send":
        return Move(record.id, record.version, Verb.SUBMIT)
    return Open("card", record.id) if done == "card" else Open("home")


def _own(desk: Desk, record: Record) -> bool:
    return desk.me is not None and desk.me.post.role is record.registrant


def _ending(talk: Talk, desk: Desk, record: Record, put_off: int) -> str:
    t = talk.t
    lines = [t("Đồng chí đã trả lời xong phần của mình về {name}.", name=record.heading.name)]
    if put_off:
        lines = [
            t("Còn {n} câu để sau về {name}.", n=put_off, name=record.heading.name),
            t("Lúc nào rảnh, đồng chí gõ: tiếp tục"),
        ]
    elif _own(desk, record) and (waiting := waits_above(talk.answers)):
        lines.append(t("{n} câu đang chờ xã trả lời.", n=waiting))
    return "\n".join(lines)


def waits_above(answers: Mapping[str, Value]) -> int:
    """How many questions somebody passed to the commune."""
    return sum(isinstance(v, dict) and "asked" in v for v in answers.values())
