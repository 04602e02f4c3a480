"""Dropping a draft, after a yes."""

from campaign.desk import Desk, Discard, Effect, Open
from campaign.workflow import Status
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question


def run(talk: Talk, desk: Desk) -> Effect | None:
    t = talk.t
    record = desk.record(talk.subject) if talk.subject else None
    if record is None or record.status is not Status.DRAFT:
        talk.say(t("Không có bản nháp nào đang mở để hủy."))
        return Open("home")
    text = t("Hủy bản nháp {name}?", name=record.heading.name or t("chưa có tên"))
    options = (Choice("keep", t("Giữ lại")), Choice("drop", t("Hủy bản nháp")))
    chosen = talk.ask(Question("drop", text, Choose(options), usual="keep", keep=Keep.TALK))
    if chosen == "drop":
        return Discard(record.id, record.version)
    return Open("register", record.id)
