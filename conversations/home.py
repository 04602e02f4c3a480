"""The first screen: what waits, and the few things this person's post is for."""

from campaign.additions import may_make
from campaign.desk import Desk, Effect, Open
from campaign.ground_open import GroundOpen
from campaign.people import Person, Role
from campaign.workflow import Status
from conversations.engine import Talk
from conversations.list_table import VISITS
from conversations.people_words import post_name
from conversations.questions import Choice, Choose, Keep, Question
from conversations.words import Translate

DESK = ("tray", "due", "summary", "register", "resume", "mine", "lists", "invite")


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    drafts = sum(line.status in {Status.DRAFT, Status.RETURNED} for line in desk.mine())
    open_ = len(desk.unanswered())
    more = drafts + open_ > 0  # going on is offered only where there is something to go on with
    offered = [o for o in offers(talk.t, me.post.role) if o[0] != "resume" or more]
    if may_make(me.post) and desk.life.local.mine():
        offered.insert(-1, ("additions", talk.t("Tiêu chí riêng")))
    offered[-1:-1] = _on_ground(talk.t, desk.reviews.ground.open_now())
    options = tuple(Choice(id, label) for id, label in offered)
    text = _greeting(talk, desk, me, drafts, open_)
    question = Question(
        "home", text, Choose(options), usual="help", keep=Keep.TALK, page=len(options)
    )
    chosen = str(talk.ask(question))
    return Open("lists", given={"list": VISITS}) if chosen == VISITS else Open(chosen)


def _on_ground(t: Translate, found: GroundOpen) -> list[tuple[str, str]]:
    """Work on the ground is offered only while something of it is open."""
    offered = (
        (found.raised, "problems", t("Khó khăn chờ trả lời: {n}", n=len(found.raised))),
        (found.visits, VISITS, t("Đến hẹn kiểm tra: {n}", n=found.visits)),
        (found.cards, "follow", t("Thẻ theo dõi: {n}", n=found.cards)),
        (found.village, "village", t("Thẻ 6 tháng")),
        (found.parts, "yearly", t("Sổ hằng năm")),
    )
    return [(id, label) for there, id, label in offered if there]


def _greeting(talk: Talk, desk: Desk, me: Person, drafts: int, unanswered: int) -> str:
    t = talk.t
    lines = [t("Chào {title} {name}, {unit}.", title=me.title, name=me.name, unit=me.post.unit)]
    if len(me.posts) > 1:
        post = post_name(t, me.post)
        lines.append(t("Đang làm việc với chức vụ: {post}. Muốn đổi, gõ: chức vụ", post=post))
    if drafts:
        lines.append(t("Đồng chí có {n} hồ sơ đang làm dở.", n=drafts))
    if unanswered:
        lines.append(t("Có {n} hồ sơ còn câu chưa trả lời.", n=unanswered))
    asked = len(desk.reviews.asked_of_me())
    if asked:
        lines.append(t("Có {n} câu hỏi chờ đồng chí. Gõ: trả lời", n=asked))
    suggested = desk.reviews.ground.survey.waiting()
    if suggested:
        lines.append(t("Có {n} gợi ý của nhân dân chờ đồng chí xem. Gõ: khảo sát", n=suggested))
    waiting = desk.in_tray() + len(desk.chores()) + len(desk.life.amendments())
    waiting += len(desk.life.local.waiting())
    if waiting:
        lines.append(t("Có {n} việc đang chờ đồng chí.", n=waiting))
    return "\n".join(lines)


def offers(t: Translate, role: Role) -> list[tuple[str, str]]:
    """What a post is for: conversations, and how they are called."""
    labels = {
        "register": t("Giới thiệu gương"), "resume": t("Làm tiếp"), "mine": t("Hồ sơ của tôi"),
        "tray": t("Việc chờ tôi"), "summary": t("Tổng hợp"), "lists": t("Danh sách"),
        "invite": t("Mời người mới"), "help": t("Trợ giúp"), "due": t("Việc có hạn"),
        "late": t("Đơn vị chưa xong"), "broadcast": t("Gửi thông báo"),
        "entering": t("Nhập giúp thôn, bản"),
    }  # fmt: skip
    shown = {
        Role.REPORTER: ("register", "resume", "mine", "due", "help"),
        Role.VIEWER: ("summary", "lists", "help"),
        Role.ADMIN: ("summary", "lists", "invite", "help"),
        Role.CLUSTER: ("summary", "late", "lists", "help"),
        Role.COMMUNE: (*DESK, "entering", "help"),
    }.get(role, (*DESK, "broadcast", "help"))
    return [(id, labels[id]) for id in shown]
