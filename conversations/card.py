"""One record, and what the asker's post may do with it: the workflow's verbs, one tap each."""

from campaign.desk import Desk, Effect, Move, Open
from campaign.exemplar import Record
from campaign.people import Role, Verb, may
from campaign.privacy import ENDS, QUESTION, may_show
from campaign.workflow import OPEN_TO_ANSWERS, Status, verbs
from campaign.worklists import ALIVE
from conversations import (
    amending,
    contribution_words,
    foster_words,
    local_words,
    renewing,
    replication_words,
)
from conversations.check import checks
from conversations.criteria import asked_of_post
from conversations.deciding import ASKS, labels
from conversations.engine import Talk
from conversations.fostering import fosters
from conversations.history_words import history_lines, news_lines
from conversations.inquiry import inquire_offer, inquiring, reply_offer, waiting_lines
from conversations.mending import wanted_line
from conversations.proof_words import marks
from conversations.questions import Choice, Choose, Keep, Question
from conversations.record_words import card_text
from conversations.register import EDITABLE
from conversations.returning import returning
from conversations.review_card import is_none
from conversations.signing import Asked
from conversations.withheld import stays_below, withheld

SHOWN_PICTURES = 6
CHECKED = ALIVE  # in which there is something to be seen
BACK = "home"
# What a button opens that does nothing itself.
OPENS = {
    "answers": "criteria", "assist": "assist", "edit": "register", Verb.CORRECT.value: "decision",
    Verb.AMEND.value: "amend", "check": "check", "supplement": "mending", "consent": "consent",
    "tree": "tree", "foster": "foster",
}  # fmt: skip
NO_BUTTON = (Verb.SUBMIT, Verb.UNDO)  # they are offered where they belong


def run(talk: Talk, desk: Desk) -> Effect | None:
    """The card, one verb, and what that verb needs to know."""
    record = desk.record(talk.subject)
    if record is None:
        talk.say(talk.t("Không tìm thấy hồ sơ này trong phạm vi của đồng chí."))
        return Open(BACK)
    if desk.me is not None and stays_below(desk.me.post, record):
        talk.say(withheld(talk.t))
        return Open(BACK)
    done = talk.ask(_card(talk, desk, record))
    match done:
        case "inquire":
            return inquiring(talk, record)
        case str() if done in OPENS:
            return Open(OPENS[done], record.id)
        case "home":
            return Open(BACK)
        case Verb.ACCEPT.value | Verb.REFUSE.value | "versions":
            return amending.done(talk, desk, record, str(done))
        case renewing.AGAIN:
            return renewing.done(talk, desk, record)
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
    if done == "more":
        helped = desk.people.helping.author(record.id)
        return Open("entering" if helped else "register")
    return Open(BACK)


def _card(talk: Talk, desk: Desk, record: Record) -> Question:
    options = tuple(Choice(id, label) for id, label in _offers(talk, desk, record))
    me = desk.me
    restricted = me is not None and any(may(p, Verb.RESTRICTED, record.path) for p in me.posts)
    text = card_text(talk, record, desk.today, restricted=restricted)
    more = replication_words.card_lines(talk, desk, record)
    more += [*renewing.lines(talk, desk, record), *amending.lines(talk, desk, record)]
    more = [*local_words.card_lines(talk, desk, record), *more]
    more = [*_where_by_now(talk, desk, record), *more]
    if desk.reviews.ground.survey.suggested(record.id):
        more.insert(0, talk.t("Do nhân dân gợi ý"))
    more += foster_words.card_lines(talk.t, desk.reviews.ground.fostered(record.id))
    more += contribution_words.card_lines(talk.t, desk.reviews.ground.given(record.id))
    more += marks(talk, record, desk.field.seen(record.id), desk.today)
    pictures = tuple(desk.reviews.pictures(record.id))[:SHOWN_PICTURES]
    return Question(
        "do", "\n".join([text, *more, *_way(talk, desk, record)]), Choose(options), usual="home",
        keep=Keep.TALK, pictures=pictures if may_show(record) else (), page=20, shows=record.id,
        voices=tuple(desk.reviews.voices(record.id)), note=_why_not(talk, desk, record),
    )  # fmt: skip


def _where_by_now(talk: Talk, desk: Desk, record: Record) -> list[str]:
    if not record.unit_ended or record.heading.unit_id is None:
        return []
    old, heir = desk.unit(record.heading.unit_id), desk.unit(record.path[-2])
    if old is None or heir is None or not old.became_part_of(heir):
        return []
    return [talk.t("{old} nay thuộc {new}", old=old.name, new=heir.name)]


def _way(talk: Talk, desk: Desk, record: Record) -> list[str]:
    """What is wanted of it, what changed since the reader's last look, and its history."""
    news, lines = desk.reviews.news(record.id), []
    if record.returned:
        lines = [talk.t("{by} đề nghị bổ sung:", by=record.returned.by)]
        lines += [wanted_line(talk, record, ask) for ask in record.returned.asks]
    lines += waiting_lines(talk.t, desk.reviews.inquiries(record.id))
    lines += news_lines(talk, desk, record, news)
    return lines + history_lines(talk.t, desk.reviews.history(record.id), news)


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
    found = [*reply_offer(t, desk, record), *found, *inquire_offer(t, record, role)]
    fills_in = own or (
        record.status in EDITABLE and desk.people.helping.author(record.id) is not None
    )
    if fills_in and record.status is Status.DRAFT:
        found.append(("edit", t("Làm tiếp")))
    if fills_in and record.status is Status.RETURNED and not record.hidden:
        found[:0] = [("supplement", t("Bổ sung ngay")), (Verb.SUBMIT.value, t("Gửi lại"))]
    found += [*renewing.offers(talk, desk, record), *amending.offers(talk, desk, record)]
    found += _answering(talk, desk, record, role)
    if checks(desk, record) and record.status in CHECKED:
        found.append(("check", t("Kiểm tra tại chỗ")))
    found += replication_words.card_offer(t, desk, record)
    if fosters(desk, record):
        found.append(("foster", t("Theo dõi, giúp đỡ")))
    if _asks_consent(record, role):
        found.append(("consent", t("Ghi sự đồng ý")))
    if Verb.WITHDRAW in offered and own and record.status is not Status.DRAFT:
        found.append((Verb.WITHDRAW.value, labels(t)[Verb.WITHDRAW]))
    return [*found, ("home", t("Trang chủ"))]


def _verbs(talk: Talk, desk: Desk, record: Record, role: Role) -> list[Verb]:
    """The steps a post may take; only those that end it where its person has withdrawn."""
    every = verbs(role, record.status, district=record.district)
    offered = [v for v in every if v not in NO_BUTTON and (v in ENDS or not record.hidden)]
    if Verb.CONFIRM in offered and _why_not(talk, desk, record):
        offered.remove(Verb.CONFIRM)
    if Verb.CORRECT in offered and all(d.revoked for d in record.decisions):
        offered.remove(Verb.CORRECT)
    return offered


def _takes_answers(record: Record) -> bool:
    open_ = record.status in OPEN_TO_ANSWERS and record.status is not Status.DRAFT
    return open_ and not record.hidden


def _asks_consent(record: Record, role: Role) -> bool:
    """Nothing is agreed to yet, and it is for this post to ask."""
    near = role in {record.registrant, Role.COMMUNE}
    here = record.status is not Status.DRAFT and record.status in OPEN_TO_ANSWERS
    return near and here and not record.erased and is_none(record.answers.get(QUESTION))


def _answering(talk: Talk, desk: Desk, record: Record, role: Role) -> list[tuple[str, str]]:
    found = []
    if _takes_answers(record):
        if asked_of_post(talk, desk, record):
            found.append(("answers", talk.t("Trả lời tiêu chí")))
        if role is Role.COMMUNE and role is not record.registrant:
            found.append(("assist", talk.t("Nhập giúp")))
    return found


def _move(talk: Talk, desk: Desk, record: Record, verb: Verb) -> Effect:
    if verb is Verb.RETURN:
        return returning(talk, desk, record)
    ask = ASKS.get(verb)
    asked = ask(talk, desk, record) if ask else Asked()
    return Move(
        record.id, record.version, verb, asked.note, asked.key, asked.fields, paper=asked.paper
    )
