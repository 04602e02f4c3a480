"""`theo dõi`: which exemplars still want their card of six months, and the card itself.

Where something was told before, the card comes filled in: one tap keeps it all, a tap on a line
changes that line. The first time each question is asked, and the last answer sends the card.
"""

from collections.abc import Mapping
from dataclasses import replace

from campaign.asking import holds, key_of
from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record, Value
from campaign.ground import OnGround
from campaign.half_year import COPIED, FOLLOWED, Cards, KeepCard, half_of
from campaign.people import Verb, may
from campaign.plan import Criterion, Part
from campaign.workflow import Status
from conversations import village_card
from conversations.engine import Talk
from conversations.half_words import half_name, overview, row
from conversations.planned import kind_of, planned
from conversations.questions import Choice, Choose, Keep, Question, Review, Write
from conversations.record_words import fill_of
from conversations.showing import said_answer

HOME = "home"


def follow(talk: Talk, desk: Desk) -> Effect | None:
    """The exemplars of one's own place or subtree, first those without a card."""
    if desk.me is None:
        return Open("join")
    found = desk.reviews.ground.followed()
    if not found and village_card.tells(desk.me.post):
        return Open("village")
    if not found:
        none = talk.t("Chưa có gương nào được xác nhận để theo dõi.")
        cards = village_card.summed(talk.t, desk.reviews.ground.village_cards())
        talk.say("\n".join([none, *cards]))
        return Open(HOME)
    options = [Choice(f"r{one.record_id}", row(one)) for one in found]
    kind = Choose((*options, Choice(HOME, talk.t("Trang chủ"))), searchable=True)
    text = overview(talk, desk, found)
    chosen = str(talk.ask(Question("record", text, kind, usual=HOME, keep=Keep.TALK)))
    return Open(HOME) if chosen == HOME else Open("half", int(chosen[1:]))


def run(talk: Talk, desk: Desk) -> Effect | None:
    record, me = desk.record(talk.subject), desk.me
    if record is None or me is None or not any(may(p, Verb.TELL, record.path) for p in me.posts):
        talk.say(talk.t("Hồ sơ này không mở được ở đây."))
        return Open(HOME)
    if record.status not in FOLLOWED:
        talk.say(talk.t("Gương này hiện chưa có thẻ theo dõi."))
        return Open("card", record.id)
    cards = desk.reviews.ground.cards(record.id)
    values, lines = _told(talk, desk, record, cards)
    if cards.known:
        _review(talk, desk, record, cards, tuple(lines))
    return OnGround(KeepCard(record.id, values))


def _told(
    talk: Talk, desk: Desk, record: Record, cards: Cards
) -> tuple[Mapping[str, Value], list[tuple[str, str, str]]]:
    """Every answer by the plan's key, and the lines of the card."""
    values: dict[str, Value] = {}
    lines = []
    for criterion, part in _asked(record):
        if not (holds(criterion.when, criterion, None, values)
                and holds(part.when, criterion, None, values)):  # fmt: skip
            continue
        key = key_of(criterion.id, part.id, None)
        question = _question(talk, desk, record, criterion, part)
        known = cards.known.get(key)
        value = talk.ask(question) if known is None else talk.prefilled(question, known)
        values[key] = value
        name = criterion.name.said(talk.language) if not part.id else talk.t("Việc cần giúp")
        lines.append((question.key, name, said_answer(talk.t, question, value)))
    return values, lines


def _asked(record: Record) -> list[tuple[Criterion, Part]]:
    """What is copied elsewhere is asked only of what has been recognised."""
    recognised = record.status is Status.RECOGNISED
    return [
        (criterion, part)
        for criterion in record.plan.half_year
        if recognised or criterion.id != COPIED
        for part in criterion.parts
    ]


def _question(talk: Talk, desk: Desk, record: Record, criterion: Criterion, part: Part) -> Question:
    """Words only: what is said by voice would be heard by nobody who reads the sums."""
    kind = kind_of(talk, part, desk.today, {})
    if isinstance(kind, Write):
        kind = replace(kind, story=False)
    family = record.plan.kind(record.heading.kind or "").family
    question = planned(talk, criterion, part, family, fill_of(talk, desk, record), kind)
    key = f"{key_of(criterion.id, part.id, None)}@{half_of(desk.today)}"
    return replace(question, key=key, keep=Keep.TALK)


def _review(
    talk: Talk, desk: Desk, record: Record, cards: Cards, lines: tuple[tuple[str, str, str], ...]
) -> None:
    t, half = talk.t, half_name(talk.t, half_of(desk.today))
    text = t("{name} – thẻ {half}. Lần trước đã ghi:", name=record.heading.name, half=half)
    if cards.now:
        text = t("{name} – thẻ {half} đã ghi:", name=record.heading.name, half=half)
    send = Choice("keep", t("Giữ nguyên, gửi"))
    if any(key in talk.answers for key, _, _ in lines):
        send = Choice("keep", t("Gửi thẻ"))
        text = t("{name} – thẻ {half}. Đồng chí xem lại:", name=record.heading.name, half=half)
    question = Question("review", text, Review(lines, send), usual=send.id, keep=Keep.TALK)
    talk.ask(question)
