"""The criteria of one record, in portions, each question to the post that can answer it.

A sitting may end at any question: what is answered is kept, what was put off comes back next time.
What the subject has told for another record is not asked again.
"""

from collections.abc import Sequence

from campaign.asking import Item, items
from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record, is_state
from campaign.people import Role, Verb, may
from campaign.workflow import OPEN_TO_ANSWERS, Status
from conversations.engine import Talk
from conversations.planned import kind_of, planned
from conversations.questions import Choice, Choose, Keep, Question, Skip
from conversations.record_words import fill_of

SKIPS = frozenset({Skip.LATER, Skip.UNKNOWN, Skip.NOT_APPLICABLE})


def run(talk: Talk, desk: Desk) -> Effect | None:
    """The questions of the asker's own post."""
    record, mine = _opened(talk, desk)
    if record is None or desk.me is None:
        return Open("home")
    roles = {desk.me.post.role.value}
    if desk.me.post.role is record.registrant:
        roles.add(Role.REPORTER.value)
    return _ask_all(talk, desk, record, [i for i in mine if asked_of(i, talk, roles)])


def assist(talk: Talk, desk: Desk) -> Effect | None:
    """Helper entry: a superior types in what the village tells, both names kept."""
    record, every = _opened(talk, desk)
    if record is None or desk.me is None:
        return Open("home")
    return _ask_all(
        talk, desk, record, [i for i in every if i.criterion.respondent == Role.REPORTER]
    )


def _opened(talk: Talk, desk: Desk) -> tuple[Record | None, Sequence[Item]]:
    record = desk.record(talk.subject)
    me = desk.me
    if record is None or me is None or not may(me.post, Verb.ANSWER, record.path):
        talk.say(talk.t("Hồ sơ này không mở được ở đây."))
        return None, ()
    if record.status is Status.DRAFT or record.status not in OPEN_TO_ANSWERS:
        talk.say(talk.t("Hồ sơ này hiện không nhận thêm câu trả lời."))
        return None, ()
    return record, items(record.plan, record.heading, talk.answers, desk.today)


def asked_of(item: Item, talk: Talk, roles: set[str]) -> bool:
    value = talk.answers.get(item.key)
    if isinstance(value, dict) and value.get("asked") in roles:
        return True
    return item.criterion.respondent in roles


def _ask_all(
    talk: Talk, desk: Desk, record: Record, mine: Sequence[Item]
) -> Effect | None:
    topics = list(dict.fromkeys(i.criterion.topic for i in mine))
    for place, topic in enumerate(topics):
        for item in mine:
            if item.criterion.topic == topic:
                _ask(talk, desk, record, item)
        _thank(talk, record, topic, len(topics) - place - 1)
    return _end(talk, record)


def _ask(talk: Talk, desk: Desk, record: Record, item: Item) -> None:
    me = desk.me
    above = me is not None and me.post.role is Role.REPORTER
    kept = record.evidence.get(item.key, 0)
    talk.ask(
        planned(
            talk, item.criterion, item.part, record.plan.kind(record.heading.kind or "").family,
            fill_of(talk, record), kind_of(talk, item.part, desk.today, kept),
            year=item.year, skips=SKIPS, ask_above=above,
        )
    )  # fmt: skip


def _thank(talk: Talk, record: Record, topic: str, left: int) -> None:
    """Thanks name what was achieved; never a bare counter."""
    thanks = record.plan.topic(topic).thanks.said(talk.language)
    talk.say(thanks + (" " + talk.t("Còn {n} phần nữa.", n=left) if left else ""))


def _end(talk: Talk, record: Record) -> Effect | None:
    put_off = [k for k, v in talk.answers.items() if is_state(v, "later")]
    text = talk.t("Vậy là xong phần của đồng chí. Cảm ơn đồng chí!")
    if put_off:
        text = talk.t("Còn {n} câu để sau. Lúc nào rảnh, đồng chí gõ tiếp tục.", n=len(put_off))
    options = (Choice("card", talk.t("Xem hồ sơ")), Choice("home", talk.t("Trang chủ")))
    question = Question("end", text, Choose(options), usual="home", keep=Keep.TALK)
    return Open("card", record.id) if talk.ask(question) == "card" else Open("home")
