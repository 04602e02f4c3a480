"""What a card tells of the way of a record: who did what, when and why, and what is new in it."""

from collections.abc import Mapping, Sequence
from functools import cache

from campaign.additions import is_local
from campaign.desk import Desk
from campaign.exemplar import Record, Value
from campaign.people import Role, Verb
from campaign.plan import AnswerKind, Criterion
from campaign.reviewing import Change, Happened, News
from campaign.text import shorten
from campaign.vietnam import local_day
from conversations.engine import Talk
from conversations.planned import kind_of
from conversations.questions import Question
from conversations.review_card import labels
from conversations.showing import figure, said_answer
from conversations.words import Translate, day

SHOWN_STEPS = 6
SHOWN_CHANGES = 6
LONGEST_REASON = 120
LONGEST_VALUE = 80


@cache
def done_words(t: Translate) -> Mapping[Verb, str]:
    """The verbs as they stand in a history: who did it comes before."""
    return {
        Verb.SUBMIT: t("gửi hồ sơ"), Verb.CONFIRM: t("xác nhận"),
        Verb.RETURN: t("đề nghị bổ sung"), Verb.DECLINE: t("không đưa vào danh sách"),
        Verb.SELECT: t("lựa chọn"), Verb.RECEIVE: t("tiếp nhận"),
        Verb.BUILD: t("bắt đầu xây dựng"), Verb.ASSESS: t("ghi đánh giá"),
        Verb.RECOGNISE: t("ghi quyết định công nhận"),
        Verb.COMMEND: t("ghi quyết định khen thưởng"), Verb.CLOSE: t("kết thúc"),
        Verb.REVOKE: t("thu hồi công nhận"), Verb.SUSPEND: t("tạm dừng"),
        Verb.RESUME: t("cho tiếp tục"), Verb.WITHDRAW: t("rút hồ sơ"),
        Verb.INQUIRE: t("hỏi thêm"), Verb.REPLY: t("trả lời"),
    }  # fmt: skip


def level_words(t: Translate, role: Role | None) -> str:
    """The desk somebody acted at; nothing for a village, whose name says it."""
    return {
        Role.COMMUNE: t("xã"), Role.DISTRICT: t("huyện"), Role.PROVINCE: t("tỉnh"),
        Role.CLUSTER: t("cụm"),
    }.get(role or Role.REPORTER, "")  # fmt: skip


def history_lines(t: Translate, steps: Sequence[Happened], news: News | None) -> list[str]:
    """The last steps of a record, the newest last; what is new to the reader is marked."""
    if not steps:
        return []
    lines, left = [t("Quá trình:")], len(steps) - SHOWN_STEPS
    if left > 0:
        lines.append(t("… {n} bước trước đó", n=left))
    new = {s.id for s in news.steps} if news else set()
    return lines + [_step(t, s, new=s.id in new) for s in steps[-SHOWN_STEPS:]]


def _step(t: Translate, step: Happened, *, new: bool) -> str:
    level = t("nhập giúp") if step.helped else level_words(t, step.role)
    who = f"{step.by} ({level})" if level else step.by
    done = done_words(t).get(step.verb, str(step.verb))
    if step.again and step.verb is Verb.SUBMIT:
        done = t("bổ sung, gửi lại")
    line = f"• {day(local_day(step.at))} {who}: {done}"
    why = "; ".join(a.reason for a in step.asks) or step.note
    line += f": “{shorten(why, LONGEST_REASON)}”" if why else ""
    return line + (" " + t("(mới)") if new else "")


def news_lines(talk: Talk, desk: Desk, record: Record, news: News | None) -> list[str]:
    """What was changed since the reader's last look: each question, before and now."""
    t = talk.t
    if news is None or not (news.changes or news.evidence > 0):
        return []
    since = day(local_day(news.since))
    lines = [t("Thay đổi từ lần đồng chí xem trước ({day}):", day=since)]
    lines += [_change(talk, desk, record, c) for c in news.changes[:SHOWN_CHANGES]]
    left = len(news.changes) - SHOWN_CHANGES
    lines += [t("… và {n} thay đổi nữa", n=left)] if left > 0 else []
    return lines + ([t("• Thêm {n} minh chứng", n=news.evidence)] if news.evidence > 0 else [])


def _change(talk: Talk, desk: Desk, record: Record, change: Change) -> str:
    t, label = talk.t, question_name(talk, record, change.key)
    if is_local(change.key):
        return t("• {what}: đã ghi lại", what=label)
    if change.hidden:
        return t("• {what}: đã ghi lại", what=label)
    now = _value(talk, desk, record, change.key, change.now)
    if change.before is None:
        return t("• {what}: “{now}” (trước chưa có)", what=label, now=now)
    before = _value(talk, desk, record, change.key, change.before)
    if before == now:  # a voice note in place of another
        return t("• {what}: đã ghi lại", what=label)
    return t("• {what}: “{before}” → “{now}”", what=label, before=before, now=now)


def question_name(talk: Talk, record: Record, key: str) -> str:
    """What a question is called on a card: short, with its year."""
    if is_local(key):
        return talk.t("Phần riêng của địa phương")
    criterion, _, year = _parted(record, key)
    known = labels(talk.t).get(key.partition("@")[0])
    name = known or (criterion.name.said(talk.language) if criterion else key)
    return f"{shorten(name, 40)} {year}".rstrip()


def _parted(record: Record, key: str) -> tuple[Criterion | None, str, str]:
    """The criterion, part and year a key of an answer names."""
    whole, _, year = key.partition("@")
    id, _, part = whole.partition("/")
    every = (*record.plan.registration, *record.plan.criteria)
    return next((c for c in every if c.id == id), None), part, year


def _value(talk: Talk, desk: Desk, record: Record, key: str, value: Value) -> str:
    if value is None:
        return talk.t("chưa có")
    unit = _unit(desk, value)
    if unit:
        return unit
    criterion, id, _ = _parted(record, key)
    part = next((p for p in criterion.parts if p.id == id), None) if criterion else None
    if part is None:
        told = figure(value) if isinstance(value, int | float) else str(value)
        return shorten(told, LONGEST_VALUE)
    if part.kind is AnswerKind.PHOTOS and isinstance(value, int):
        return talk.t("{n} ảnh", n=value)
    asked = Question(key, "", kind_of(talk, part, desk.today, {}))
    return shorten(said_answer(talk.t, asked, value), LONGEST_VALUE)


def _unit(desk: Desk, value: Value) -> str:
    """The name of a unit that was chosen from a list."""
    if not isinstance(value, str) or value[:1] != "u" or not value[1:].isdigit():
        return ""
    unit = desk.unit(int(value[1:]))
    return unit.name if unit else ""
