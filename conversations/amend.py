"""`điều chỉnh`: after its confirmation something of a registration is to read otherwise.

Nothing changes before the level above agrees; every line can be opened by a tap or by `sửa 2`.
"""

from collections.abc import Mapping
from dataclasses import replace

from campaign.amendments import AMENDABLE, KEYS, Amend, may_ask
from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record, Value
from campaign.people import Verb, may
from campaign.vietnam import local_day
from conversations import amending_words
from conversations.engine import Talk
from conversations.find import numbered
from conversations.mine import pick, pick_for
from conversations.planned import planned
from conversations.questions import Choice, Day, Keep, Kind, Question, Review, Write
from conversations.record_words import fill_of
from conversations.signing import text_of
from conversations.words import day

NAME = "amend"


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    if not talk.subject:
        return _whose(talk, desk)
    record = desk.record(talk.subject)
    if record is None or not allowed(desk, record):
        talk.say(talk.t("Hồ sơ này hiện không điều chỉnh được ở đây."))
        return Open("card", talk.subject) if record else Open("home")
    return _amend(talk, desk, record)


def allowed(desk: Desk, record: Record) -> bool:
    """Whether the asker's post may ask for a change: the registrant's, or the commune's above."""
    me = desk.me
    if me is None or record.status not in AMENDABLE or not may(me.post, Verb.AMEND, record.path):
        return False
    return may_ask(me.post.role, record.registrant)


def _whose(talk: Talk, desk: Desk) -> Effect:
    """The record a number names, else what waits for an answer, else one's own."""
    named = numbered(desk, text_of(talk.answers.get("text")))
    if named is not None:
        return Open(NAME if allowed(desk, named) else "card", named.id)
    waiting = desk.life.amendments()
    if waiting:
        return pick(talk, talk.t("Xin điều chỉnh, chờ đồng chí xem:"), waiting)
    mine = [line for line in desk.mine() if line.status in AMENDABLE]
    if not mine:
        talk.say(talk.t("Đồng chí chưa có hồ sơ nào đã được xác nhận để điều chỉnh."))
        return Open("home")
    return pick_for(talk, NAME, talk.t("Đồng chí điều chỉnh hồ sơ nào?"), mine)


def _amend(talk: Talk, desk: Desk, record: Record) -> Effect:
    t = talk.t
    before, now = desk.answers(record.id), dict[str, Value]()
    lines: list[tuple[str, str, str]] = []
    for question in _questions(talk, desk, record):
        value = talk.ask(question)
        now[question.key] = value
        name = amending_words.label(t, talk.language, record, question.key)
        line = amending_words.said(t, value)
        if value != before.get(question.key):
            line = t("{line} (mới)", line=line)
        lines.append((question.key, name, line))
    send = Choice("send", t("Gửi điều chỉnh"))
    text = "\n".join(
        [*_waiting(talk, desk, record), t("Đồng chí chọn dòng cần điều chỉnh, xong thì gửi:")]
    )
    review = Review(tuple(lines), send)
    talk.ask(Question("review", text, review, usual=send.id, keep=Keep.TALK, page=20))
    changes = {key: value for key, value in now.items() if value != before.get(key)}
    if not changes:
        talk.say(t("Chưa có gì thay đổi, hồ sơ giữ nguyên như cũ."))
        return Open("card", record.id)
    asked = t("Vì sao điều chỉnh? Đồng chí ghi ngắn gọn:")
    why = Question("why", asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)
    return Amend(record.id, record.version, changes, text_of(talk.ask(why)))


def _waiting(talk: Talk, desk: Desk, record: Record) -> list[str]:
    """That something waits already, and what becomes of it."""
    waiting = desk.life.amendment(record.id)
    if waiting is None:
        return []
    return [
        talk.t(
            "Điều chỉnh gửi ngày {day} đang chờ xem; gửi lần nữa thì bản mới thay bản đó.",
            day=day(local_day(waiting.at)),
        )
    ]


def _questions(talk: Talk, desk: Desk, record: Record) -> list[Question]:
    """The questions that stand on the card, as they were asked at registration."""
    family = record.plan.kind(record.heading.kind or "").family
    kinds: Mapping[str, Kind] = {
        "R4": Write(story=False), "R5": Write(), "R6": Write(story=False),
        "R6/mentor": Write(story=False), "R7": Day(desk.today), "R7/check": Day(desk.today),
    }  # fmt: skip
    fill = fill_of(talk, desk, record)
    found, given = [], desk.answers(record.id)
    for key in KEYS:
        if key not in record.answered:
            continue
        criterion = record.plan.criterion(key.partition("/")[0])
        part = next(p for p in criterion.parts if p.id == key.partition("/")[2])
        asked = planned(talk, criterion, part, family, fill, kinds[key])
        now = talk.t("Đang ghi: {answer}", answer=amending_words.said(talk.t, given.get(key)))
        found.append(replace(asked, keep=Keep.TALK, note=now))
    return found
