"""Lists a supervisor works from: own subtree, by where a record stands."""

from campaign.desk import Desk, Effect, Open
from campaign.workflow import Status
from conversations.engine import Talk
from conversations.mine import pick
from conversations.questions import Choice, Choose, Keep, Question
from conversations.record_words import capital, status_words

LISTS = (
    Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.COMMUNE_CONFIRMED, Status.SELECTED,
    Status.REGISTERED, Status.BUILDING, Status.ASSESSED, Status.RECOGNISED,
)  # fmt: skip


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    t = talk.t
    options = tuple(Choice(s.value, capital(status_words(t, s))) for s in LISTS)
    kind = Choose((*options, Choice("home", t("Trang chủ"))))
    text = t("Đồng chí muốn xem danh sách nào?")
    chosen = str(talk.ask(Question("list", text, kind, usual="home", keep=Keep.TALK, page=12)))
    if chosen == "home":
        return Open("home")
    lines = desk.listed((chosen,))
    words = capital(status_words(t, Status(chosen)))
    if not lines:
        talk.say(t("{status}: chưa có hồ sơ nào.", status=words))
        return Open("lists")
    return pick(talk, t("{status}: {n} hồ sơ", n=len(lines), status=words), lines)
