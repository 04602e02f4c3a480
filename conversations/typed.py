"""Words somebody typed: an escape, a command, an invite code, or the answer to the open question.

While a question with choices is open, an answer wins over a command; while free text is due, a
command must be unmistakable (`menu.command`).
"""

from dataclasses import replace

from campaign.desk import Open
from campaign.exemplar import Value
from conversations import menu
from conversations.acts import go, know, take, turn_page
from conversations.answers import Misread, Narrowed, Taken, read
from conversations.engine import Standing
from conversations.escapes import control_word
from conversations.exchange import Exchange, Turned, is_told
from conversations.id_numbers import personal_number
from conversations.known import number
from conversations.offers import (
    came_before,
    offer_change,
    offer_late,
    said_to_offer,
    settle_offer,
)
from conversations.questions import Choose, Photos, Question, Review, choices, free_text
from conversations.session import HOME, Place, Shown
from conversations.showing import LESS, MORE, gone, hint


def typed(x: Exchange, text: str) -> Turned:
    return _to_offer(x, text) or _to_question(x, text)


def _to_offer(x: Exchange, text: str) -> Turned | None:
    """A yes or no to the change that was offered; other words drop it."""
    if x.session.offer is None:
        return None
    if x.late:
        return came_before(x, text)
    yes = said_to_offer(text)
    if yes is not None:
        return settle_offer(x, yes=yes)
    x.session = replace(x.session, offer=None)
    return None


def _to_question(x: Exchange, text: str) -> Turned:
    standing = x.stand()
    question = standing.open
    broadcast_id = number(text, question)
    if broadcast_id is not None:
        return know(x, broadcast_id)
    code = menu.invite_code(text)
    if code and (question is None or text.lower().startswith("/start")):
        return go(x, Open("join", 0), {"code": {"text": code}})
    if question is None:
        return _unasked(x, standing, text)
    free = free_text(question)
    done = None if x.late else control_word(x, standing, question, text, free=free)
    if done is not None:
        return done
    if personal_number(x, question, text):
        return x.turned() if isinstance(question.kind, Photos) else x.settle()
    ordered = menu.command(text, free=free)
    known = x.session.shown is not None and x.session.shown.key == question.key
    if known and not (free and ordered) and not isinstance(ordered, menu.Edit):
        answered = take_words(x, question, text, quiet=ordered is not None)
        if answered is not None:
            return answered
    if ordered is not None:
        return _order(x, standing, ordered)
    if code and not free:
        return go(x, Open("join", 0), {"code": {"text": code}})
    return (None if known else _overtaken(x, standing, text)) or x.settle()


def _unasked(x: Exchange, standing: Standing, text: str) -> Turned:
    """Nothing is asked: whoever holds no post may open what everybody may; where somebody else has
    ended the matter meanwhile, a command is followed all the same.
    """
    ordered = menu.command(text, free=False)
    if x.desk.me is None:
        for_all = isinstance(ordered, menu.Command) and ordered.conversation in menu.FOR_ALL
        return _order(x, standing, ordered) if ordered and for_all else x.settle()
    if x.session.place.conversation == HOME or ordered is None:
        return x.settle()
    x.session = replace(x.session, place=Place(), shown=None)
    return x.settle() if isinstance(ordered, menu.Edit) else _order(x, standing, ordered)


def _overtaken(x: Exchange, standing: Standing, text: str) -> Turned | None:
    """Somebody else answered the question shown here: what is said now is offered as a change,
    so that it is neither lost nor taken for an answer to the next question.
    """
    shown = x.session.shown
    question = standing.find(shown.key) if shown else None
    if shown is None or question is None:
        return None
    answer = read(question, text, shown.values)
    return offer_change(x, question, answer.value) if isinstance(answer, Taken) else None


def take_words(x: Exchange, question: Question, text: str, *, quiet: bool) -> Turned | None:
    """Take `text` as the answer. With `quiet` (it is a command too) a misreading says nothing."""
    shown = x.session.shown or Shown(question.key)
    answer = read(_unsearched(question) if quiet else question, text, shown.values)
    match answer:
        case Taken(value=value) if value in (MORE, LESS):
            return turn_page(x, question, str(value))
        case Taken(value=value) if value in shown.values and value not in {
            c.id for c in choices(question)
        }:
            x.tell(gone(x.t))
            return x.settle()
        case Taken(value=value):
            return offer_late(x, question, value) if x.late else take(x, question, value)
        case Narrowed(ids=ids):
            x.session = replace(x.session, shown=Shown(question.key, found=ids))
            return x.settle()
        case Misread() as why:
            if quiet or (menu.invite_code(text) and not free_text(question)):
                return None
            x.tell(hint(x.t, why, question))
            return x.settle()


def _unsearched(question: Question) -> Question:
    """A command is no search, "hạn" means no "Bản Háng"; nor the beginning of a button, "đăng ký"
    no "Đăng ký tiếp".
    """
    kind = question.kind
    if not isinstance(kind, Choose):
        return question
    return replace(question, kind=replace(kind, searchable=False, others=False, whole=True))


def _order(x: Exchange, standing: Standing, ordered: menu.Command | menu.Edit) -> Turned:
    match ordered:
        case menu.Edit(place=place):
            return _edit(x, standing, place)
        case menu.Command(conversation=name, rest=rest):
            if name == HOME and x.session.place.conversation == HOME:
                x.session = replace(x.session, place=Place(), shown=None)
                return x.settle()
            if not rest and name == x.session.place.conversation and is_told(x.session.place):
                x.tell(x.t("Đồng chí đang ghi dở, xin làm tiếp:"))
                return x.settle()
            answers: dict[str, Value] = {"text": {"text": rest}} if rest else {}
            return go(x, Open(name, _subject_of(x, name)), answers)


def _subject_of(x: Exchange, name: str) -> int:
    """Hủy and tiếp tục speak of the record that is open."""
    return x.session.place.subject if name == "discard" and x.conversation.about_record else 0


def _edit(x: Exchange, standing: Standing, place: int) -> Turned:
    """`sửa 3`: the third line of the card, or the third question asked so far."""
    question = standing.open
    if question is not None and isinstance(question.kind, Review):
        keys = [c.id.removeprefix("edit:") for c in choices(question)]
    else:
        keys = [q.key for q in standing.asked]
    if 1 <= place <= len(keys) and keys[place - 1] in x.answers():
        x.session = replace(x.session, reopened=keys[place - 1], shown=None)
    else:
        x.tell(x.t("Không có dòng số {n} để sửa.", n=place))
    return x.settle()
