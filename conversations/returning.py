"""`đề nghị bổ sung`: the exact questions more is wanted on, each with its own reason, in one go."""

from campaign.desk import Desk, Effect, Move
from campaign.exemplar import Ask, Record
from campaign.people import Verb
from campaign.text import shorten
from conversations.asked import every
from conversations.deciding import text
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question

PAGE = 24  # questions: several are chosen at once only from what is shown together


def returning(talk: Talk, desk: Desk, record: Record) -> Effect:
    """Which questions, then why, one after the other: the author lands on exactly those."""
    options = tuple(Choice(key, label) for key, label in _answered(talk, desk, record))
    which = talk.ask(
        Question(
            "which", talk.t("Cần bổ sung nội dung nào?"),
            Choose(options, many=True, searchable=True), usual=[options[0].id], keep=Keep.TALK,
            note=talk.t("Chọn được nhiều."), page=PAGE,
        )
    )  # fmt: skip
    ids = which if isinstance(which, list) else [which]  # one id, in a talk begun before
    chosen = [c for c in options if c.id in ids]
    asks = tuple(Ask(c.id, _reason(talk, c, alone=len(chosen) == 1)) for c in chosen)
    note = "; ".join(ask.reason for ask in asks)
    return Move(record.id, record.version, Verb.RETURN, note, asks[0].key, {}, asks)


def _reason(talk: Talk, chosen: Choice, *, alone: bool) -> str:
    asked = talk.t("Đồng chí ghi rõ cần bổ sung điều gì:")
    if not alone:
        asked = talk.t("“{what}”: đồng chí ghi rõ cần bổ sung điều gì.", what=chosen.label)
    return text(talk, f"why:{chosen.id}", asked)


def _answered(talk: Talk, desk: Desk, record: Record) -> list[tuple[str, str]]:
    """The questions a superior may point at: the registration's, then the criteria answered."""
    registration = [
        ("R5", talk.t("Việc đã làm, sẽ làm")), ("R5/photos", talk.t("Ảnh minh chứng")),
        ("R4", talk.t("Tên")), ("R10", talk.t("Sự đồng ý")),
    ]  # fmt: skip
    asked = every(desk, record, record.answers)
    return registration + [
        (i.key, f"{shorten(i.criterion.name.said(talk.language), 40)} {i.year or ''}".rstrip())
        for i in asked
        if i.key in record.answered and i.criterion.respondent == "reporter"
    ]
