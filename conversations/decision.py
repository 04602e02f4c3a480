"""A decision that was recorded: its photo is added, it is put right, or it was recorded by mistake.

`bổ sung ảnh quyết định` leads here, too.
"""

from collections.abc import Sequence
from functools import partial

from campaign.decisions import MendDecision, ShowPaper, UndoDecision
from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Decision, Record
from campaign.people import Verb, may
from conversations import decision_words
from conversations.engine import Talk
from conversations.find import numbered
from conversations.mine import pick_for
from conversations.questions import Choice, Choose, Keep, Paper, Question, Write
from conversations.signing import authority, day_asked, number_asked, paper_of, text_of
from conversations.until import not_yet, until

NAME = "decision"


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    if not talk.subject:
        return _whose(talk, desk)
    record = desk.record(talk.subject)
    if record is None or not may(desk.me.post, Verb.CORRECT, record.path):
        talk.say(talk.t("Việc này do Mặt trận huyện hoặc tỉnh làm."))
        return Open("card", talk.subject) if record else Open("home")
    standing = [d for d in record.decisions if not d.revoked]
    if not standing:
        talk.say(talk.t("Hồ sơ này chưa ghi quyết định nào."))
        return Open("card", record.id)
    return _about(talk, desk, record, _which(talk, standing))


def _whose(talk: Talk, desk: Desk) -> Effect:
    """The record a number names, else one of those whose decisions nobody has seen yet."""
    t = talk.t
    named = numbered(desk, text_of(talk.answers.get("text")))
    if named is not None:
        return Open(NAME, named.id)
    lines = desk.life.unshown()
    if not lines:
        talk.say(t("Không còn quyết định nào thiếu ảnh trong phạm vi của đồng chí."))
        return Open("home")
    return pick_for(talk, NAME, t("Quyết định về hồ sơ nào còn thiếu ảnh?"), lines)


def _which(talk: Talk, standing: Sequence[Decision]) -> Decision:
    if len(standing) == 1:
        return standing[0]
    options = tuple(Choice(f"d{d.id}", decision_words.short(talk.t, d)) for d in standing)
    text = talk.t("Đồng chí chọn quyết định:")
    question = Question("which", text, Choose(options), usual=options[0].id, keep=Keep.TALK)
    chosen = talk.ask(question)
    return next(d for d in standing if f"d{d.id}" == chosen)


def _about(talk: Talk, desk: Desk, record: Record, decision: Decision) -> Effect:
    t = talk.t
    photo = t("Gửi thêm ảnh") if decision.papers else t("Gửi ảnh")
    options = (
        Choice("photo", photo), Choice("authority", t("Sửa cơ quan ký")),
        Choice("number", t("Sửa số")), Choice("date", t("Sửa ngày ký")),
        Choice("undo", t("Ghi nhầm, bỏ đi")), Choice("card", t("Xem hồ sơ")),
    )  # fmt: skip
    text = decision_words.whole(t, record, decision)
    question = Question("do", text, Choose(options), usual="card", keep=Keep.TALK)
    match talk.ask(question):
        case "photo":
            return _show(talk, record, decision)
        case "undo":
            why = _why(talk, t("Vì sao bỏ quyết định này? Đồng chí ghi rõ:"))
            return UndoDecision(record.id, record.version, decision.id, why)
        case "authority" | "number" | "date" as field:
            return _mend(talk, desk, record, decision, field)
    return Open("card", record.id)


def _show(talk: Talk, record: Record, decision: Decision) -> Effect:
    text = talk.t("Đồng chí chụp gửi quyết định đã ký.")
    kind = Paper(Choice("none", talk.t("Để sau")))
    paper = talk.ask(Question("paper", text, kind, usual="none", keep=Keep.TALK))
    if not isinstance(paper, dict):
        return Open("card", record.id)
    return ShowPaper(record.id, decision.id, paper_of(paper))


def _mend(talk: Talk, desk: Desk, record: Record, decision: Decision, field: str) -> Effect:
    t = talk.t
    if field == "authority":
        category = record.heading.category
        party = category is not None and record.plan.category(category).recognised_by_party
        value, _ = authority(talk, by_party=party)
    elif field == "number":
        value = text_of(talk.ask(number_asked(talk)))
    else:
        early = not_yet(desk, t("Ngày này chưa tới."))
        value = str(until(talk, "date", partial(day_asked, talk, desk), early)[1])
    why = _why(talk, t("Vì sao sửa? Đồng chí ghi ngắn gọn:"))
    return MendDecision(record.id, record.version, decision.id, {field: value}, why)


def _why(talk: Talk, text: str) -> str:
    question = Question("why", text, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)
    return text_of(talk.ask(question))
