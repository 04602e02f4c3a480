"""How candidates are listed and shown, and what is said of what became of them.

Messages to others name no candidate: nobody has asked that person yet.
"""

from campaign.desk import Desk, Open
from campaign.people import Post, Role, Verb, may
from campaign.plan import Plan
from campaign.survey import (
    Added,
    Candidate,
    Judged,
    JudgedBefore,
    Note,
    NotedDown,
    Origin,
    State,
    Suggested,
    SurveyDone,
    TakenBack,
    TooMany,
    stays_below,
)
from campaign.text import shorten
from conversations.engine import Talk
from conversations.record_words import in_sentence, line_words
from conversations.showing import Say
from conversations.words import Translate, day

LABEL = 60  # characters of one in a list
PART = 400  # characters of a note on the card
LAST = 6  # notes on the card


def unnamed(t: Translate) -> str:
    return t("Chưa hỏi ý kiến, chưa nêu tên")


def in_list(t: Translate, post: Post, one: Candidate) -> str:
    name = unnamed(t) if stays_below(post, one) else one.name
    said = f"{name} – {one.unit}"
    mark = t("Gợi ý: {said}", said=said) if one.state is State.NEW else said
    return shorten(mark, LABEL)


def overview(t: Translate, new: int, listed: int) -> str:
    """How many wait and are listed; what the list is not stands with it."""
    lines = [t("Gợi ý của nhân dân chờ xem: {n}.", n=new)] if new else []
    lines.append(t("Danh sách khảo sát: {n} người, hộ, tập thể.", n=listed))
    lines.append(t("Chưa phải hồ sơ đăng ký, không tính vào số liệu."))
    return "\n".join(lines)


def card(talk: Talk, desk: Desk, post: Post, one: Candidate) -> str:
    t, hidden = talk.t, stays_below(post, one)
    lines = [f"{unnamed(t) if hidden else one.name} – {one.unit}"]
    guess = _guess(talk, desk.plan, one.guess)
    lines += [t("Có thể là: {kind}", kind=guess)] if guess else []
    lines.append(_origin(t, post, one))
    lines += [_state(t, one)] if one.state in {State.ASIDE, State.REGISTERED} else []
    if hidden:
        lines.append(t("Tên và việc làm chỉ thôn, bản và xã xem, đến khi người ấy đồng ý."))
    else:
        lines += [_note(t, note) for note in one.notes[-LAST:] if _says(note)]
        lines += _namesakes(t, desk, post, one)
    return "\n".join(lines)


def _namesakes(t: Translate, desk: Desk, post: Post, one: Candidate) -> list[str]:
    """Two neighbours may suggest the same person, and who is registered may be suggested."""
    if one.state not in {State.NEW, State.LISTED}:
        return []
    found = [in_list(t, post, o) for o in desk.reviews.ground.survey.open() if o.may_be(one)]
    found += [line_words(t, line) for line in desk.reviews.ground.survey.registered(one)]
    return [t("Có thể trùng với: {names}", names="; ".join(found))] if found else []


def _guess(talk: Talk, plan: Plan, id: str) -> str:
    options = plan.criterion("R1").parts[0].options
    return next((o.name.said(talk.language) for o in options if o.id == id), "")


def _origin(t: Translate, post: Post, one: Candidate) -> str:
    """Who suggested it is for those to know who are to look into it."""
    if one.origin is Origin.SURVEY:
        return t("Khảo sát, ghi ngày {day}", day=day(one.day))
    told = t("Do nhân dân gợi ý ngày {day}", day=day(one.day))
    near = may(post, Verb.SURVEY, one.path) and not stays_below(post, one)
    who = (one.by or one.signed or t("không nêu tên")) if near else ""
    return t("{told}; người gợi ý: {who}", told=told, who=who) if who else told


def _state(t: Translate, one: Candidate) -> str:
    if one.state is State.REGISTERED:
        return t("Đã lập hồ sơ đăng ký")
    return t("Không đưa vào: {why}", why=one.why)


def _says(note: Note) -> bool:
    return bool(note.text or note.voice)


def _note(t: Translate, note: Note) -> str:
    """`• 5/4 Lý Văn Minh: …`; of the people no name is told here."""
    said = shorten(note.text, PART) or t("tin thoại")
    head = f"{note.day.day}/{note.day.month} {note.by}".rstrip()
    return f"• {head}: {said}"


# --- what came of a wish


def outcome(t: Translate, done: SurveyDone) -> tuple[Say, Open | None]:
    match done:
        case Suggested():
            return Say(_thanks(t, done)), None
        case TooMany(unit=unit):
            return Say(too_many(t, unit)), None
        case TakenBack(count=n):
            return Say(t("Đã xóa theo yêu cầu: {n} gợi ý.", n=n)), None
        case Added(candidate=one) | NotedDown(candidate=one):
            text = t("Đã ghi vào danh sách khảo sát: {name}.", name=one.name)
            return Say(text), Open("survey", given={"text": str(one.id)})
        case Judged(candidate=one, record_id=id) if id:
            text = t("Đã chuyển {name} vào bản đăng ký, điền sẵn điều đã biết.", name=one.name)
            return Say(text), Open("register", id)
        case Judged(candidate=one):
            return Say(_judged(t, one)), Open("survey")
        case JudgedBefore(candidate=one):
            text = t("{name}: đã có người khác xử lý trước.", name=one.name)
            return Say(text), Open("survey", given={"text": str(one.id)})


def _thanks(t: Translate, done: Suggested) -> str:
    who = {
        Role.REPORTER: t("Trưởng Ban Công tác Mặt trận {unit}"),
        Role.COMMUNE: t("cán bộ Mặt trận xã"), Role.DISTRICT: t("cán bộ Mặt trận huyện"),
    }  # fmt: skip
    unit = in_sentence(done.candidate.unit)
    to = who.get(done.owner or Role.PROVINCE, t("cán bộ Mặt trận tỉnh")).format(unit=unit)
    return t(
        "Cảm ơn! Gợi ý đã tới {to}. Xem xong, Gương Sáng báo lại ở đây.", to=to
    )  # fmt: skip


def too_many(t: Translate, unit: str = "") -> str:
    if unit:
        return t(
            "Hôm nay {unit} đã nhận nhiều gợi ý. Mai xin gửi lại, hoặc gặp trực tiếp Ban Công tác"
            " Mặt trận. Cảm ơn!",
            unit=in_sentence(unit),
        )
    return t("Hôm nay đã nhận đủ gợi ý từ đây. Mai xin gửi tiếp. Cảm ơn!")


def _judged(t: Translate, one: Candidate) -> str:
    if one.state is State.LISTED:
        return t("Đã đưa {name} vào danh sách khảo sát.", name=one.name)
    return t("Đã ghi không đưa vào: {name}.", name=one.name)


# --- what others hear


def to_owner(t: Translate, one: Candidate) -> str:
    return t("Nhân dân gợi ý một gương ở {unit}.", unit=in_sentence(one.unit)) + "\n" + t(
        "Gõ: khảo sát {id}", id=one.id
    )  # fmt: skip


def to_sender(t: Translate, one: Candidate, *, known: bool) -> str:
    """Kindly, whatever it is; `known`: they hold a post."""
    who = t("đồng chí") if known else t("ông/bà")
    said = {
        State.REGISTERED: t("đang được lập hồ sơ giới thiệu. Cảm ơn {who}!"),
        State.LISTED: t("đã được đưa vào danh sách để tìm hiểu thêm. Cảm ơn {who}!"),
    }.get(one.state, t("đã được xem, lần này chưa đưa vào được. Lý do: {why}. Cảm ơn {who}!"))
    head = t("Gợi ý {who} gửi ngày {day} về {unit}", who=who, day=day(one.day),
             unit=in_sentence(one.unit))  # fmt: skip
    return f"{head} {said.format(who=who, why=one.why.rstrip('.'))}"
