"""How a question is said: its text, the choices and the escapes. Channels decide about buttons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from conversations.address import Address
from conversations.answers import Misread
from conversations.questions import (
    Choice,
    Choose,
    Day,
    Figures,
    Paper,
    Photos,
    Question,
    Ratio,
    Review,
    Skip,
    Write,
    choices,
)
from conversations.receipts import counted
from conversations.session import Shown
from conversations.words import Translate, day

MORE, LESS = "!more", "!less"
BACK, LATER, UNKNOWN, NOT_APPLICABLE, DONE = "!back", "!later", "!unknown", "!na", "!done"
ASK_ABOVE = "!above"


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class Say:
    """One message of the bot. `choices` are numbered in order where a channel has no buttons;
    `controls` are the quiet escapes, each with the letter or word that says the same.
    """

    text: str
    choices: tuple[Button, ...] = ()
    controls: tuple[tuple[str, Button], ...] = ()
    pictures: tuple[int, ...] = ()
    file: str = ""
    secret: bool = False  # kept sealed: it holds codes
    shares_phone: str = ""  # the label of a button that gives one's number, where a channel has it


def page_of(question: Question, shown: Shown | None, picked: tuple[str, ...]) -> Shown:
    """The options of `question` as they are to be shown now, in order."""
    here = shown if shown and shown.key == question.key else Shown(question.key)
    ids = here.found or tuple(c.id for c in choices(question))
    ids = tuple(i for i in ids if i not in picked)
    if len(ids) <= question.page + 1:
        return Shown(question.key, ids, 0, here.found)
    first = here.page * question.page
    part = ids[first : first + question.page]
    more = (MORE,) if first + question.page < len(ids) else ()
    return Shown(question.key, (*part, *more, *((LESS,) if first else ())), here.page, here.found)


def show(  # noqa: PLR0913, PLR0917 - each is one thing the message is made of
    t: Translate,
    question: Question,
    shown: Shown,
    address: tuple[str, int],
    place: str,
    picked: tuple[str, ...],
    *,
    back: bool,
    later: bool,
) -> Say:
    """The message that asks `question`; `place` is "Câu 3/8" or nothing."""

    def button(option: str, label: str) -> Button:
        return Button(label, str(Address(*address, question.key, option)))

    labels = {c.id: c.label for c in choices(question)}
    labels |= {MORE: t("Xem tiếp"), LESS: t("Xem lại")}
    lines = [place, *_body(question)]
    if picked:
        chosen = [labels[p] for p in picked if p in labels]
        lines.append(t("Đã chọn: {chosen}", chosen=", ".join(chosen)))
    if question.note:
        lines.append(question.note)
    controls = _controls(t, question, picked, back=back, later=later)
    return Say(
        text="\n".join(line for line in lines if line),
        choices=tuple(button(v, labels[v]) for v in shown.values),
        controls=tuple((word, button(option, label)) for word, option, label in controls),
        pictures=question.pictures,
        shares_phone=question.shares_phone,
    )


def _body(question: Question) -> list[str]:
    if isinstance(question.kind, Review):
        lines = [f"• {label}: {answer}" for _, label, answer in question.kind.card]
        return [question.text, *lines]
    return [question.text]


def _controls(
    t: Translate, question: Question, picked: tuple[str, ...], *, back: bool, later: bool
) -> list[tuple[str, str, str]]:
    found = []
    if isinstance(question.kind, Photos) or picked:
        found.append(("x", DONE, t("Xong")))
    if back:
        found.append(("q", BACK, t("Quay lại")))
    if later or Skip.LATER in question.skips:
        found.append(("s", LATER, t("Để sau")))
    if Skip.UNKNOWN in question.skips:
        found.append(("?", UNKNOWN, t("Không rõ")))
    if question.ask_above:
        found.append(("nhờ xã", ASK_ABOVE, t("Nhờ xã trả lời")))
    elif Skip.NOT_APPLICABLE in question.skips:
        found.append(("kad", NOT_APPLICABLE, t("Không áp dụng")))
    return found


def said_answer(t: Translate, question: Question, value: object) -> str:
    """An answer as a person would say it back, for cards and for "✓ …" lines."""
    if isinstance(question.kind, Paper):
        return t("ảnh bản đã ký") if isinstance(value, dict) else question.kind.no.label
    if isinstance(value, dict):
        return said_dict(t, value)
    if isinstance(question.kind, Choose) and isinstance(value, str | list):
        return question.kind.labels([value] if isinstance(value, str) else value)
    if isinstance(question.kind, Write) and question.kind.no and value == question.kind.no.id:
        return question.kind.no.label
    if isinstance(question.kind, Ratio | Figures) and question.kind.same:
        return question.kind.same.label  # a figure would be a dict
    if isinstance(question.kind, Day) and isinstance(value, str):
        return day(date.fromisoformat(value))
    if isinstance(question.kind, Photos):
        return counted(t, question.kind.kept) or t("chưa có ảnh")
    return str(value)


def said_dict(t: Translate, value: Mapping[str, object]) -> str:
    match value:
        case {"text": str(text)}:
            return text
        case {"voice": _}:
            return t("tin thoại")
        case {"photo": _}:
            return t("ảnh chụp bản viết tay")
        case {"num": num, "den": den}:
            return f"{num}/{den}"
        case {"state": state}:
            return {
                "later": t("để sau"), "unknown": t("không rõ"),
                "not_applicable": t("không áp dụng"),
            }.get(str(state), str(state))  # fmt: skip
        case _:
            return " · ".join(str(v) for v in value.values())


def gone(t: Translate) -> str:
    """Said of a choice that was shown and has gone since: somebody else did something."""
    return t("Lựa chọn đó không còn nữa. Hiện nay như sau:")


def hint(t: Translate, why: Misread, question: Question) -> str:
    """One kind sentence on what an answer to this question looks like."""
    if why is Misread.TEXT and isinstance(question.kind, Write) and not question.kind.story:
        return question.retry or t("Xin gõ vài chữ.")
    if why is Misread.CHOICE and isinstance(question.kind, Choose) and question.kind.searchable:
        return question.retry or t("Chưa tìm thấy. Xin chọn một số, hoặc gõ vài chữ của tên.")
    if why is Misread.TOO_BIG:
        return _too_big(t, question)
    sentences = {
        Misread.CHOICE: t("Gương Sáng chưa rõ ý đồng chí. Xin chọn một trong các ý sau:"),
        Misread.MANY: t("Xin chọn một hoặc nhiều ý; gõ số thì cách nhau dấu cách, ví dụ: 1 3."),
        Misread.TEXT: t("Xin viết vài chữ, hoặc gửi tin thoại."),
        Misread.TOO_LONG: t("Tên này dài quá 200 chữ cái. Xin viết gọn lại."),
        Misread.NUMBER: t("Xin trả lời bằng một con số, ví dụ: 12 hoặc 12,5."),
        Misread.NUMBERS: t("Xin trả lời đủ các số, cách nhau dấu cách; không có thì ghi 0."),
        Misread.RATIO: t("Xin trả lời như: 45/50 (45 trên tổng số 50)."),
        Misread.DATE: t("Xin trả lời một ngày, ví dụ: 20/4/2021 hoặc hôm qua."),
        Misread.PHOTOS: t("Xin gửi ảnh, hoặc gõ x nếu đã xong."),
        Misread.PAPER: t("Xin gửi một tấm ảnh, hoặc chọn ý bên dưới."),
    }
    return question.retry or sentences[why]


def _too_big(t: Translate, question: Question) -> str:
    """The bounds themselves: a slip of a finger is seen at once beside them."""
    kind = question.kind
    if isinstance(kind, Figures):
        bounds = zip(kind.most, kind.units, strict=True)
        most = ", ".join(f"{figure(n)} {unit}".rstrip() for n, unit in bounds)
        return t("Số này lớn quá, nhiều nhất là: {most}. Xin xem và gõ lại.", most=most)
    most = figure(kind.most or 0) if isinstance(kind, Ratio) else ""
    return t("Tổng số này lớn quá, nhiều nhất là {most}. Xin xem và gõ lại.", most=most)


def figure(n: float) -> str:
    """A figure as it is written in Vietnamese: 1.200 or 12,5."""
    return f"{n:,}".translate(str.maketrans(",.", ".,"))


__all__ = ["Button", "Choice", "Say", "hint", "page_of", "said_answer", "show"]
