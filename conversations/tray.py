"""The in-tray: records that wait for a step of this post, and questions only it can answer."""

from campaign.desk import Desk, Effect, Open
from campaign.text import shorten
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.record_words import line_words
from conversations.words import Translate


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    t = talk.t
    waiting, chores, amended = desk.tray(), desk.chores(), desk.life.amendments()
    local = desk.life.local.waiting()
    if not (waiting or chores or amended or local):
        talk.say(t("Không có việc nào đang chờ đồng chí."))
        return Open("home")
    options = [Choice(f"r{n.id}", f"{line_words(t, n)} ({n.unit})") for n in waiting]
    options += [
        Choice(
            f"q{c.line.id}",
            t("Trả lời {n} câu về {name} ({unit})", n=len(c.keys), name=c.line.name,
              unit=c.line.unit),
        )
        for c in chores
    ]  # fmt: skip
    options += [
        Choice(f"r{n.id}", t("Xem điều chỉnh {name} ({unit})", name=n.name, unit=n.unit))
        for n in amended
    ]
    options += [
        Choice(f"l{one.id}", t("Xem: {what} ({unit})", what=shorten(one.text, 60), unit=one.unit))
        for one in local
    ]
    options = [*_together(t, desk), *options, Choice("home", t("Trang chủ"))]
    parts = [t("{n} hồ sơ cần xem", n=desk.in_tray())] if waiting else []
    parts += [t("{n} hồ sơ cần trả lời", n=len(chores))] if chores else []
    parts += [t("{n} điều chỉnh cần xem", n=len(amended))] if amended else []
    parts += [t("{n} tiêu chí, mô hình riêng cần xem", n=len(local))] if local else []
    text = t("Đang chờ đồng chí: {what}.", what=", ".join(parts))
    kind = Choose(tuple(options), searchable=True)
    chosen = str(talk.ask(Question("what", text, kind, usual="home", keep=Keep.TALK)))
    if chosen == "home":
        return Open("home")
    where = {"r": "card", "q": "criteria", "u": "together", "l": "additions"}[chosen[0]]
    return Open(where, int(chosen[1:]))


def _together(t: Translate, desk: Desk) -> list[Choice]:
    """What a colleague asks to agree to, and units with several records to decide together."""
    asked = desk.reviews.together.requests()
    found = [
        Choice(
            f"u{r.batch.unit_id}",
            t("{by} đề nghị duyệt cùng lúc: {unit}", by=r.by, unit=r.batch.unit),
        )
        for r in asked
    ]
    known = {r.batch.unit_id for r in asked}
    return found + [
        Choice(f"u{g.unit_id}", t("Duyệt cùng lúc {n} hồ sơ: {unit}", n=g.count, unit=g.unit))
        for g in desk.reviews.together.groups()
        if g.unit_id not in known
    ]
