"""`gợi ý`: anybody says who does something good, and where; it goes to the Front of that place.

At most seven messages. What is optional is shown on the card alone: a photo, which may be sent at
any time, and how whoever suggests it may be reached.
"""

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Value
from campaign.ground import OnGround
from campaign.survey import LONGEST, SIGNED, Suggest, TakeBack
from campaign.text import shorten
from conversations.asking_words import text_of
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Paper, Question, Review, Write
from conversations.showing import said_answer
from conversations.survey_words import too_many
from conversations.until import until
from conversations.whereabouts import placed, whereabouts

NAME = "suggest"
HOME = "home"
PHOTO = "photo"
SAID = 160  # characters of the story on the card


def run(talk: Talk, desk: Desk) -> Effect | None:
    survey = desk.reviews.ground.survey
    top = survey.start()
    if survey.full() or top is None:
        talk.say(too_many(talk.t))
        return Open(HOME)
    t, me = talk.t, desk.me
    asked = t("Ai làm được việc tốt, có cách làm hay? Xin gõ tên người, hộ hoặc tập thể.")
    name = Question("name", asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)
    called = text_of(talk.ask(name))
    where, unit = whereabouts(talk, desk, top, top if me else None)
    deed, told = until(talk, "told", lambda key: _deed(talk, key), _too_long)
    photo = _photo(talk)
    lines = [
        (name.key, t("Giới thiệu"), called), (where, t("Ở"), placed(desk, unit)),
        (deed, t("Việc tốt"), shorten(said_answer(t, _deed(talk, deed), told), SAID)),
        (PHOTO, t("Ảnh"), t("đã nhận") if photo else t("chưa có, gửi lúc này cũng được")),
    ]  # fmt: skip
    signed = "" if me else _signed(talk, lines)
    _review(talk, lines)
    return OnGround(Suggest(unit.id, called, told, photo, signed))


def _deed(talk: Talk, key: str) -> Question:
    asked = talk.t("Đã làm được việc gì? Xin kể vài câu, hoặc gửi tin thoại; có ảnh thì gửi luôn.")
    note = talk.t("Đừng chụp CCCD, CMND.")
    return Question(key, asked, Write(), usual={"text": "…"}, keep=Keep.TALK, note=note)


def _too_long(talk: Talk, told: Value) -> str:
    if len(text_of(told)) <= LONGEST:
        return ""
    return talk.t("Dài quá {most} chữ cái, xin viết gọn lại.", most=LONGEST)


def _photo(talk: Talk) -> int:
    """Shown on the card, asked only when somebody would change it."""
    none = Choice("none", talk.t("Không gửi ảnh"))
    asked = talk.t("Xin gửi một tấm ảnh. Đừng chụp CCCD, CMND.")
    question = Question(PHOTO, asked, Paper(none), usual=none.id, keep=Keep.TALK)
    value = talk.prefilled(question, none.id)
    sent = value.get("photo") if isinstance(value, dict) else 0
    return sent if isinstance(sent, int) else 0


def _signed(talk: Talk, lines: list[tuple[str, str, str]]) -> str:
    t = talk.t
    none = Choice("none", t("Không nêu tên"))
    asked = t("Họ tên và số điện thoại, để Mặt trận hỏi thêm khi cần?")
    kind = Write(story=False, no=none)
    question = Question("signed", asked, kind, usual=none.id, keep=Keep.TALK)
    value = talk.prefilled(question, none.id)
    lines.append((question.key, t("Người gợi ý"), said_answer(t, question, value)))
    return text_of(value)[:SIGNED]


def _review(talk: Talk, lines: list[tuple[str, str, str]]) -> None:
    t = talk.t
    send = Choice("send", t("Gửi gợi ý"))
    note = t(
        "Chỉ Mặt trận nơi đó xem, để tìm hiểu và biểu dương; giữ nhiều nhất 2 năm."
        " Muốn xóa, gõ: dữ liệu của tôi"
    )
    talk.ask(Question("review", t("Xin xem lại gợi ý:"), Review(tuple(lines), send),
                      usual=send.id, keep=Keep.TALK, note=note))  # fmt: skip


def mine(talk: Talk, desk: Desk) -> Effect | None:
    """`dữ liệu của tôi` for whoever holds no post: what came by this chat, and to erase it."""
    t, given = talk.t, desk.reviews.ground.survey.given()
    if not given:
        talk.say(t("Gương Sáng chưa giữ gợi ý nào gửi từ đây."))
        return Open(HOME)
    text = t(
        "Gương Sáng giữ {n} gợi ý gửi từ đây. Xóa thì gợi ý chưa ai xử lý mất hẳn; gợi ý đã được"
        " tiếp nhận thì ở lại, không còn ghi ai gửi.",
        n=given,
    )
    options = (Choice("no", t("Giữ lại")), Choice("yes", t("Xóa")))
    sure = talk.ask(Question("sure", text, Choose(options), usual="no", keep=Keep.TALK))
    return OnGround(TakeBack()) if sure == "yes" else Open(HOME)
