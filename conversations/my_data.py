"""`dữ liệu của tôi`: what is kept of whoever asks; with a number, of the person praised.

Offices also find here what others have asked for, with the legal clock.
"""

from campaign.desk import Desk, Effect, GivePhone, Open
from campaign.people import Person
from campaign.phones import plain
from campaign.privacy import AskErase, DataRequest, Kind, Rename, SettleData
from campaign.record_numbers import PRAISE
from conversations.asking_words import text_of
from conversations.engine import Talk
from conversations.numbered import numbered
from conversations.personal_words import clock, own, wish
from conversations.praise import praise_number
from conversations.questions import Choice, Choose, Keep, Question, Write

CODE = "F"
HOME = "home"
PHONE_DIGITS = range(9, 12)


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("suggested")
    said = text_of(talk.answers.get("text"))
    if said:
        return _of_record(talk, desk, said)
    match talk.ask(_page(talk, desk, me)):
        case "name":
            return _rename(talk)
        case "phone":
            return _phone(talk)
        case "other":
            return _of_record(talk, desk, _written(talk, "number", talk.t("Hồ sơ số nào?")))
        case "suggested" | "leave" as there:
            return Open(str(there))
        case "erase":
            return _erase(talk)
        case "requests":
            return _requests(talk, desk)
    return Open(HOME)


def _page(talk: Talk, desk: Desk, me: Person) -> Question:
    t, privacy = talk.t, desk.people.privacy
    mine, waiting = privacy.mine(), privacy.requests()
    options = [
        Choice("name", t("Sửa họ tên")), Choice("phone", t("Sửa số điện thoại")),
        Choice("other", t("Người được giới thiệu")), Choice("leave", t("Thôi chức vụ")),
        Choice("erase", t("Xóa dữ liệu của tôi")), Choice(HOME, t("Trang chủ")),
    ]  # fmt: skip
    given = desk.reviews.ground.survey.given()
    if given:
        options.insert(2, Choice("suggested", t("Gợi ý đã gửi: {n}", n=given)))
    if waiting:
        options.insert(0, Choice("requests", t("Đề nghị đang chờ: {n}", n=len(waiting))))
    text = own(t, me, mine) if mine else ""
    return Question("do", text, Choose(tuple(options)), usual=HOME, keep=Keep.TALK)


def _of_record(talk: Talk, desk: Desk, said: str) -> Effect:
    if said.upper().startswith(PRAISE):
        return Open("praise", praise_number(said))
    record = numbered(desk, said)
    if record is not None:
        return Open("personal", record.id)
    talk.say(talk.t("Không tìm thấy hồ sơ số {text}.", text=said))
    return Open(HOME)


def _written(talk: Talk, key: str, text: str) -> str:
    kind = Write(story=False)
    return text_of(talk.ask(Question(key, text, kind, usual={"text": "…"}, keep=Keep.TALK)))


def _rename(talk: Talk) -> Effect:
    return Rename(_written(talk, "name", talk.t("Họ và tên đúng của đồng chí?")))


def _phone(talk: Talk) -> Effect:
    phone = plain(_written(talk, "phone", talk.t("Số điện thoại của đồng chí?")))
    if len(phone) in PHONE_DIGITS:
        return GivePhone(phone)
    talk.say(talk.t("Số này chưa đúng. Ví dụ: 0912 345 678."))
    return Open("mydata")


def _erase(talk: Talk) -> Effect:
    t = talk.t
    text = t(
        "Xóa tên, số điện thoại, kênh nhắn và chức vụ của đồng chí? Hồ sơ ở lại với đơn vị. "
        "Cần thêm một cán bộ đồng ý; xóa xong, Gương Sáng không nhắn được cho đồng chí nữa."
    )
    options = (Choice("no", t("Không xóa")), Choice("yes", t("Đề nghị xóa")))
    sure = talk.ask(Question("sure", text, Choose(options), usual="no", keep=Keep.TALK))
    return AskErase() if sure == "yes" else Open("mydata")


# --- what others asked for


def _requests(talk: Talk, desk: Desk) -> Effect:
    t, found = talk.t, desk.people.privacy.requests()
    options = [Choice(f"r{one.id}", wish(t, one)) for one in found]
    options.append(Choice(HOME, t("Trang chủ")))
    lines = [t("Đề nghị về dữ liệu cá nhân:")]
    lines += [f"• {wish(t, one)}: {clock(t, one, desk.today)}" for one in found]
    question = Question("which", "\n".join(lines), Choose(tuple(options)), HOME, keep=Keep.TALK)
    chosen = talk.ask(question)
    one = next((r for r in found if f"r{r.id}" == chosen), None)
    return _settle(talk, desk, one) if one else Open(HOME)


def _settle(talk: Talk, desk: Desk, one: DataRequest) -> Effect:
    t = talk.t
    if not desk.people.privacy.settles(one):
        talk.say(t("Việc này chờ một cán bộ khác đồng ý, không phải người đã ghi đề nghị."))
        return Open("mydata")
    lines = [t("{by} ghi đề nghị: {wish}.", by=one.by, wish=wish(t, one))]
    if one.asker:
        lines.append(t("Người đề nghị: {name}", name=one.asker))
    if one.kind is Kind.CORRECT:
        lines.append(t("Viết lại là: “{text}”", text=one.note.partition(": ")[2]))
    options = (
        Choice("no", t("Không đồng ý")), Choice("yes", t("Đồng ý")),
        Choice(HOME, t("Để sau, về trang chủ")),
    )  # fmt: skip
    asked = Question(f"s{one.id}", "\n".join(lines), Choose(options), HOME, keep=Keep.TALK)
    chosen = talk.ask(asked)
    return Open(HOME) if chosen == HOME else SettleData(one.id, chosen == "yes")
