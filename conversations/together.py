"""One step for all ready records of a unit, after they were shown: confirm, select, receive.

The button carries the marks of what was shown in short, so that a list that has changed since is
shown again instead of decided. Where the desk has a second officer, they are asked to agree.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from campaign.batches import Batch, BatchRequest, Hindrance, MoveAll, Ready, SettleAll
from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Line
from campaign.people import Verb
from campaign.text import shorten
from conversations.deciding import selecting
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.words import Translate

PAGE = 24  # all that is decided together is shown together
HELD = 5  # records named that have to be looked at by themselves


def run(talk: Talk, desk: Desk) -> Effect | None:
    asked = [r for r in desk.reviews.together.requests() if r.batch.unit_id == talk.subject]
    return _second(talk, asked[0]) if asked else _first(talk, desk)


def _first(talk: Talk, desk: Desk) -> Effect:
    batch = desk.reviews.together.batch(talk.subject)
    if batch is None:
        talk.say(talk.t("Ở đây không còn hồ sơ nào chờ đồng chí."))
        return Open("tray")
    t = talk.t
    text = t("{unit}: {n} hồ sơ đủ điều kiện.", unit=batch.unit, n=len(batch.ready))
    yes = Choice(f"all:{_short(batch)}", all_words(t, batch.verb, len(batch.ready)))
    chosen = _asked(talk, "which", text, batch, [yes] if batch.ready else [])
    if chosen == yes.id:
        fields = selecting(talk, desk).fields if batch.verb is Verb.SELECT else {}
        return MoveAll(batch.unit_id, batch.marks, fields)
    return _elsewhere(chosen)


def _second(talk: Talk, request: BatchRequest) -> Effect:
    """What a colleague asks for, as it is now; what has changed since is left out."""
    t, batch = talk.t, request.batch
    text = _request_words(t, request)
    yes = Choice(f"yes:{_short(batch)}", t("Đồng ý cả {n} hồ sơ", n=len(batch.ready)))
    answers = [yes] if batch.ready else []
    chosen = _asked(
        talk, f"s{request.id}", text, batch, [*answers, Choice("no", t("Không đồng ý"))]
    )
    if chosen in {yes.id, "no"}:
        return SettleAll(request.id, batch.marks, chosen == yes.id)
    return _elsewhere(chosen)


def _request_words(t: Translate, request: BatchRequest) -> str:
    batch, n = request.batch, len(request.batch.ready)
    lines = [
        t("{by} đề nghị {what}, {unit}. Đồng chí xem và cho ý kiến.", by=request.by,
          what=_lower(all_words(t, batch.verb, request.asked)), unit=batch.unit)
    ]  # fmt: skip
    if n < request.asked:
        lines.append(t("{n} hồ sơ đã thay đổi, không xét cùng lúc nữa.", n=request.asked - n))
    opinion = request.fields.get("number")
    return "\n".join([*lines, *([t("Ý kiến cấp ủy: {number}", number=opinion)] if opinion else [])])


def _asked(talk: Talk, key: str, text: str, batch: Batch, answers: Sequence[Choice]) -> str:
    t = talk.t
    options = [Choice(f"r{one.line.id}", _line(t, one)) for one in batch.ready]
    options += [*answers, Choice("home", t("Trang chủ"))]
    question = Question(
        key, "\n".join([text, *held_lines(t, batch.held)]), Choose(tuple(options)), usual="home",
        keep=Keep.TALK, page=PAGE, lists=batch.marks,
    )  # fmt: skip
    return str(talk.ask(question))


def _elsewhere(chosen: str) -> Effect:
    return Open("card", int(chosen[1:])) if chosen[0] == "r" else Open("home")


def _short(batch: Batch) -> str:
    """The marks of all that is shown, in few characters."""
    return sha256(repr(batch.marks).encode()).hexdigest()[:10]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def all_words(t: Translate, verb: Verb, n: int) -> str:
    said: Mapping[Verb, str] = {
        Verb.CONFIRM: t("Xác nhận cả {n} hồ sơ", n=n), Verb.SELECT: t("Lựa chọn cả {n} hồ sơ", n=n),
        Verb.RECEIVE: t("Tiếp nhận cả {n} hồ sơ", n=n),
    }  # fmt: skip
    return said[verb]


def _line(t: Translate, one: Ready) -> str:
    """`0001 Giàng A Tủa (Bản Háng Sung): 2 minh chứng, 2 tiêu chí chưa có kết quả`."""
    said = [t("{n} minh chứng", n=one.evidence)]
    said += [t("{n} tiêu chí chưa có kết quả", n=one.pending)] if one.pending else []
    new = " " + t("(vừa thay đổi)") if one.changed else ""
    return f"{_named(one.line)}: {', '.join(said)}{new}"


def _named(line: Line) -> str:
    return f"{line.number:04d} {shorten(line.name, 40)} ({line.unit})"


def held_lines(t: Translate, held: Sequence[tuple[Line, Hindrance]]) -> list[str]:
    """What has to be looked at by itself, and why."""
    why: Mapping[Hindrance, str] = {
        Hindrance.CONSENT: t("chưa hỏi ý kiến"), Hindrance.RULE: t("có tiêu chí chưa đạt"),
        Hindrance.QUESTION: t("chờ trả lời câu hỏi"), Hindrance.STEP: t("chờ bước khác"),
    }  # fmt: skip
    lines = [t("Xem riêng: {what}, {why}", what=_named(n), why=why[w]) for n, w in held[:HELD]]
    left = len(held) - HELD
    return [*lines, t("… và {n} hồ sơ xem riêng nữa", n=left)] if left > 0 else lines
