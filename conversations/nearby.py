"""`gương`: up to three recognised exemplars nearby, and "bản tôi muốn học theo"."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.field import LearnFrom, Near
from campaign.people import Verb, may
from campaign.plan import Plan
from campaign.text import shorten
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.record_words import in_sentence

STORY = 200  # characters


def run(talk: Talk, desk: Desk) -> Effect | None:
    me, t = desk.me, talk.t
    if me is None:
        return Open("join")
    near = desk.field.near()
    if not near:
        talk.say(t("Quanh đây chưa có gương nào được công nhận và đồng ý cho giới thiệu rộng rãi."))
        return Open("home")
    learns = may(me.post, Verb.REGISTER, me.post.path)
    chosen = str(talk.ask(_shown(talk, desk, near, learns=learns)))
    one = next((n for n in near if f"r{n.id}" == chosen), None)
    if one is None:
        return Open("home")
    if talk.ask(_sure(talk, one, in_sentence(me.post.unit))) != "yes":
        return Open("nearby")
    return LearnFrom(one.id)


def _shown(talk: Talk, desk: Desk, near: Sequence[Near], *, learns: bool) -> Question:
    t = talk.t
    text = "\n\n".join((t("Gương gần đồng chí:"), *(_told(talk, desk.plan, n) for n in near)))
    options = [Choice(f"r{n.id}", t("Học theo {name}", name=n.name)) for n in near if learns]
    return Question(
        "which", text, Choose((*options, Choice("home", t("Trang chủ")))), usual="home",
        keep=Keep.TALK, pictures=tuple(n.picture for n in near if n.picture),
    )  # fmt: skip


def _told(talk: Talk, plan: Plan, near: Near) -> str:
    place = ", ".join(part for part in (near.unit, near.above) if part)
    lines = [f"{near.name} – {place}", plan.category(near.category).name.said(talk.language)]
    if near.story:
        lines.append(f"“{shorten(near.story, STORY)}”")
    return "\n".join(lines)


def _sure(talk: Talk, near: Near, unit: str) -> Question:
    t = talk.t
    text = t(
        "Gương Sáng báo cấp trên và {place} biết {unit} muốn học theo {name}. Đồng chí đồng ý?",
        place=near.unit, unit=unit, name=near.name,
    )  # fmt: skip
    options = (Choice("yes", t("Muốn học theo")), Choice("no", t("Thôi")))
    return Question(f"sure@{near.id}", text, Choose(options), usual="no", keep=Keep.TALK)
