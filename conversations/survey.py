"""`khảo sát`: who may become an exemplar, with what is known of them; what the people suggest.

Nobody here is registered yet. A candidate becomes a registration by one tap, prefilled.
"""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Value
from campaign.ground import OnGround
from campaign.people import Person, Verb, may
from campaign.survey import (
    LONGEST,
    AddCandidate,
    Candidate,
    KeepOnList,
    NoteDown,
    Origin,
    RegisterIt,
    SetAside,
    State,
    stays_below,
)
from conversations.asking_words import text_of, until_good
from conversations.engine import Talk
from conversations.planned import choices_of
from conversations.questions import Choice, Choose, Keep, Question, Write
from conversations.survey_words import card, in_list, overview
from conversations.until import until
from conversations.whereabouts import whereabouts

HOME = "home"
NEW = "new"
PHOTOS = 6


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    if "news" in talk.answers:
        return _news(talk)
    said = _number(talk.answers.get("text"))
    if said:
        return _of_number(talk, desk, me, said)
    return _list(talk, desk, me)


def _list(talk: Talk, desk: Desk, me: Person) -> Effect:
    found = _shown(desk, talk.answers.get("show"))
    options = [Choice(f"c{one.id}", in_list(talk.t, me.post, one)) for one in found]
    if may(me.post, Verb.SURVEY, me.post.path):
        options.append(Choice(NEW, talk.t("Thêm vào danh sách")))
    options.append(Choice(HOME, talk.t("Trang chủ")))
    kind = Choose(tuple(options), searchable=bool(found))
    text = overview(talk.t, *desk.reviews.ground.survey.counts())
    chosen = str(talk.ask(Question("which", text, kind, usual=HOME, keep=Keep.TALK)))
    if chosen == HOME:
        return Open(HOME)
    if chosen == NEW:
        return _add(talk, desk)
    return _of_number(talk, desk, me, chosen[1:])


def _number(given: Value) -> str:
    """Typed behind the word, or where one comes from."""
    return given if isinstance(given, str) else text_of(given)


def _shown(desk: Desk, origin: Value) -> Sequence[Candidate]:
    """Everything that is open, or what the people suggested and nobody has looked at."""
    found = desk.reviews.ground.survey.open()
    waiting = origin == Origin.PEOPLE
    return [one for one in found if one.state is State.NEW] if waiting else found


def _news(talk: Talk) -> Effect:
    """There is somebody new, says a card of six months: where to."""
    t = talk.t
    options = (
        Choice(NEW, t("Ghi vào danh sách")), Choice("register", t("Đăng ký ngay")),
        Choice(HOME, t("Để sau")),
    )  # fmt: skip
    asked = t("Có người tốt, cách làm hay mới. Đồng chí muốn làm gì?")
    chosen = talk.ask(Question("where_to", asked, Choose(options), usual=HOME, keep=Keep.TALK))
    if chosen == NEW:
        return Open("survey", given={"which": NEW})
    return Open("register" if chosen == "register" else HOME)


# --- somebody more


def _add(talk: Talk, desk: Desk) -> Effect:
    t, top = talk.t, desk.reviews.ground.survey.start()
    if top is None:
        return Open(HOME)
    asked = t("Đồng chí muốn ghi ai? Gõ tên người, hộ hoặc tập thể.")
    name = talk.ask(Question("name", asked, Write(story=False), {"text": "…"}, keep=Keep.TALK))
    kinds = choices_of(talk, desk.plan.criterion("R1").parts[0].options)
    asked = t("Có thể là loại nào?")
    guess = talk.ask(Question("guess", asked, Choose(kinds), kinds[0].id, keep=Keep.TALK))
    unit = top
    if top.level != "village":
        _, unit = whereabouts(talk, desk, top)
    told = _told(talk, "told", t("Đã biết gì về việc làm, cách làm ở đó? Viết, nói hoặc gửi ảnh."))
    return OnGround(AddCandidate(unit.id, text_of(name), str(guess), told))


def _told(talk: Talk, key: str, asked: str) -> Value:
    def too_long(talk: Talk, value: Value) -> str:
        if len(text_of(value)) <= LONGEST:
            return ""
        return talk.t("Dài quá {most} chữ cái, xin viết gọn lại.", most=LONGEST)

    def question(key: str) -> Question:
        kind = Write(pictured=True)
        return Question(key, asked, kind, usual={"text": "…"}, keep=Keep.TALK)

    return until(talk, key, question, too_long)[1]


# --- one of them


def _of_number(talk: Talk, desk: Desk, me: Person, said: str) -> Effect:
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0  # noqa: PLR2004 - fits an id
    one = desk.reviews.ground.survey.candidate(number) if number else None
    if one is None or one.state is State.ERASED:
        talk.say(talk.t("Không tìm thấy số {text} trong danh sách khảo sát.", text=said))
        return Open(HOME)
    done = str(talk.ask(_page(talk, desk, me, one)))
    match done:
        case "register":
            return OnGround(RegisterIt(one.id))
        case "keep":
            return OnGround(KeepOnList(one.id))
        case "aside":
            return OnGround(SetAside(one.id, _why(talk, one)))
        case "note":
            asked = talk.t("Đồng chí ghi thêm gì? Viết, nói hoặc gửi ảnh.")
            return OnGround(NoteDown(one.id, _told(talk, f"note:{one.id}", asked)))
    return Open("survey" if done == "list" else HOME)


def _page(talk: Talk, desk: Desk, me: Person, one: Candidate) -> Question:
    """Its key names the candidate: a tap on one is none on another."""
    options = [*_offers(talk, me, one), Choice("list", talk.t("Danh sách"))]
    options.append(Choice(HOME, talk.t("Trang chủ")))
    known = () if stays_below(me.post, one) else one.notes
    return Question(
        f"do:{one.id}", card(talk, desk, me.post, one), Choose(tuple(options)), usual=HOME,
        keep=Keep.TALK, pictures=tuple(n.photo for n in known if n.photo)[:PHOTOS],
        voices=tuple(n.heard_as for n in known if n.heard_as),
    )  # fmt: skip


def _offers(talk: Talk, me: Person, one: Candidate) -> list[Choice]:
    t = talk.t
    mine = may(me.post, Verb.SURVEY, one.path) and not stays_below(me.post, one)
    if not mine or one.state not in {State.NEW, State.LISTED}:
        return []
    register = Choice("register", t("Đăng ký"))
    if one.state is State.NEW:
        return [register, Choice("keep", t("Đưa vào khảo sát")),
                Choice("aside", t("Không phù hợp"))]  # fmt: skip
    return [register, Choice("note", t("Ghi thêm")), Choice("aside", t("Đưa khỏi danh sách"))]


def _why(talk: Talk, one: Candidate) -> str:
    t = talk.t
    asked = t("Vì sao? Viết một câu.")
    if one.origin is Origin.PEOPLE:
        asked = t("Vì sao? Viết một câu; người gợi ý cũng đọc được.")

    def good(said: str) -> str:
        if not said:
            talk.say(t("Xin đồng chí gõ chữ, để nơi nhận đọc được ngay."))
        return said[:LONGEST]

    def question(key: str) -> Question:
        return Question(key, asked, Write(), usual={"text": "…"}, keep=Keep.TALK)

    return until_good(talk, f"why:{one.id}:", question, good)
