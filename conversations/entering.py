"""`nhập giúp`: a commune, or a colleague, registers for a village head; which village first."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Moved, Open
from campaign.helping import EnterFor, Entering, Village
from campaign.people import Role
from conversations.asking_words import text_of
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question, Write
from conversations.showing import Say
from conversations.words import Translate

NAME = "entering"
CODE = "σ"
HOME = "home"


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    villages = desk.people.helping.villages()
    if not villages:
        talk.say(_nobody(talk.t, me.post.role))
        return Open(HOME)
    village = _which(talk, villages)
    if village is None:
        return Open(HOME)
    return EnterFor(village.unit_id, village.head or _head(talk, village))


def _nobody(t: Translate, role: Role) -> str:
    if role is Role.COMMUNE:
        return t("Xã chưa khai thôn, bản nào. Gõ mời để khai tên thôn, bản trước.")
    if role is Role.REPORTER:
        return t("Đồng chí tự giới thiệu được: gõ đăng ký. Nhập giúp là việc của cán bộ xã, hoặc"
                 " của người cùng giữ chức vụ ở thôn, bản.")  # fmt: skip
    return t("Nhập giúp là việc của cán bộ xã, hoặc của người cùng giữ chức vụ ở thôn, bản.")


def _which(talk: Talk, villages: Sequence[Village]) -> Village | None:
    options = [Choice(f"u{v.unit_id}", _label(talk.t, v)) for v in villages]
    kind = Choose((*options, Choice(HOME, talk.t("Trang chủ"))), searchable=True)
    text = talk.t("Đồng chí nhập giúp thôn, bản nào?")
    chosen = talk.ask(Question("unit", text, kind, usual=options[0].id, keep=Keep.TALK))
    return next((v for v in villages if f"u{v.unit_id}" == chosen), None)


def _label(t: Translate, village: Village) -> str:
    if village.joined:
        return f"{village.unit} – {village.head}"
    if village.head:
        return t("{unit} – {name} (chưa vào)", unit=village.unit, name=village.head)
    return t("{unit} – chưa có người vào", unit=village.unit)


def _head(talk: Talk, village: Village) -> str:
    text = talk.t(
        "{unit} chưa có người vào. Đồng chí nhập giúp ai? Xin gõ họ và tên.", unit=village.unit
    )
    asked = Question("head", text, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)
    return text_of(talk.ask(asked))


def entering(t: Translate, came: Entering) -> tuple[Say, Open]:
    """What is said as the registration begins."""
    said = t("Đồng chí nhập giúp {name}, {unit}. Hồ sơ ghi tên cả hai người.", name=came.head,
             unit=came.unit)  # fmt: skip
    return Say(said), Open("register", came.record_id)


def to_head(t: Translate, came: Moved) -> str:
    """To whoever a record was entered for, once it is sent."""
    record, number = came.record, f"{came.record.number:04d}"
    lines = [
        t("{helper} nhập giúp đồng chí hồ sơ {code} {name}; hồ sơ đã gửi đi.",
          helper=came.helper, code=record.code, name=record.heading.name),
        t("Gõ mở {number} để xem, sửa {number} để đề nghị sửa.", number=number),
    ]  # fmt: skip
    return "\n".join(lines)
