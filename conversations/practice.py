"""`tập thử`: the whole registration for the exercise, kept nowhere but in this very talk.

The hard idea: nothing of it is ever a record. The questions are those of the registration, marked
by `Talk.rehearse`, so that their answers live in the talk and go with it; photos are thrown away
unread. Whoever types a real word leaves the exercise by it, and is told so.
"""

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import PHOTO, Value
from campaign.people import Person, Role, Verb, may
from conversations import register
from conversations.engine import Talk
from conversations.record_words import desk_name
from conversations.registering import Form
from conversations.review_card import card
from conversations.words import Translate

CODE = "τ"
PHOTOS = "!photos"  # how many were sent in the exercise
HOME = "home"


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    if not may(me.post, Verb.REGISTER, me.post.path):
        talk.say(talk.t("Tập thử dành cho người giới thiệu gương."))
        return Open(HOME)
    talk.rehearse(marked(talk.t))
    form = Form(talk, desk, desk.plan, me, kept=_sent(talk.answers.get(PHOTOS)))
    proposal = register.choose_subject(form, me)
    name = register.name_of(form, proposal)
    register.story_and_photos(form)
    form.consent()
    form.fill_in()
    talk.ask(card(talk, form.lines, "", "", keeps_here=False))
    for text in _end(talk.t, desk, me, name):
        talk.say(text)
    return Open(HOME)


def marked(t: Translate) -> str:
    """What every screen of the exercise says first."""
    return t("TẬP THỬ – không tính vào số liệu. Thoát: gõ thôi tập.")


def _sent(photos: Value) -> dict[str, int]:
    return {PHOTO: photos} if isinstance(photos, int) and photos else {}


def _end(t: Translate, desk: Desk, me: Person, name: str) -> list[str]:
    """What would have come of it, and what the officers would do next."""
    sent = t("Đã gửi thử hồ sơ {name}. Hồ sơ thật sẽ có số, ví dụ YB-0412.", name=name)
    return ["\n".join([t("TẬP THỬ – không tính vào số liệu."), sent, *_steps(t, desk, me)])]


def _steps(t: Translate, desk: Desk, me: Person) -> list[str]:
    ends = t("Tập thử xong, không có gì được lưu. Làm thật, đồng chí gõ: đăng ký")
    days = desk.reviews.patience.desk
    if me.post.role is not Role.REPORTER:
        return [t("Khi làm thật, cấp trên xem trong {n} ngày, lựa chọn hoặc đề nghị bổ sung.",
                  n=days), ends]  # fmt: skip
    who = desk_name(t, Role.COMMUNE)
    officer = next((name for name, _ in desk.helpers()), "")
    who = f"{who} ({officer})" if officer else who
    return [
        t("1. {who} xem trong {n} ngày: xác nhận, hoặc đề nghị bổ sung và nói rõ lý do.",
          who=who, n=days),
        t("2. Cấp trên lựa chọn, tiếp nhận; công nhận là quyết định có chữ ký. Bước nào đồng chí"
          " cũng được báo."),
        ends,
    ]  # fmt: skip
