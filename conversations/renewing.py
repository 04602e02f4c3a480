"""Registering again for the phase that has opened, offered on the card and among one's records.

`Giữ nguyên / Nâng lên / Dừng lại`: what is kept is prefilled; photos, consent and dates are new.
"""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record
from campaign.record_numbers import spelled
from campaign.renewal import Choice as Way
from campaign.renewal import Renew, Renewable, Tie, following
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question, Write
from conversations.signing import text_of

AGAIN = "renew"


def open_(desk: Desk) -> Sequence[Renewable]:
    """What the asker's post may register again now."""
    return desk.life.renewable(following(desk.plan, desk.today))


def offers(talk: Talk, desk: Desk, record: Record) -> list[tuple[str, str]]:
    """The button on the card, where the record is one's own and its next phase is open."""
    me = desk.me
    if me is None or me.post.role is not record.registrant:
        return []
    mine = any(r.line.id == record.id for r in open_(desk))
    return [(AGAIN, talk.t("Đăng ký tiếp"))] if mine else []


def lines(talk: Talk, desk: Desk, record: Record) -> list[str]:
    """What came before and after this registration."""
    if record.number is None:
        return []
    said = [_tie(talk, desk, tie) for tie in desk.life.ties(record.id)]
    why = desk.life.stopped(record.id)
    if why:
        said.append(talk.t("Không đăng ký tiếp, lý do: “{reason}”", reason=why))
    return said


def _tie(talk: Talk, desk: Desk, tie: Tie) -> str:
    values = {"code": spelled(tie.number), "phase": phase_name(talk, desk, tie.phase)}
    if tie.later:
        return talk.t("Đăng ký tiếp ở {code}, {phase}", **values)
    return talk.t("Tiếp theo {code}, {phase}", **values)


def phase_name(talk: Talk, desk: Desk, id: str) -> str:
    found = next((p for p in desk.plan.phases if p.id == id), None)
    name = found.name.said(talk.language) if found else id
    return name[:1].lower() + name[1:]


def done(talk: Talk, desk: Desk, record: Record) -> Effect:
    """Keep, raise or stop."""
    found = next((r for r in open_(desk) if r.line.id == record.id), None)
    if found is None:
        return Open("card", record.id)
    t = talk.t
    text = t(
        "{name} bước sang {phase}. Đồng chí chọn:",
        name=record.heading.name, phase=phase_name(talk, desk, found.phase),
    )  # fmt: skip
    options = (
        Choice(Way.KEEP, t("Giữ nguyên")), Choice(Way.RAISE, t("Nâng lên")),
        Choice(Way.STOP, t("Dừng lại")), Choice("card", t("Xem hồ sơ")),
    )  # fmt: skip
    way = talk.ask(Question("way", text, Choose(options), usual="card", keep=Keep.TALK))
    if way == "card":
        return Open("card", record.id)
    choice = Way(str(way))
    return Renew(record.id, found.phase, choice, _why(talk) if choice is Way.STOP else "")


def _why(talk: Talk) -> str:
    text = talk.t("Vì sao dừng? Đồng chí ghi ngắn gọn:")
    question = Question("why", text, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)
    return text_of(talk.ask(question))
