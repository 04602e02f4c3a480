"""`kiểm tra ngẫu nhiên`: chance picks which records are seen on the spot, once a quarter."""

from itertools import count

from campaign.desk import Desk, Effect, Open, Refusal
from campaign.exemplar import Line
from campaign.field import Draw, DrawChecks
from campaign.people import Verb, may
from conversations.check import WHOLE
from conversations.engine import Talk
from conversations.notices import refusal
from conversations.questions import Choice, Choose, Figures, Keep, Question
from conversations.record_words import line_words
from conversations.words import Translate, day


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    if not may(me.post, Verb.CHECK, me.post.path):
        talk.say(refusal(talk.t, Refusal.RIGHTS))
        return Open("home")
    draw = desk.field.draw()
    return _work_through(talk, draw) if draw else _draw(talk, desk)


def _draw(talk: Talk, desk: Desk) -> Effect:
    t, of = talk.t, desk.field.to_draw_from()
    if not of:
        talk.say(t("Chưa có hồ sơ nào để kiểm tra: tỉnh chưa tiếp nhận hồ sơ nào của đơn vị."))
        return Open("home")
    for attempt in count(1):
        n = talk.ask(_how_many(t, of, f"n{attempt}"))
        if isinstance(n, int) and 1 <= n <= of:
            return DrawChecks(n)
        talk.say(t("Xin ghi một số từ 1 đến {n}.", n=of))
    raise AssertionError  # counting never ends


def _how_many(t: Translate, of: int, key: str) -> Question:
    text = t(
        "Quý này đồng chí kiểm tra bao nhiêu trong {n} hồ sơ? Bốc ngẫu nhiên, mỗi quý một lần, "
        "không bốc lại.",
        n=of,
    )  # fmt: skip
    return Question(key, text, Figures(units=(t("hồ sơ"),)), usual=1, keep=Keep.TALK)


def _work_through(talk: Talk, draw: Draw) -> Effect:
    t = talk.t
    options = [Choice(f"r{line.id}", _label(t, line, done=line.id in draw.done))
               for line in draw.lines]  # fmt: skip
    kind = Choose((*options, Choice("home", t("Trang chủ"))), searchable=True)
    chosen = str(talk.ask(Question("record", _title(t, draw), kind, usual="home", keep=Keep.TALK)))
    if chosen == "home":
        return Open("home")
    id = int(chosen.removeprefix("r"))
    if id in draw.done:
        return Open("card", id)
    return Open("check", id, given={"what": WHOLE})


def _title(t: Translate, draw: Draw) -> str:
    year, _, quarter = draw.period.partition("-Q")
    return "\n".join((
        t("Kiểm tra ngẫu nhiên quý {quarter}/{year}", quarter=quarter, year=year),
        t("Bốc {n} trong {of} hồ sơ ngày {day}.", n=len(draw.lines), of=draw.of, day=day(draw.at)),
        t("Đã kiểm tra {done}/{n}.", done=len(draw.done), n=len(draw.lines)),
    ))  # fmt: skip


def _label(t: Translate, line: Line, *, done: bool) -> str:
    return f"{'✓ ' if done else ''}{line_words(t, line)} ({line.unit})"
