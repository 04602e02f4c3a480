"""`hằng năm`: what a village tells once a year; the levels above read the sums and who is missing.

The key of each question names its year, so that what was answered in one year is never taken for an
answer about another one.
"""

from campaign.desk import Desk, Effect, Open, Refusal
from campaign.exemplar import Value, is_state
from campaign.ground import OnGround
from campaign.people import Person, Verb, may
from campaign.units import Unit
from campaign.yearly import (
    MOST_HOUSEHOLDS,
    RATINGS,
    VILLAGE,
    KeepSheet,
    Part,
    Sheet,
    Totals,
    year_of,
)
from conversations.engine import Talk
from conversations.notices import refusal
from conversations.questions import Choice, Choose, Keep, Kind, Question, Ratio, Review, Skip
from conversations.yearly_words import (
    asked,
    label,
    rating_names,
    said,
    said_before,
    told_totals,
)

HOME = "home"


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    unit = desk.unit(talk.subject or me.post.unit_id)
    sheet = desk.reviews.ground.sheet(unit.id) if unit else None
    if unit is None or sheet is None:
        talk.say(refusal(talk.t, Refusal.RIGHTS))
        return Open(HOME)
    if unit.level == VILLAGE and _may_tell(me, unit):
        return _sheet(talk, desk, sheet)
    totals = desk.reviews.ground.totals(unit.id)
    return _totals(talk, desk, me, sheet, totals) if totals else Open(HOME)


def _may_tell(me: Person, unit: Unit) -> bool:
    return any(may(post, Verb.TELL, unit.path) for post in me.posts)


# --- one sheet


def _sheet(talk: Talk, desk: Desk, sheet: Sheet) -> Effect:
    """What is known already is only shown; the rest is asked. One card says it all before it is
    kept.
    """
    card, told = [], {}
    for part in sheet.asked:
        question = _question(talk, desk, sheet, part)
        known = sheet.now.get(part)
        value = talk.ask(question) if known is None else talk.prefilled(question, known)
        value = sheet.before[part] if value == SAME else value
        card.append((question.key, label(talk.t, part, year_of(part, desk.today)),
                     said(talk.t, value)))  # fmt: skip
        if not is_state(value):
            told[part] = value
    if not told:
        talk.say(talk.t("Chưa có số nào để ghi. Khi có số, đồng chí gõ: hằng năm"))
        return Open(HOME)
    send = Choice("keep", talk.t("Ghi sổ"))
    text = talk.t("Sổ hằng năm – {unit}. Đồng chí xem lại:", unit=sheet.unit.name)
    kind = Review(tuple(card), send)
    talk.ask(Question("review", text, kind, usual=send.id, keep=Keep.TALK))
    return OnGround(KeepSheet(sheet.unit.id, told))


SAME = "same"


def _question(talk: Talk, desk: Desk, sheet: Sheet, part: Part) -> Question:
    t, year = talk.t, year_of(part, desk.today)
    before = sheet.before.get(part)
    kind: Kind = Choose(tuple(Choice(id, name) for id, name in rating_names(t).items()))
    note = said_before(t, year - 1, before)
    usual: Value = RATINGS[1]
    if part is not Part.RATING:
        same = Choice(SAME, said_before(t, year - 1, before)) if before else None
        kind, usual = Ratio(MOST_HOUSEHOLDS, same), {"num": 1, "den": 1}
        note = t("Ví dụ: 45/50.")
    return Question(
        f"{part}@{year}", asked(t, sheet.unit, part, year), kind, usual=usual, note=note,
        skips=frozenset({Skip.UNKNOWN}), keep=Keep.TALK,
    )  # fmt: skip


# --- the sums


def _totals(talk: Talk, desk: Desk, me: Person, sheet: Sheet, totals: Totals) -> Effect:
    t, unit = talk.t, totals.unit
    options = [Choice(f"unit:{below.unit.id}", below.unit.name) for below in totals.below]
    if sheet.asked and _may_tell(me, unit):
        options.append(Choice("own", t("Xếp loại của xã")))
    above = desk.unit(unit.parent_id) if unit.parent_id and unit.id != me.post.unit_id else None
    if above is not None:
        options.append(Choice(f"unit:{above.id}", t("Xem {unit}", unit=above.name)))
    options.append(Choice(HOME, t("Trang chủ")))
    question = Question(
        "next", told_totals(t, totals, sheet, desk.today), Choose(tuple(options), searchable=True),
        usual=HOME, keep=Keep.TALK,
        retry=t("Xin chọn một số, hoặc gõ tên đơn vị muốn xem."),
    )  # fmt: skip
    what, _, id = str(talk.ask(question)).partition(":")
    if what == "own":
        return _sheet(talk, desk, sheet)
    return Open("yearly", int(id)) if what == "unit" else Open(HOME)
