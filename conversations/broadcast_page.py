"""The page of one message to many: prepared, looked at, approved, followed while it runs."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import count

from campaign.broadcasts import FIRST_HOUR, LAST_HOUR, WRITING, Act, Broadcast, Do, State
from campaign.calendar import at_hour, is_awake
from campaign.desk import Desk, Effect, Open
from campaign.people import Person
from conversations import broadcast_words as said
from conversations.asking_words import words_of
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Day, Keep, Photos, Question
from conversations.words import Translate, day

HOME = "home"
RULE = "———"
LISTS = ("units", "silent", "told")


def states(t: Translate) -> Mapping[State, str]:
    return {
        State.DRAFT: t("đang soạn"), State.READY: t("đang soạn"), State.WAITING: t("chờ duyệt"),
        State.DECLINED: t("không được duyệt"), State.APPROVED: t("chờ đến giờ"),
        State.SENDING: t("đang gửi"), State.PAUSED: t("tạm dừng"),
        State.CANCELLED: t("đã hủy"), State.DONE: t("đã gửi xong"),
    }  # fmt: skip


def run(talk: Talk, desk: Desk) -> Effect | None:
    found, me = desk.broadcasts.get(talk.subject), desk.me
    if found is None or me is None:
        talk.say(
            talk.t("Không tìm thấy thông báo số {n} trong phạm vi của đồng chí.", n=talk.subject)
        )
        return Open(HOME)
    if found.state is State.DRAFT:
        return _prepare(talk, desk, found)
    return _look(talk, desk, me, found)


# --- pictures and time


def _prepare(talk: Talk, desk: Desk, found: Broadcast) -> Effect:
    kind = Photos(desk.broadcasts.attached(found.id))
    text = talk.t("Gửi ảnh hoặc tệp kèm theo nếu có. Xong rồi, hoặc không có, đồng chí gõ x.")
    talk.ask(Question("attached", text, kind, usual=0, keep=Keep.TALK))
    return Do(found.id, Act.ARRANGE, at=_when(talk, desk))


def _when(talk: Talk, desk: Desk) -> datetime | None:
    t = talk.t
    now = t("Gửi ngay") if is_awake(desk.now) else t("7 giờ sáng, giờ gửi sớm nhất")
    options = (Choice("now", now), Choice("at", t("Chọn ngày, giờ")))
    text = t("Gửi lúc nào?")
    if talk.ask(Question("when", text, Choose(options), usual="now", keep=Keep.TALK)) == "now":
        return None
    for n in count(1):
        at = at_hour(_day(talk, desk, n), _hour(talk, n))
        if at > desk.now:
            return at
        talk.say(t("Giờ này đã qua, xin chọn lại."))
    raise AssertionError


def _day(talk: Talk, desk: Desk, n: int) -> date:
    text = talk.t("Gửi ngày nào? Ví dụ: {day}.", day=day(desk.today + timedelta(days=1)))
    asked = Question(f"day{n}", text, Day(desk.today), keep=Keep.TALK)
    return date.fromisoformat(str(talk.ask(asked)))


def _hour(talk: Talk, n: int) -> time:
    hours = range(FIRST_HOUR, LAST_HOUR + 1)
    options = tuple(Choice(str(hour), talk.t("{hour} giờ", hour=hour)) for hour in hours)
    kind = Choose(options)
    asked = Question(
        f"hour{n}", talk.t("Mấy giờ?"), kind, usual=str(FIRST_HOUR), keep=Keep.TALK,
        page=len(options),
    )  # fmt: skip
    return time(int(str(talk.ask(asked))))


# --- looked at


def _look(talk: Talk, desk: Desk, me: Person, found: Broadcast) -> Effect:
    tell = _preview if found.state in {*WRITING, State.WAITING} else _progress
    options = [*_acts(talk.t, me, found), Choice(HOME, talk.t("Trang chủ"))]
    question = Question(
        "do", tell(talk, desk, found), Choose(tuple(options)), usual=HOME,
        keep=Keep.TALK, pictures=found.pictures if tell is _preview else (), page=len(options),
    )  # fmt: skip
    chosen = str(talk.ask(question))
    if chosen in LISTS:
        return _listed(talk, desk, found, chosen)
    return Open(HOME) if chosen == HOME else _do(talk, found, Act(chosen))


def _acts(t: Translate, me: Person, found: Broadcast) -> list[Choice]:
    """What the asker may do now, the usual first; from above one only looks on."""
    mine, ours = found.author_id == me.id, found.unit_id == me.post.unit_id
    offered: list[tuple[str, str]] = []
    if ours:
        offered += _steps(t, found.state, mine=mine)
    if found.state not in {*WRITING, State.WAITING, State.DECLINED, State.APPROVED}:
        offered += [("units", t("Theo đơn vị")), ("silent", t("Ai chưa nắm")),
                    ("told", t("Đã báo thay"))]  # fmt: skip
    return [Choice(id, label) for id, label in offered]


def _steps(t: Translate, state: State, *, mine: bool) -> list[tuple[str, str]]:
    cancel: list[tuple[str, str]] = [(Act.CANCEL, t("Hủy thông báo"))]
    trying = (Act.TRY, t("Thử cho tôi"))
    match state:
        case State.READY:
            return [(Act.SEND, t("Gửi thông báo")), trying, (Act.REWORD, t("Sửa lời")),
                    (Act.REARRANGE, t("Đổi ảnh, giờ gửi")), *cancel]  # fmt: skip
        case State.WAITING if not mine:
            return [(Act.APPROVE, t("Duyệt, cho gửi")), (Act.DECLINE, t("Không duyệt")), trying]
        case State.WAITING:
            return [trying, *cancel]
        case State.SENDING:
            return [(Act.PAUSE, t("Tạm dừng")), *cancel]
        case State.PAUSED:
            return [(Act.RESUME, t("Gửi tiếp")), *cancel]
        case State.APPROVED:
            return cancel
        case State.DECLINED if mine:
            return [(Act.REWORD, t("Sửa lời, gửi lại"))]
        case _:
            return []


def _preview(talk: Talk, desk: Desk, found: Broadcast) -> str:
    """To whom, how many, when, how long it takes; then the very words."""
    t = talk.t
    lines = [
        _head(t, found),
        t("Người nhận: {whom}", whom=said.audience(t, desk, talk.language, found)),
        said.reach(t, desk.broadcasts.reach(found)),
        t("Bắt đầu gửi: {when}.", when=said.when(t, found.send_at)),
        t("Người nhận sẽ thấy:"), RULE, found.text, *_with(t, found), RULE,
    ]  # fmt: skip
    return "\n".join(lines)


def _head(t: Translate, found: Broadcast) -> str:
    state = states(t)[found.state]
    return t("Thông báo {n}, {who} soạn: {state}.", n=found.id, who=found.author, state=state)


def _with(t: Translate, found: Broadcast) -> list[str]:
    """What stands under the words: the file and the buttons."""
    buttons = [button.label for _, button in said.message(t, found).controls]
    file = [t("(kèm một tệp)")] if found.file else []
    return [*file, f"({', '.join(buttons)})"]


def _progress(talk: Talk, desk: Desk, found: Broadcast) -> str:
    t = talk.t
    lines = [
        _head(t, found),
        t("Người nhận: {whom}", whom=said.audience(t, desk, talk.language, found)),
    ]  # fmt: skip
    if found.state is State.DECLINED:
        return "\n".join([*lines, t("{who}: “{why}”", who=found.decided_by, why=found.note)])
    if found.state is State.APPROVED:
        return "\n".join([*lines, t("Bắt đầu gửi: {when}.", when=said.when(t, found.send_at))])
    return "\n".join([*lines, said.result(t, desk.broadcasts.progress(found.id))])


def _listed(talk: Talk, desk: Desk, found: Broadcast, which: str) -> Effect:
    """A list under the page, and back to the page."""
    t, broadcasts = talk.t, desk.broadcasts
    lists: Mapping[str, Callable[[], tuple[str, list[str]]]] = {
        "units": lambda: (t("Theo đơn vị:"), [
            f"• {unit}: {said.counted(t, counts)}" for unit, counts in broadcasts.by_unit(found.id)
        ]),
        "silent": lambda: (t("Đã nhận mà chưa báo nắm nội dung:"), [
            said.silent_line(n, one) for n, one in enumerate(broadcasts.silent(found.id), 1)
        ]),
        "told": lambda: (t("Không nhắn được, đã báo thay:"), [
            f"• {who} → {instead}" for who, instead in broadcasts.told(found.id)
        ]),
    }  # fmt: skip
    head, lines = lists[which]()
    talk.say(said.listed(head, lines or [t("Không có ai.")], t))
    return Open("broadcast", found.id)


# --- what an act needs to know


def _do(talk: Talk, found: Broadcast, act: Act) -> Effect:
    if act is Act.DECLINE:
        asked = talk.t("Vì sao chưa duyệt? Gõ lý do để người soạn sửa.")
        return Do(found.id, act, text=words_of(talk, "why", asked))
    if act is Act.REWORD:
        return Do(found.id, act, text=words_of(talk, "reword", talk.t("Lời mới của thông báo?")))
    return Do(found.id, act)
