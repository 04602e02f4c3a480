"""`tiêu chí riêng`: what a unit adds beside the plan, made, sent up, decided about and ended."""

from dataclasses import replace

from campaign.addition_rules import Objection, objection
from campaign.addition_wishes import MakeAddition, MoveAddition
from campaign.additions import REASONED, Act, Addition, Kind, State, acts, may_make
from campaign.desk import Desk, Effect, Open, Refusal
from campaign.exemplar import Value
from campaign.people import Person
from campaign.plan import AnswerKind
from campaign.text import shorten
from conversations import addition_words, notices
from conversations.addition_words import category_name
from conversations.asking_words import text_of
from conversations.deciding import text
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question, Write
from conversations.until import until

NAME = "additions"
HOME = "home"
SHOWN = 12  # of them in one message
LABEL = 40  # characters of one on a button
NEW = {"criterion": Kind.CRITERION, "model": Kind.MODEL}
KIND = "kind"
REWRITES = (State.DRAFT, State.DECLINED)


def run(talk: Talk, desk: Desk) -> Effect | None:
    """The list of a unit, or one of it."""
    me = desk.me
    if me is None:
        return Open("join")
    if talk.subject:
        return _one(talk, desk, me)
    if not may_make(me.post):
        return _only_read(talk, desk, me)
    return _list(talk, desk, me)


def _only_read(talk: Talk, desk: Desk, me: Person) -> Effect:
    """Who makes none is told what applies here, and who does."""
    t = talk.t
    here = desk.life.local.at(me.post.path)
    lines = [t("Tiêu chí riêng, mô hình riêng do Mặt trận từ cấp xã trở lên đặt thêm.")]
    lines.append(t("Đang áp dụng ở đây:") if here else t("Ở đây hiện chưa có."))
    lines += [_here(talk, one) for one in here]
    talk.say("\n".join(lines))
    return Open(HOME)


def _here(talk: Talk, one: Addition) -> str:
    what = addition_words.kind_name(talk.t, one.kind)
    return talk.t("• {what} của {unit}: {text}", what=what, unit=one.place, text=one.text)


def _list(talk: Talk, desk: Desk, me: Person) -> Effect:
    t, mine = talk.t, [a for a in desk.life.local.mine() if a.state is not State.WITHDRAWN]
    theirs = [a for a in desk.life.local.at(me.post.path) if a.path[-1] != me.post.unit_id]
    lines = [t("Tiêu chí riêng, mô hình riêng của {unit}:", unit=me.post.unit)]
    lines += [f"• {addition_words.line(t, one)}" for one in mine[-SHOWN:]]
    lines += [] if mine else [t("chưa có")]
    lines += [_here(talk, one) for one in theirs[:SHOWN]]
    open_ = [*mine, *(one for one in theirs if acts(one, me))]
    options = [Choice(f"a{one.id}", shorten(one.text, LABEL)) for one in open_]
    options += [
        Choice("criterion", t("Thêm tiêu chí")), Choice("model", t("Thêm mô hình")),
        Choice(HOME, t("Trang chủ")),
    ]  # fmt: skip
    question = Question("which", "\n".join(lines), Choose(tuple(options)), usual=HOME,
                        keep=Keep.TALK, page=20)  # fmt: skip
    chosen = str(talk.ask(question))
    if chosen in NEW:
        return Open("addition", given={KIND: chosen})
    return Open(HOME) if chosen == HOME else Open(NAME, int(chosen[1:]))


# --- one of them


def _one(talk: Talk, desk: Desk, me: Person) -> Effect:
    t, one = talk.t, desk.life.local.get(talk.subject)
    if one is None:
        talk.say(notices.refusal(t, Refusal.RIGHTS))
        return Open(HOME)
    names, may = addition_words.act_names(t, one), acts(one, me)
    options = [Choice(act.value, names[act]) for act in may]
    if Act.PROPOSE in may and one.state in REWRITES:
        options.insert(1, Choice("rewrite", t("Viết lại")))
    options.append(Choice(HOME, t("Trang chủ")))
    said = addition_words.card(t, desk.plan, talk.language, one)
    done = talk.ask(Question("do", said, Choose(tuple(options)), usual=HOME, keep=Keep.TALK))
    if done == "rewrite":
        return Open("addition", one.id, given={KIND: one.kind.value})
    return Open(HOME) if done == HOME else _move(talk, one, Act(str(done)))


def _move(talk: Talk, one: Addition, act: Act) -> Effect:
    t, note = talk.t, ""
    if act in REASONED:
        note = text(talk, "why", t("Đồng chí cho biết lý do:"))
    if act is Act.WITHDRAW:
        said = t("Bỏ “{text}”?", text=one.text)
        if one.began:
            said = t("Ngừng “{text}”? Câu trả lời đã có vẫn được giữ.", text=one.text)
        options = (Choice("yes", addition_words.act_names(t, one)[act]), Choice("no", t("Thôi")))
        sure = talk.ask(Question("sure", said, Choose(options), usual="no", keep=Keep.TALK))
        if sure == "no":
            return Open(NAME, one.id)
    return MoveAddition(one.id, one.version, act, note)


# --- a new one


def write(talk: Talk, desk: Desk) -> Effect | None:
    """For which category, its words, how it is answered; then whether it goes up at once."""
    me, t = desk.me, talk.t
    if me is None:
        return Open("join")
    if not may_make(me.post):
        talk.say(notices.refusal(t, Refusal.RIGHTS))
        return Open(HOME)
    kind = NEW.get(str(talk.answers.get(KIND)), Kind.CRITERION)
    before = desk.life.local.get(talk.subject) if talk.subject else None
    category = _category(talk, desk)
    said = _words(talk, desk, kind, category)
    answer, photo = _answered(talk) if kind is Kind.CRITERION else (AnswerKind.YES_PARTLY_NO, False)
    sure = _sure(talk, desk, me, kind, category, said)
    if sure == "no":
        return Open(NAME)
    wish = MakeAddition(kind, category, said, answer, photo, propose=sure == "send")
    return replace(wish, instead=before.id, version=before.version) if before else wish


def _category(talk: Talk, desk: Desk) -> str:
    """The Party's own are nobody's to add to."""
    ids = [c.id for c in desk.plan.categories if not c.recognised_by_party]
    options = tuple(Choice(id, category_name(desk.plan, talk.language, id)) for id in ids)
    asked = talk.t("Thêm cho loại điển hình nào?")
    question = Question("category", asked, Choose(options), usual=ids[0], keep=Keep.TALK)
    return str(talk.ask(question))


def _words(talk: Talk, desk: Desk, kind: Kind, category: str) -> str:
    t = talk.t
    asked = t("Tên mô hình? Ví dụ: Tổ phụ nữ giữ nghề dệt")
    if kind is Kind.CRITERION:
        asked = t("Đồng chí viết câu hỏi thêm, một ý thôi. Ví dụ: Nhà có ai biết dệt vải không?")

    def wrong(talk: Talk, value: Value) -> str:
        why = _objection(desk, kind, text_of(value), category, talk.subject)
        return addition_words.wrong(talk.t, why) if why else ""

    _, value = until(
        talk, "text",
        lambda key: Question(key, asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK),
        wrong,
    )  # fmt: skip
    return text_of(value)


def _objection(desk: Desk, kind: Kind, said: str, category: str, instead: int) -> Objection | None:
    known = [one for one in desk.life.local.known() if one.id != instead]
    return objection(kind, said, category, desk.plan, known)


def _answered(talk: Talk) -> tuple[AnswerKind, bool]:
    t, names = talk.t, addition_words.answer_names(talk.t)
    kinds = tuple(Choice(kind.value, label) for kind, label in names.items())
    asked = t("Người trả lời sẽ trả lời thế nào?")
    how = talk.ask(
        Question("answer", asked, Choose(kinds), usual=kinds[0].id, keep=Keep.TALK)
    )  # fmt: skip
    options = (Choice("no", t("Không cần ảnh")), Choice("yes", t("Có xin ảnh")))
    photo = talk.ask(
        Question("photo", t("Có xin ảnh minh chứng không?"), Choose(options), usual="no",
                 keep=Keep.TALK)
    )  # fmt: skip
    return AnswerKind(str(how)), photo == "yes"


def _sure(  # noqa: PLR0913, PLR0917 - what is to be read again
    talk: Talk, desk: Desk, me: Person, kind: Kind, category: str, said: str
) -> str:
    t = talk.t
    what = addition_words.kind_name(t, kind)
    lines = [
        t("{what} của {unit}", what=what, unit=me.post.unit), f"“{said}”",
        t("Cho loại: {name}", name=category_name(desk.plan, talk.language, category)),
        addition_words.beside(t, kind),
    ]  # fmt: skip
    options = (
        Choice("send", t("Gửi duyệt")), Choice("keep", t("Giữ bản nháp")), Choice("no", t("Thôi")),
    )  # fmt: skip
    question = Question("sure", "\n".join(lines), Choose(options), usual="send", keep=Keep.TALK)
    return str(talk.ask(question))
