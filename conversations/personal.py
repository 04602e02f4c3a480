"""`dữ liệu 0412`: what is kept of the person praised, and what they may ask for.

Who comes and how it was made sure that they may ask is noted with every request.
"""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record
from campaign.people import Verb, may
from campaign.privacy import NAME, AskErase, Correct, FlagChildren, See, Verified, Withdraw
from conversations.asking_words import text_of
from conversations.consent import asked_of_children
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
        case "children":
            return FlagChildren(record.id, *asked_of_children(talk))
        case "see":
            return See(record.id, *who_asks(talk))
        case "correct":
            return _correct(talk, record)
        case "withdraw":
            return _withdraw(talk, desk, record)
        case "erase":
            return _erase(talk, record)
        case "card":
            return Open("card", record.id)
    return Open(HOME)


def _page(talk: Talk, desk: Desk, record: Record) -> Question:
    t, privacy = talk.t, desk.people.privacy
    held, consents = privacy.held(record.id), privacy.consents(record.id)
    text = sheet(t, record, consents, held)
    shown = [*_offers(talk, record, stands=bool(_standing(desk, record)))]
    if held.erased:
        shown = []
    options = (*shown, Choice("card", t("Xem hồ sơ")), Choice(HOME, t("Trang chủ")))
    return Question("do", text, Choose(options), usual=HOME, keep=Keep.TALK)


def _offers(talk: Talk, record: Record, *, stands: bool) -> list[Choice]:
    t = talk.t
    found = [Choice("consent", t("Ghi sự đồng ý"))]
    if not record.hidden:
        found += [Choice("see", t("Đọc cho họ nghe")), Choice("correct", t("Sửa cho đúng"))]
        found.append(Choice("children", t("Trẻ em trong ảnh")))
    if stands:
        found.append(Choice("withdraw", t("Rút sự đồng ý")))
    return [*found, Choice("erase", t("Xóa hẳn"))]


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
    text = t(
        "Tên, ảnh, tin thoại và việc làm của {name} sẽ không còn ở đâu nữa, chỉ còn số liệu. "
        "Rút chứ?", name=record.heading.name,
    )  # fmt: skip
    if NAME in gone and not _sure(talk, text, t("Không rút nữa"), t("Rút tất cả")):
        return Open("card", record.id)
    return Withdraw(record.id, gone, asker, verified)


def _correct(talk: Talk, record: Record) -> Effect:
    t = talk.t
    options = (Choice("R4", t("Tên")), Choice("R5", t("Việc đã làm, sẽ làm")))
    key = str(talk.ask(Question("key", t("Sửa mục nào?"), Choose(options), "R4", keep=Keep.TALK)))
    text = t("Viết lại cho đúng:")
    kind = Write(story=key != "R4")
    said = text_of(talk.ask(Question("text", text, kind, {"text": "…"}, keep=Keep.TALK)))
    if not said:
        talk.say(t("Phần này xin đồng chí gõ chữ."))
        return Open("personal", record.id)
    return Correct(record.id, key, said, *who_asks(talk))


def _erase(talk: Talk, record: Record) -> Effect:
    t = talk.t
    asker, verified = who_asks(talk)
    text = t(
        "Xóa hẳn tên, ảnh, tin thoại và câu trả lời về {name}? Không lấy lại được; số liệu vẫn giữ."
        " Cần thêm một cán bộ đồng ý.", name=record.heading.name,
    )  # fmt: skip
    if not _sure(talk, text, t("Không xóa"), t("Đề nghị xóa")):
        return Open("card", record.id)
    return AskErase(record.id, asker, verified)


def who_asks(talk: Talk) -> tuple[str, Verified]:
    """Who came, and how it was made sure that they may ask."""
    t = talk.t
    asked = t("Ai đề nghị? Ghi họ tên; nếu nói thay thì ghi là gì của người được giới thiệu.")
    kind = Write(story=False)
    asker = talk.ask(Question("asker", asked, kind, usual={"text": "…"}, keep=Keep.TALK))
    options = tuple(Choice(how, label) for how, label in verified_labels(t).items())
    text = t("Đồng chí biết chắc là đúng người bằng cách nào?")
    kinds = Choose(options)
    how = talk.ask(Question("verified", text, kinds, usual=Verified.KNOWN, keep=Keep.TALK))
    return text_of(asker), Verified(str(how))


def _sure(talk: Talk, text: str, no: str, yes: str) -> bool:
    options = (Choice("no", no), Choice("yes", yes))
    answer = talk.ask(Question("sure", text, Choose(options), usual="yes", keep=Keep.TALK))
    return answer == "yes"
