"""`nhân rộng`: what came of an exemplar, and the word of whoever is learned from.

`nhân rộng 0412` shows the tree of 0412. Where 0412 says that it learned from the asker's own, and
nobody has answered yet, that is asked first.
"""

from campaign.desk import Desk, Effect, Open
from campaign.record_numbers import read_record
from campaign.replication import AnswerLink, InviteToRegister, Link, LinkState, Spread
from campaign.units import Unit
from conversations import replication_words as said
from conversations.asking_words import text_of
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question, Write
from conversations.words import Translate

HOME = "home"


def run(talk: Talk, desk: Desk) -> Effect | None:
    """The exemplar a number names, else what waits for a yes or a no."""
    if desk.me is None:
        return Open("join")
    t = talk.t
    waiting = desk.field.replication.waiting()
    text = text_of(talk.answers.get("text"))
    if waiting and not text:
        return _which(talk, waiting[0])
    asked = t("Xem nhân rộng của hồ sơ số nào?")
    text = text_of(
        talk.ask(Question("text", asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK))
    )
    id = _numbered(desk, text)
    if id is None:
        talk.say(t("Không tìm thấy hồ sơ số {text}.", text=text))
        return Open(HOME)
    return _named(talk, desk, id)


def _named(talk: Talk, desk: Desk, id: int) -> Effect:
    """What was not confirmed may be answered, and a no may become a yes."""
    link = desk.field.replication.link(id)
    if link is not None and link.state is not LinkState.CONFIRMED:
        return _which(talk, link)
    seen = link is None or desk.field.replication.spread(id) is not None
    return Open("tree", id if seen or link is None else link.origin.id)


def _which(talk: Talk, link: Link) -> Effect:
    """The one that waits longest; after the answer the next comes by the same word."""
    return _answer(talk, link) or Open("tree", link.origin.id)


def _numbered(desk: Desk, text: str) -> int | None:
    """A record to be seen, or one of which the asker says what it was learned from."""
    number = read_record(text)
    return None if number is None else desk.field.replication.numbered(number)


def tree(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    found = desk.field.replication.spread(talk.subject)
    if found is None:
        talk.say(talk.t("Không tìm thấy hồ sơ này trong phạm vi của đồng chí."))
        return Open(HOME)
    return _shown(talk, desk, found)


def _answer(talk: Talk, link: Link) -> Effect | None:
    """Yes or no; None where they would rather see the tree of their own first."""
    t = talk.t
    options = (
        Choice("yes", t("Đúng vậy")), Choice("no", t("Không phải")),
        Choice("tree", t("Xem đã nhân rộng")),
    )  # fmt: skip
    text = said.link_asked(t, link)
    question = Question(f"link{link.record_id}", text, Choose(options), usual="tree",
                        keep=Keep.TALK)  # fmt: skip
    chosen = talk.ask(question)
    return None if chosen == "tree" else AnswerLink(link.record_id, chosen == "yes")


def _shown(talk: Talk, desk: Desk, found: Spread) -> Effect:
    """Page after page, and what may be done from there."""
    shown = said.tree_pages(talk.t, found)
    for n, page in enumerate(shown):
        more = n + 1 < len(shown)
        options = _options(talk.t, desk, found, more=more)
        key = f"page{n}" if n else "page"
        match talk.ask(Question(key, page, Choose(options), usual=HOME, keep=Keep.TALK)):
            case "invite":
                return _invite(talk, desk, found)
            case "card":
                return Open("card", found.origin.id)
            case "home":
                return Open(HOME)
    return Open(HOME)


def _options(t: Translate, desk: Desk, found: Spread, *, more: bool) -> tuple[Choice, ...]:
    options = [Choice("more", t("Xem tiếp danh sách"))] if more else []
    if desk.field.replication.invites(found.origin.id):
        options.append(Choice("invite", t("Mời nơi đã đến học")))
    if desk.record(found.origin.id) is not None:
        options.append(Choice("card", t("Xem hồ sơ")))
    return (*options, Choice(HOME, t("Trang chủ")))


def _invite(talk: Talk, desk: Desk, found: Spread) -> Effect:
    """A place that came to learn is invited to register what it does now."""
    t = talk.t
    asked = t("Nơi nào đã đến học? Gõ tên thôn, bản hoặc xã.")
    text = text_of(
        talk.ask(Question("place", asked, Write(story=False), usual={"text": "…"}, keep=Keep.TALK))
    )
    unit = _place(talk, desk, text)
    if unit is None:
        talk.say(t("Không tìm thấy đơn vị nào tên “{text}”.", text=text))
        return Open("tree", found.origin.id)
    return InviteToRegister(found.origin.id, unit.id)


def _place(talk: Talk, desk: Desk, text: str) -> Unit | None:
    """The unit meant, anywhere in the province; shown once more before anybody is written to."""
    units = desk.field.replication.places(text)
    if not units:
        return None
    options = tuple(Choice(f"u{u.id}", _placed(desk, u)) for u in units)
    kind = Choose((*options, Choice("none", talk.t("Không có nơi đó"))), searchable=True)
    asked = talk.t("Gương Sáng mời nơi này giới thiệu gương học theo. Đồng chí chọn:")
    chosen = talk.ask(Question("unit", asked, kind, usual="none", keep=Keep.TALK))
    return next((u for u in units if f"u{u.id}" == chosen), None)


def _placed(desk: Desk, unit: Unit) -> str:
    above = desk.unit(unit.parent_id) if unit.parent_id else None
    return said.place(unit.name, above.name if above else "")
