"""Lists a supervisor works from: own subtree, by where a record stands."""

from campaign.desk import Desk, Effect, Open
from campaign.workflow import Status
from conversations.engine import Talk
from conversations.mine import pick
from conversations.questions import Choice, Choose, Keep, Question
from conversations.record_words import status_words

LISTS = (
    Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.COMMUNE_CONFIRMED, Status.SELECTED,
    Status.REGISTERED, Status.BUILDING, Status.ASSESSED, Status.RECOGNISED,
)  # fmt: skip


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    t = talk.t
    options = tuple(Choice(s.value, status_words(t, s)) for s in LISTS)
    kind = Choose((*options, Choice("home", t("Trang chủ"))))
    text = t("Đồng chí muốn xem danh sách nào?")
    chosen = str(talk.ask(Question("list", text, kind, usual="home", keep=Keep.TALK)))
    if chosen == "home":
        return Open("home")
    lines = desk.listed((chosen,))
    words = status_words(t, Status(chosen))
    if not lines:
        talk.say(t("Không có hồ sơ nào {status}.", status=words))
        return Open("home")
    return pick(talk, t("{n} hồ sơ {status}:", n=len(lines), status=words), lines)
