"""Recording that somebody who is not registered was commended, and putting it right."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from campaign.desk import Desk, Effect, Open
from campaign.praise import MendPraise, Naming, OnPraise, Praise, RecordPraise, Who
from conversations import praise_words as said
from conversations.asking_words import text_of, until_good, words_of
from conversations.engine import Talk
from conversations.invite import unit_named
from conversations.questions import Choice, Choose, Keep, Question, Write
from conversations.record_words import line_words
from conversations.signing import Line, authority, day_asked, number_asked, signed
from conversations.until import not_yet, until

NAME = "praise"


def new(talk: Talk, desk: Desk) -> Effect:
    """Who, where, what for; then the decision, and everything on one card."""
    t, lines = talk.t, list[Line]()
    fields = _whom(talk, lines)
    unit = unit_named(talk, desk, _place(talk, desk))
    if unit is None:
        return Open(NAME)
    lines.append(("place", t("Ở"), unit.name))
    known = _registered(talk, desk, fields["name"], unit.id)
    if known:
        return Open("card", known)
    fields |= _what(talk, lines, Who(fields["who"]))
    asked = signed(talk, desk, by_party=False, known=lines, send=t("Đúng, ghi lại"))
    return OnPraise(RecordPraise(unit.id, fields | dict(asked.fields), asked.paper))


def _whom(talk: Talk, lines: list[Line]) -> dict[str, str]:
    t = talk.t
    who = Who(_choose(talk, "who", t("Khen thưởng ai?"), said.whos(t), lines, t("Khen ai")))
    asked = {
        Who.PERSON: t("Họ và tên?"), Who.HOUSEHOLD: t("Họ và tên chủ hộ?"),
        Who.COLLECTIVE: t("Tên tập thể?"),
    }[who]  # fmt: skip
    name = _text(talk, "name", asked)
    lines.append(("name", t("Tên"), name))
    title = ""
    if who is Who.PERSON:
        title = _choose(talk, "title", t("Gọi {name} là?", name=name), said.titles(t), lines,
                        t("Gọi là"))  # fmt: skip
    return {"who": who.value, "name": name, "title": title}


def _what(talk: Talk, lines: list[Line], who: Who) -> dict[str, str]:
    t = talk.t
    form = _choose(talk, "form", t("Hình thức khen?"), said.forms(t), lines, t("Hình thức"))
    why = _text(talk, "why", t("Khen về thành tích gì? Đồng chí ghi một câu."))
    lines.append(("why", t("Thành tích"), why))
    naming = Naming.PUBLIC.value
    if who is not Who.COLLECTIVE:
        naming = _choose(talk, "naming", _may_name(talk), said.namings(t), lines,
                         t("Nêu tên"))  # fmt: skip
    return {"form": form, "why": why, "naming": naming}


def _may_name(talk: Talk) -> str:
    return talk.t("Nêu tên ở cấp trên được không? Chưa hỏi thì chỉ xã thấy tên.")


def _choose(  # noqa: PLR0913, PLR0917 - what makes one question differ from another
    talk: Talk, key: str, text: str, options: Mapping[Any, str], lines: list[Line], label: str
) -> str:
    """One of `options`, whose keys are texts."""
    kind = Choose(tuple(Choice(str(id), name) for id, name in options.items()))
    usual = kind.options[0].id
    chosen = str(talk.ask(Question(key, text, kind, usual=usual, keep=Keep.TALK)))
    lines.append((key, label, options[chosen]))
    return chosen


def _place(talk: Talk, desk: Desk) -> str:
    """The name of a unit there is; asked again, as all that was told before is kept."""
    t = talk.t
    text = t("Ở đâu? Gõ tên thôn, bản, xã trong phạm vi của đồng chí.")

    def asked(key: str) -> Question:
        return Question(key, text, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)

    def good(said: str) -> str:
        known = bool(desk.units_named(said))
        if not known:
            talk.say(t("Không tìm thấy đơn vị nào tên “{text}”.", text=said))
        return said if known else ""

    return until_good(talk, "place", asked, good)


def _text(talk: Talk, key: str, text: str) -> str:
    kind = Write(story=False)
    return text_of(talk.ask(Question(key, text, kind, usual={"text": "…"}, keep=Keep.TALK)))


def _registered(talk: Talk, desk: Desk, name: str, unit_id: int) -> int:
    """The record in which the decision belongs, where its author says that there is one."""
    found = desk.life.praises.registered(name, unit_id)
    if not found:
        return 0
    t = talk.t
    options = [Choice(f"r{line.id}", line_words(t, line)) for line in found]
    kind = Choose((Choice("other", t("Không, người khác")), *options))
    text = t("Nơi này đã có hồ sơ trùng tên. Nếu đúng người đó, đồng chí ghi khen trong hồ sơ:")
    chosen = str(talk.ask(Question("same", text, kind, usual="other", keep=Keep.TALK)))
    return 0 if chosen == "other" else int(chosen.removeprefix("r"))


# --- put right


def mend(talk: Talk, desk: Desk, one: Praise) -> Effect:
    """One thing at a time, with the reason."""
    t = talk.t
    options = [
        Choice("name", t("Tên")), Choice("form", t("Hình thức")), Choice("why", t("Thành tích")),
        Choice("authority", t("Cơ quan ký")), Choice("number", t("Số")),
        Choice("date", t("Ngày ký")), Choice("back", t("Thôi")),
    ]  # fmt: skip
    if one.who is not Who.COLLECTIVE:
        options.insert(3, Choice("naming", t("Nêu tên")))
    text = t("Đồng chí sửa mục nào?")
    what = str(talk.ask(Question("what", text, Choose(tuple(options)), usual="back",
                                 keep=Keep.TALK)))  # fmt: skip
    if what == "back":
        return Open(NAME, one.id)
    value = _mended(talk, desk, one, what)
    reason = words_of(talk, "reason", t("Vì sao sửa? Đồng chí ghi ngắn gọn:"))
    return OnPraise(MendPraise(one.id, one.version, {what: value}, reason))


def _mended(talk: Talk, desk: Desk, one: Praise, what: str) -> str:
    t, unused = talk.t, list[Line]()
    match what:
        case "form":
            return _choose(talk, what, t("Hình thức khen?"), said.forms(t), unused, "")
        case "naming":
            return _choose(talk, what, _may_name(talk), said.namings(t), unused, "")
        case "authority":
            return authority(talk, by_party=False)[0]
        case "number":
            return text_of(talk.ask(number_asked(talk)))
        case "date":
            early = not_yet(desk, t("Ngày này chưa tới."))
            return str(until(talk, "date", partial(day_asked, talk, desk), early)[1])
        case "why":
            return _text(talk, what, t("Khen về thành tích gì? Đồng chí ghi một câu."))
    return _text(talk, what, t("Viết lại tên cho đúng (đang ghi: {name}):", name=one.name))
