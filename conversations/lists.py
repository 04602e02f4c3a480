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
    offered = [s for s in LISTS if desk.has_districts or s is not Status.SELECTED]
    said = {s: capital(status_words(t, s, district=desk.has_districts)) for s in offered}
    options = tuple(Choice(s.value, words) for s, words in said.items())
    kind = Choose((*options, Choice("home", t("Trang chủ"))))
    text = t("Đồng chí muốn xem danh sách nào?")
    chosen = str(talk.ask(Question("list", text, kind, usual="home", keep=Keep.TALK, page=12)))
    if chosen == "home":
        return Open("home")
    both = chosen == Status.COMMUNE_CONFIRMED and not desk.has_districts
    lines = desk.listed((chosen, Status.SELECTED) if both else (chosen,))
    words = said[Status(chosen)]
    if not lines:
        talk.say(t("{status}: chưa có hồ sơ nào.", status=words))
        return Open("lists")
    return pick(talk, t("{status}: {n} hồ sơ", n=len(lines), status=words), lines)
