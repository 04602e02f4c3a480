"""A signed decision as it is recorded: who signed, its number, its day, a photo of the paper.

A button recognises nobody: what is recorded was signed by somebody, and is read once more before
it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeAlias

from campaign.decisions import CENTRAL
from campaign.desk import Desk
from campaign.exemplar import Record, Value
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Day, Keep, Paper, Question, Review, Write
from conversations.until import not_yet, until
from conversations.words import Translate, day

PHOTO, NO_PHOTO = "photo", "none"
SIGNING = frozenset({"recognise", "commend"})  # what may be done to a record with a decision
BEFORE = frozenset({"authority", "level", "number", "date"})  # asked before the photo of it
Line: TypeAlias = tuple[str, str, str]  # question key, label, answer as said
_WITH_LEVEL = ("UBND", "Cấp ủy")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a verb needs to know: a reason, the question it is about, an opinion or decision."""

    note: str = ""
    key: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    paper: int = 0


def authorities(t: Translate, *, by_party: bool) -> tuple[Choice, ...]:
    """Who may sign; what the Party recognises is signed by its committee only."""
    party = Choice("Cấp ủy", t("Cấp ủy"))
    others = (
        Choice("MTTQ xã", t("MTTQ xã")), Choice("MTTQ huyện", t("MTTQ huyện")),
        Choice("MTTQ tỉnh", t("MTTQ tỉnh")), Choice("UBND", t("UBND")),
    )  # fmt: skip
    return (party,) if by_party else (*others, party, Choice(CENTRAL, t("Trung ương")))


def deciding(talk: Talk, desk: Desk, record: Record) -> Asked:
    """Everything about one signed decision, and a look at it before it is recorded."""
    category = record.heading.category
    party = category is not None and record.plan.category(category).recognised_by_party
    return signed(talk, desk, by_party=party)


def signed(
    talk: Talk, desk: Desk, *, by_party: bool, known: Sequence[Line] = (), send: str = ""
) -> Asked:
    """The decision itself; `known` stands before it on the card, `send` on the button below it."""
    t = talk.t
    who, lines = authority(talk, by_party=by_party)
    number = text_of(talk.ask(number_asked(talk)))
    asked = partial(day_asked, talk, desk)
    date_key, when = until(talk, "date", asked, not_yet(desk, t("Ngày này chưa tới.")))
    paper = talk.ask(_photo(talk))
    shown = t("có") if isinstance(paper, dict) else t("chưa có")
    lines += [
        ("number", t("Số"), number), (date_key, t("Ngày ký"), day(date.fromisoformat(str(when)))),
        (PHOTO, t("Ảnh"), shown),
    ]  # fmt: skip
    record = Choice("record", send or t("Đúng, ghi vào hồ sơ"))
    text = t("Đồng chí xem lại quyết định trước khi ghi:")
    kind = Review((*known, *lines), record)
    talk.ask(Question("signed", text, kind, usual=record.id, keep=Keep.TALK, page=20))
    fields = {"authority": who, "number": number, "date": str(when)}
    return Asked(fields=fields, paper=paper_of(paper))


def authority(talk: Talk, *, by_party: bool) -> tuple[str, list[tuple[str, str, str]]]:
    """Who signed, with the level where the name alone does not say it; the lines that say so."""
    t = talk.t
    options = authorities(t, by_party=by_party)
    who, lines = options[0].id, []
    if len(options) > 1:
        text = t("Cơ quan nào ký quyết định?")
        question = Question("authority", text, Choose(options), usual=who, keep=Keep.TALK)
        who = str(talk.ask(question))
        lines = [("authority", t("Cơ quan ký"), said_authority(t, who))]
    if who not in _WITH_LEVEL:
        return who, lines
    levels = Choose((Choice("xã", t("Xã")), Choice("huyện", t("Huyện")), Choice("tỉnh", t("Tỉnh"))))
    text = t("{authority} cấp nào ký quyết định?", authority=said_authority(t, who))
    level = str(talk.ask(Question("level", text, levels, usual="huyện", keep=Keep.TALK)))
    return f"{who} {level}", [*lines, ("level", t("Cấp ký"), levels.labels([level]))]


def said_authority(t: Translate, authority: str) -> str:
    """Who signed, in the reader's words."""
    head = next((w for w in _WITH_LEVEL if authority.startswith(f"{w} ")), "")
    if head:
        level = {"xã": t("xã"), "huyện": t("huyện"), "tỉnh": t("tỉnh")}
        rest = authority.removeprefix(f"{head} ")
        return f"{said_authority(t, head)} {level.get(rest, rest)}"
    known = (*authorities(t, by_party=False), *authorities(t, by_party=True))
    return next((c.label for c in known if c.id == authority), authority)


def number_asked(talk: Talk) -> Question:
    text = talk.t("Số quyết định?")
    return Question("number", text, Write(story=False), usual={"text": "…"}, keep=Keep.TALK)


def day_asked(talk: Talk, desk: Desk, key: str) -> Question:
    text = talk.t("Ngày ký quyết định?")
    return Question(key, text, Day(desk.today), usual="2021-01-01", keep=Keep.TALK)


def _photo(talk: Talk) -> Question:
    text = talk.t("Đồng chí chụp gửi quyết định đã ký. Chưa có ảnh thì gửi sau cũng được.")
    kind = Paper(Choice(NO_PHOTO, talk.t("Chưa có ảnh")))
    return Question(PHOTO, text, kind, usual=NO_PHOTO, keep=Keep.TALK)


def paper_of(value: Value) -> int:
    """The id of the picture that was sent; 0 for none."""
    id = value.get("photo") if isinstance(value, dict) else None
    return id if isinstance(id, int) else 0


def text_of(value: Value) -> str:
    return str(value["text"]) if isinstance(value, dict) and "text" in value else ""
