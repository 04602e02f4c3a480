"""`dữ liệu 0412`: what is kept of the person praised, and what they may ask for.

Who comes and how it was made sure that they may ask is noted with every request.
"""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record
from campaign.people import Verb, may
from campaign.privacy import NAME, Verified, Withdraw
from conversations.asking_words import text_of
from conversations.consent_words import purposes
from conversations.engine import Talk
from conversations.personal_words import sheet, verified_labels
from conversations.questions import Choice, Choose, Keep, Question, Write

CODE = "O"
HOME = "home"


def run(talk: Talk, desk: Desk) -> Effect | None:
    record, me = desk.record(talk.subject), desk.me
    if record is None or me is None or not may(me.post, Verb.ANSWER, record.path):
        talk.say(talk.t("Hồ sơ này không mở được ở đây."))
        return Open(HOME)
    match talk.ask(_page(talk, desk, record)):
        case "consent":
            return Open("consent", record.id)
        case "withdraw":
            return _withdraw(talk, desk, record)
        case "card":
            return Open("card", record.id)
    return Open(HOME)


def _page(talk: Talk, desk: Desk, record: Record) -> Question:
    t, stands = talk.t, _standing(desk, record)
    options = [Choice("consent", t("Ghi sự đồng ý"))]
    if stands:
        options.append(Choice("withdraw", t("Rút sự đồng ý")))
    options += [Choice("card", t("Xem hồ sơ")), Choice(HOME, t("Trang chủ"))]
    text = sheet(t, record, desk.people.privacy.consents(record.id))
    return Question("do", text, Choose(tuple(options)), usual=HOME, keep=Keep.TALK)


def _standing(desk: Desk, record: Record) -> Sequence[str]:
    every = desk.people.privacy.consents(record.id)
    return tuple(dict.fromkeys(c.purpose for c in every if c.withdrawn_at is None))


def _withdraw(talk: Talk, desk: Desk, record: Record) -> Effect:
    t, said = talk.t, purposes(talk.t)
    stands = _standing(desk, record)
    options = [Choice(p, said.get(p, p)) for p in stands if p != NAME]
    options.append(Choice(NAME, t("Tất cả: không nêu tên, ảnh, việc làm")))
    kind = Choose(tuple(options), many=True, alone=NAME)
    which = talk.ask(Question("which", t("Rút việc nào?"), kind, usual=[NAME], keep=Keep.TALK))
    gone = tuple(which) if isinstance(which, list) else ()
    asker, verified = who_asks(talk)
    if NAME in gone and not _sure(talk, record):
        return Open("card", record.id)
    return Withdraw(record.id, gone, asker, verified)


def who_asks(talk: Talk) -> tuple[str, Verified]:
    """Who came, and how it was made sure that they may ask."""
    t = talk.t
    asked = t("Ai đề nghị? Ghi họ tên; nếu nói thay thì ghi là gì của người được giới thiệu.")
    asker = talk.ask(
        Question("asker", asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)
    )
    options = tuple(Choice(how, label) for how, label in verified_labels(t).items())
    text = t("Đồng chí biết chắc là đúng người bằng cách nào?")
    how = talk.ask(
        Question("verified", text, Choose(options), usual=Verified.KNOWN, keep=Keep.TALK)
    )
    return text_of(asker), Verified(str(how))


def _sure(talk: Talk, record: Record) -> bool:
    t = talk.t
    text = t(
        "Tên, ảnh, tin thoại và việc làm của {name} sẽ không còn ở đâu nữa, chỉ còn số liệu. "
        "Rút chứ?", name=record.heading.name,
    )  # fmt: skip
    options = (Choice("no", t("Không rút nữa")), Choice("yes", t("Rút tất cả")))
    answer = talk.ask(Question("sure", text, Choose(options), usual="yes", keep=Keep.TALK))
    return answer == "yes"
