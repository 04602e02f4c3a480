"""`bồi dưỡng`: who follows and helps an exemplar, the help it was given, and what else is told.

One place for everything that is told of an exemplar after it was confirmed; its card leads here.
"""

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record
from campaign.fostering import LONGEST, LONGEST_NAME, NoteHelp, SetMentor
from campaign.ground import OnGround
from campaign.half_year import FOLLOWED
from campaign.people import Verb, may
from conversations import foster_words
from conversations.asking_words import text_of, until_good
from conversations.engine import Talk
from conversations.half_words import row
from conversations.numbered import numbered
from conversations.past_days import past_day
from conversations.questions import Choice, Choose, Keep, Question, Write

HOME, OTHER = "home", "other"
OPENS = {"card": "card", "half": "half", "giving": "giving"}


def by_number(talk: Talk, desk: Desk) -> Effect | None:
    """`bồi dưỡng 0412`: straight there; without a number the exemplars of the own place."""
    if desk.me is None:
        return Open("join")
    number = text_of(talk.answers.get("text"))
    if number:
        return _numbered(talk, desk, number)
    found = desk.reviews.ground.followed()
    options = [Choice(f"r{one.record_id}", row(one).removeprefix("✓ ")) for one in found]
    if not found:
        talk.say(talk.t("Chưa có gương nào được xác nhận để theo dõi, giúp đỡ."))
        return Open(HOME)
    kind = Choose((*options, Choice(HOME, talk.t("Trang chủ"))), searchable=True)
    text = foster_words.overview(talk.t, found)
    chosen = str(talk.ask(Question("record", text, kind, usual=HOME, keep=Keep.TALK)))
    return Open(HOME) if chosen == HOME else Open("foster", int(chosen[1:]))


def _numbered(talk: Talk, desk: Desk, number: str) -> Effect:
    record = numbered(desk, number)
    if record is None:
        talk.say(talk.t("Không tìm thấy hồ sơ số {text}.", text=number))
        return Open(HOME)
    return Open("foster", record.id)


def fosters(desk: Desk, record: Record) -> bool:
    """Whether one of the asker's posts may tell who helps a record."""
    if desk.me is None or record.hidden or record.status not in FOLLOWED:
        return False
    return any(may(p, Verb.TELL, record.path) for p in desk.me.posts)


def run(talk: Talk, desk: Desk) -> Effect | None:
    record = desk.record(talk.subject)
    if record is None or not fosters(desk, record):
        talk.say(talk.t("Hồ sơ này không mở được ở đây."))
        return Open(HOME)
    done = str(talk.ask(_overview(talk, desk, record)))
    if done == "help":
        return _help(talk, desk, record)
    if done == "mentor":
        asked = talk.t("Ai theo dõi, giúp đỡ {name}? Ghi tên người hoặc đơn vị.",
                       name=record.heading.name)  # fmt: skip
        return OnGround(SetMentor(record.id, _words(talk, "mentor", asked, LONGEST_NAME)))
    return Open(OPENS[done], record.id) if done in OPENS else Open(HOME)


def _overview(talk: Talk, desk: Desk, record: Record) -> Question:
    t, found = talk.t, desk.reviews.ground.fostered(record.id)
    named = found.mentor is not None
    options = (
        Choice("help", t("Ghi việc đã giúp")),
        Choice("mentor", t("Đổi người giúp đỡ") if named else t("Ghi người giúp đỡ")),
        Choice("giving", t("Ghi đóng góp")), Choice("half", t("Thẻ theo dõi")),
        Choice("card", t("Xem hồ sơ")), Choice(HOME, t("Trang chủ")),
    )  # fmt: skip
    text = foster_words.told(t, record, found, desk.reviews.ground.given(record.id))
    return Question("do", text, Choose(options), usual=HOME, keep=Keep.TALK)


def _help(talk: Talk, desk: Desk, record: Record) -> Effect:
    asked = talk.t("Đã giúp {name} việc gì? Đồng chí viết một câu.", name=record.heading.name)
    what = _words(talk, "what", asked, LONGEST)
    whose = _whose(talk, desk, record)
    when = past_day(talk, desk, talk.t("Giúp ngày nào?"))
    return OnGround(NoteHelp(record.id, when, what, whose))


def _whose(talk: Talk, desk: Desk, record: Record) -> str:
    """Whoever follows it or the own unit by a tap; anybody else is written."""
    t, mentor = talk.t, desk.reviews.ground.fostered(record.id).mentor
    mine = foster_words.own_front(t, desk.me.post) if desk.me else ""
    options = [Choice("mentor", mentor.name)] if mentor else []
    options += [Choice("mine", mine), Choice(OTHER, t("Người, đơn vị khác"))]
    asked = Question("who", t("Ai giúp?"), Choose(tuple(options)), usual="mine", keep=Keep.TALK)
    match talk.ask(asked):
        case "mentor" if mentor:
            return mentor.name
        case "mine":
            return mine
    return _words(talk, "whose", t("Ghi tên người hoặc đơn vị đã giúp:"), LONGEST_NAME)


def _words(talk: Talk, key: str, asked: str, most: int) -> str:
    def good(said: str) -> str:
        if not said:
            talk.say(talk.t("Xin đồng chí gõ chữ, để nơi nhận đọc được ngay."))
        if len(said) > most:
            talk.say(talk.t("Dài quá {most} chữ cái, xin viết gọn lại.", most=most))
        return said if len(said) <= most else ""

    def question(key: str) -> Question:
        kind = Write(story=False)
        return Question(key, asked, kind, usual={"text": "…"}, keep=Keep.TALK)

    return until_good(talk, key, question, good)
