"""What each verb of a superior needs to know: a reason, an opinion, a signed decision."""

from collections.abc import Callable, Mapping

from campaign.desk import Desk
from campaign.exemplar import Record
from campaign.people import Verb
from conversations.engine import Talk
from conversations.questions import Day, Keep, Question, Write
from conversations.signing import Asked, deciding
from conversations.words import Translate


def labels(t: Translate) -> Mapping[Verb, str]:
    """The verbs as buttons."""
    return {
        Verb.CONFIRM: t("Xác nhận"), Verb.RETURN: t("Đề nghị bổ sung"),
        Verb.DECLINE: t("Không đưa vào"), Verb.SELECT: t("Lựa chọn"),
        Verb.RECEIVE: t("Tiếp nhận"), Verb.BUILD: t("Bắt đầu xây dựng"),
        Verb.ASSESS: t("Ghi đánh giá"), Verb.RECOGNISE: t("Ghi QĐ công nhận"),
        Verb.COMMEND: t("Ghi QĐ khen"), Verb.CORRECT: t("Quyết định đã ghi"),
        Verb.CLOSE: t("Kết thúc"), Verb.REVOKE: t("Thu hồi"), Verb.SUSPEND: t("Tạm dừng"),
        Verb.RESUME: t("Tiếp tục lại"),
        Verb.WITHDRAW: t("Rút hồ sơ"), Verb.SUBMIT: t("Gửi"),
    }  # fmt: skip


def text(talk: Talk, key: str, asked: str) -> str:
    """A short written answer of this talk."""
    question = Question(key, asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)
    value = talk.ask(question)
    return str(value["text"]) if isinstance(value, dict) and "text" in value else ""


def date_of(talk: Talk, desk: Desk, key: str, asked: str) -> str:
    question = Question(key, asked, Day(desk.today), usual="2021-01-01", keep=Keep.TALK)
    return str(talk.ask(question))


def declining(talk: Talk, desk: Desk, record: Record) -> Asked:
    del desk, record
    return Asked(text(talk, "why", talk.t("Đồng chí cho biết lý do:")))


def assessing(talk: Talk, desk: Desk, record: Record) -> Asked:
    del desk, record
    return Asked(text(talk, "why", talk.t("Đồng chí ghi ngắn gọn kết quả đánh giá:")))


def selecting(talk: Talk, desk: Desk, record: Record | None = None) -> Asked:
    """A district selects with the opinion of its cấp ủy: number and date."""
    del record
    number = text(talk, "number", talk.t("Số văn bản ý kiến của cấp ủy?"))
    date = date_of(talk, desk, "date", talk.t("Ngày của văn bản đó?"))
    return Asked(fields={"number": number, "date": date})


ASKS: Mapping[Verb, Callable[[Talk, Desk, Record], Asked]] = {
    Verb.DECLINE: declining, Verb.SUSPEND: declining,
    Verb.REVOKE: declining, Verb.WITHDRAW: declining, Verb.ASSESS: assessing,
    Verb.SELECT: selecting, Verb.RECOGNISE: deciding, Verb.COMMEND: deciding,
}  # fmt: skip
