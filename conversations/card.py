"""One record, and what the asker's post may do with it: the workflow's verbs, one tap each."""

from campaign.desk import Desk, Effect, Move, Open
from campaign.exemplar import Record
from campaign.people import Role, Verb, may
from campaign.privacy import ENDS, QUESTION, may_show
from campaign.workflow import OPEN_TO_ANSWERS, Status, verbs
from conversations.criteria import asked_of_post
from conversations.deciding import ASKS, labels
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.record_words import card_text
from conversations.review_card import is_none

SHOWN_PICTURES = 6
BACK = "home"


def run(talk: Talk, desk: Desk) -> Effect | None:
    """The card, one verb, and what that verb needs to know."""
    record = desk.record(talk.subject)
    if record is None:
        talk.say(talk.t("Không tìm thấy hồ sơ này trong phạm vi của đồng chí."))
        return Open(BACK)
    done = talk.ask(_card(talk, desk, record))
    match done:
        case "answers":
            return Open("criteria", record.id)
        case "assist":
            return Open("assist", record.id)
        case "edit":
            return Open("register", record.id)
        case "consent":
            return Open("consent", record.id)
        case "supplement":
            return mend_of(record)
        case "home":
            return Open(BACK)
        case str() if done in {v.value for v in Verb}:
            return _move(talk, desk, record, Verb(done))
    return Open(BACK)


def next_steps(talk: Talk, desk: Desk) -> Effect | None:
    """After sending: go on with the criteria, put somebody else forward, or stop here."""
    record = desk.record(talk.subject)
    if record is None:
        return Open(BACK)
    answers = (Choice("answers", talk.t("Trả lời tiêu chí")),)
    options = (
        *(answers if asked_of_post(talk, desk, record) else ()),
        Choice("card", talk.t("Xem hồ sơ")),
        Choice("more", talk.t("Giới thiệu nữa")),
        Choice("home", talk.t("Trang chủ")),
    )
    text = talk.t("Bây giờ đồng chí muốn làm gì?")
    done = talk.ask(Question("next", text, Choose(options), usual="home", keep=Keep.TALK))
    if done in {"answers", "card"}:
        return Open("criteria" if done == "answers" else "card", record.id)
    return Open("register") if done == "more" else Open(BACK)


def _card(talk: Talk, desk: Desk, record: Record) -> Question:
    options = tuple(Choice(id, label) for id, label in _offers(talk, desk, record))
    me = desk.me
    restricted = me is not None and any(may(p, Verb.RESTRICTED, record.path) for p in me.posts)
    text = card_text(talk, record, desk.today, restricted=restricted)
    faces = may_show(record)
    return Question(
        "do", text, Choose(options), usual="home", keep=Keep.TALK,
        pictures=tuple(desk.pictures(record.id))[:SHOWN_PICTURES] if faces else (), page=20,
        note=_why_not(talk, desk, record),
    )  # fmt: skip


def _why_not(talk: Talk, desk: Desk, record: Record) -> str:
    me = desk.me
    if record.hidden:
        return ""
    waits = me is not None and me.post.role is Role.COMMUNE and record.status is Status.SUBMITTED
    if waits and is_none(record.answers.get(QUESTION)):
        return talk.t(
            "Người được giới thiệu chưa đồng ý nên chưa xác nhận được. "
            "Đồng chí đề nghị bổ sung mục này."
        )
    return ""


def _offers(talk: Talk, desk: Desk, record: Record) -> list[tuple[str, str]]:
    """What the post may do now, first what is waited for."""
    me, t = desk.me, talk.t
    if me is None:
        return [("home", t("Trang chủ"))]
    posts = [p for p in me.posts if may(p, Verb.VIEW, record.path)]
    role = posts[-1].role if posts else Role.VIEWER
    offered = _verbs(talk, desk, record, role)
    found = [(v.value, labels(t)[v]) for v in offered if v is not Verb.WITHDRAW]
    own = role is record.registrant
    if own and record.status is Status.DRAFT:
        found.append(("edit", t("Làm tiếp")))
    if own and record.status is Status.RETURNED and not record.hidden:
        found[:0] = [("supplement", t("Bổ sung ngay")), (Verb.SUBMIT.value, t("Gửi lại"))]
    if _takes_answers(record):
        if asked_of_post(talk, desk, record):
            found.append(("answers", t("Trả lời tiêu chí")))
        if role is Role.COMMUNE and not own:
            found.append(("assist", t("Nhập giúp")))
    if _asks_consent(record, role):
        found.append(("consent", t("Ghi sự đồng ý")))
    if Verb.WITHDRAW in offered and own and record.status is not Status.DRAFT:
        found.append((Verb.WITHDRAW.value, labels(t)[Verb.WITHDRAW]))
    return [*found, ("home", t("Trang chủ"))]


def _verbs(talk: Talk, desk: Desk, record: Record, role: Role) -> list[Verb]:
    """The steps a post may take; only those that end it where its person has withdrawn."""
    every = verbs(role, record.status, district=record.district)
    offered = [v for v in every if v is not Verb.SUBMIT]
    if Verb.CONFIRM in offered and _why_not(talk, desk, record):
        offered.remove(Verb.CONFIRM)
    return [v for v in offered if v in ENDS or not record.hidden]


def _takes_answers(record: Record) -> bool:
    open_ = record.status in OPEN_TO_ANSWERS and record.status is not Status.DRAFT
    return open_ and not record.hidden


def _asks_consent(record: Record, role: Role) -> bool:
    """Nothing is agreed to yet, and it is for this post to ask."""
    near = role in {record.registrant, Role.COMMUNE}
    here = record.status is not Status.DRAFT and record.status in OPEN_TO_ANSWERS
    return near and here and not record.erased and is_none(record.answers.get(QUESTION))


def mend_of(record: Record) -> Open:
    """Straight to the question the superior asked about, everything else kept."""
    key = record.returned.key if record.returned else ""
    if key and not key.startswith("R"):
        return Open("mending", record.id, reopen=key)
    return Open("register", record.id, reopen=key)


def _move(talk: Talk, desk: Desk, record: Record, verb: Verb) -> Effect:
    asked = ASKS.get(verb)
    note, key, fields = asked(talk, desk, record) if asked else ("", "", {})
    return Move(record.id, record.version, verb, note, key, fields)
