"""The numbers of a unit in one message that can be forwarded, and the way down to its parts."""

from campaign.desk import Desk, Effect, Open
from campaign.people import Person, Verb, may
from campaign.phases import present
from campaign.plan import Plan
from campaign.summary import SendPicture, Summary
from campaign.units import Unit
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.summary_words import told
from conversations.words import SOURCE, words


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    unit = desk.unit(talk.subject or me.post.unit_id)
    if unit is None or not _may_see(me, unit):
        talk.say(talk.t("Đồng chí chưa xem được số liệu của đơn vị này."))
        return Open("home")
    return _talk(talk, desk, me, unit)


def text_of(plan: Plan, summary: Summary) -> str:
    """The same message for who asks from a terminal."""
    return told(words(SOURCE), SOURCE, plan, summary)


def _may_see(me: Person, unit: Unit) -> bool:
    return any(may(post, Verb.SUMMARY, unit.path) for post in me.posts)


def _talk(talk: Talk, desk: Desk, me: Person, unit: Unit) -> Effect:
    """Show the present phase, and another one as often as it is asked for."""
    first = phase = present_phase(desk)
    seen = [first]
    while True:
        summary = desk.summary(unit.id, phase, None)
        key = "next" if phase == first else f"next@{phase}"
        chosen = str(talk.ask(_question(talk, desk, me, summary, key, seen)))
        what, _, id = chosen.partition(":")
        if what == "unit":
            return Open("summary", int(id))
        if what == "picture":
            return SendPicture(unit.id, phase)
        if what == "home" or id == first:
            return Open("home") if what == "home" else Open("summary", unit.id)
        phase = id
        seen.append(phase)


def present_phase(desk: Desk) -> str:
    """The phase whose numbers are shown unless another one is asked for."""
    return present(desk.plan, desk.today).id


def _question(  # noqa: PLR0913, PLR0917 - what is shown, and where one may go from there
    talk: Talk, desk: Desk, me: Person, summary: Summary, key: str, seen: list[str]
) -> Question:
    t = talk.t
    options = [Choice(f"unit:{child.unit.id}", child.unit.name) for child in summary.children]
    options += _phases(talk, desk.plan, summary.phase, seen)
    above = desk.unit(summary.unit.parent_id) if summary.unit.parent_id else None
    if above is not None and _may_see(me, above):
        options.append(Choice(f"unit:{above.id}", t("Xem {unit}", unit=above.name)))
    options += [Choice("picture", t("Ảnh để gửi nhóm")), Choice("home", t("Trang chủ"))]
    return Question(
        key=key, text=told(t, talk.language, desk.plan, summary),
        kind=Choose(tuple(options), searchable=True), usual="home", keep=Keep.TALK,
        retry=t("Xin chọn một số, hoặc gõ tên đơn vị muốn xem."),
    )  # fmt: skip


def _phases(talk: Talk, plan: Plan, shown: str, seen: list[str]) -> list[Choice]:
    """The other phases; one seen before can only be the first, to which one goes back."""
    return [
        Choice(f"phase:{p.id}", p.name.said(talk.language))
        for p in plan.phases
        if p.id != shown and (p.id not in seen or p.id == seen[0])
    ]
