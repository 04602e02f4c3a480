"""A button that was tapped, however old: it finds its conversation, its question and its option."""

from dataclasses import replace

from campaign.desk import Open
from conversations.acts import know, take, turn_page
from conversations.address import OPEN, Address, parse
from conversations.catalogue import by_code
from conversations.engine import Standing
from conversations.escapes import control
from conversations.exchange import Exchange, Turned
from conversations.known import KNOWN
from conversations.offers import CHANGE, offer_option, settle_offer
from conversations.questions import Choose, Question, choices
from conversations.session import HOME
from conversations.showing import LESS, MORE, gone


def tapped(x: Exchange, payload: str) -> Turned:
    address = parse(payload)
    conversation = by_code(address.code) if address else None
    if address is None or conversation is None:
        x.tell(x.t("Nút này không còn dùng được nữa."))
        return x.settle()
    if address.key == CHANGE and x.session.offer is not None:
        return settle_offer(x, yes=address.option == "yes")
    if conversation.name == KNOWN:
        return know(x, address.subject)
    place = x.session.place
    here = place.conversation == conversation.name and address.subject in {0, place.subject}
    if x.desk.me is None and conversation.about_record:
        x.enter(Open(HOME))  # whoever has no post any more is told so
        return x.settle()
    if not here:
        if conversation.about_record and address.subject and not _visible(x, address.subject):
            x.tell(x.t("Hồ sơ này không còn mở được ở đây."))
            return x.settle()
        x.enter(Open(conversation.name, address.subject))
        if conversation.about_record and not address.subject:
            x.tell(x.t("Gương Sáng mở một hồ sơ mới."))
    return _press(x, address)


def _visible(x: Exchange, record_id: int) -> bool:
    return x.desk.record(record_id) is not None


def _press(x: Exchange, address: Address) -> Turned:
    if address.option == OPEN:
        return x.settle()
    standing = x.stand()
    question = standing.open
    if question is not None and question.key == address.key:
        return _press_open(x, standing, question, address.option)
    asked = standing.find(address.key)
    if asked is None or address.option.startswith("!"):
        if question is None and x.conversation.about_record:
            x.tell(x.t("Hồ sơ này đã gửi đi. Hiện nay hồ sơ như sau:"))
        else:
            x.tell(x.t("Câu đó đã qua."))
        return x.settle()
    return offer_option(x, asked, address.option)


def _press_open(x: Exchange, standing: Standing, question: Question, option: str) -> Turned:
    if option in (MORE, LESS):
        return turn_page(x, question, option)
    if option.startswith("!"):
        return control(x, standing, question, option) or x.settle()
    if option not in {c.id for c in choices(question)}:
        x.tell(gone(x.t))
        return x.settle()
    if isinstance(question.kind, Choose) and question.kind.many:
        return _toggle(x, question, question.kind, option)
    return take(x, question, option)


def _toggle(x: Exchange, question: Question, kind: Choose, option: str) -> Turned:
    if option == kind.alone and not x.session.picked:
        return take(x, question, [option])
    chosen = {*x.session.picked, option}
    picked = tuple(c.id for c in kind.options if c.id in chosen and c.id != kind.alone)
    x.chose(question, list(picked))
    if {*picked, kind.alone} >= {c.id for c in kind.options}:
        return take(x, question, list(picked))
    x.session = replace(x.session, picked=picked)
    return x.settle()
