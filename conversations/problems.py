"""`khó khăn`: a unit says what is difficult or wanted; the level above answers, or passes it up."""

from campaign.desk import Desk, Effect, Open
from campaign.ground import OnGround
from campaign.people import Person, Role, Verb, may
from campaign.problems import LONGEST, Answer, PassUp, Problem, Raise, desks_above
from campaign.text import shorten
from conversations.asking_words import until_good
from conversations.engine import Talk
from conversations.problem_words import desk_name, how_long, line, overview
from conversations.questions import Choice, Choose, Keep, Question, Write

HOME = "home"
LABEL = 60  # characters of a problem in a list


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    owed = desk.reviews.ground.to_answer()
    options = [Choice(f"p{one.id}", shorten(line(one), LABEL)) for one in owed]
    above = desks_above(me.post.role, district=desk.has_districts)
    if above and may(me.post, Verb.TELL, me.post.path):
        options.append(Choice("new", talk.t("Nêu khó khăn, đề nghị")))
    options.append(Choice(HOME, talk.t("Trang chủ")))
    kind = Choose(tuple(options), searchable=bool(owed))
    asked = Question("what", overview(talk.t, desk), kind, usual=HOME, keep=Keep.TALK)
    chosen = str(talk.ask(asked))
    if chosen == HOME:
        return Open(HOME)
    if chosen == "new":
        return _raise(talk, list(above))
    return _settle(talk, desk, me, next(one for one in owed if chosen == f"p{one.id}"))


def _raise(talk: Talk, above: list[Role]) -> Effect:
    t = talk.t
    said = _words(talk, "text", t("Ở đơn vị đang khó khăn gì, đề nghị gì? Đồng chí viết vài câu."))
    options = tuple(Choice(role, desk_name(t, role)) for role in above)
    asked = t("Đồng chí muốn cấp nào trả lời?")
    question = Question("who", asked, Choose(options), usual=options[0].id, keep=Keep.TALK)
    role = Role(str(talk.ask(question))) if len(options) > 1 else above[0]
    return OnGround(Raise(said, role))


def _settle(talk: Talk, desk: Desk, me: Person, problem: Problem) -> Effect:
    """Every key names the problem: an answer to one is none to another."""
    t = talk.t
    options = [Choice("answer", t("Trả lời"))]
    if desks_above(me.post.role, district=desk.has_districts):
        options.append(Choice("up", t("Chuyển cấp trên")))
    options.append(Choice(HOME, t("Trang chủ")))
    said = t(
        "{unit}, {by} nêu {when}:\n“{text}”", unit=problem.unit, by=problem.by,
        when=how_long(t, problem, desk.today), text=problem.text,
    )  # fmt: skip
    key = f"do:{problem.id}"
    done = talk.ask(Question(key, said, Choose(tuple(options)), usual=HOME, keep=Keep.TALK))
    if done == "up":
        return OnGround(PassUp(problem.id))
    if done == HOME:
        return Open(HOME)
    asked = t("Đồng chí trả lời {unit} thế nào?", unit=problem.unit)
    return OnGround(Answer(problem.id, _words(talk, f"answer:{problem.id}:", asked)))


def _words(talk: Talk, key: str, asked: str) -> str:
    """What is written, asked until it is neither empty nor too long."""

    def good(said: str) -> str:
        if not said:
            talk.say(talk.t("Xin đồng chí gõ chữ, để nơi nhận đọc được ngay."))
        if len(said) > LONGEST:
            talk.say(talk.t("Dài quá {most} chữ cái, xin viết gọn lại.", most=LONGEST))
        return said if len(said) <= LONGEST else ""

    def question(key: str) -> Question:
        return Question(key, asked, Write(), usual={"text": "…"}, keep=Keep.TALK)

    return until_good(talk, key, question, good)
