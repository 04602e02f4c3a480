"""An old button never fails: it changes its answer after a yes, or says what was recorded."""

from dataclasses import replace

from campaign.exemplar import Value
from campaign.reading import read_yes_no
from campaign.text import clean, shorten
from conversations.acts import take
from conversations.address import Address
from conversations.exchange import Exchange, Turned
from conversations.questions import Choose, Question, choices
from conversations.session import Offer, Shown
from conversations.showing import Button, Say, said_answer

LONGEST_SAID = 40  # characters of somebody's words that are quoted back
CHANGE = "!change"  # the question an old button asks before it changes an answer


def offer_option(x: Exchange, question: Question, option: str) -> Turned:
    """A button of a question answered long ago."""
    many = isinstance(question.kind, Choose) and question.kind.many
    if option not in {c.id for c in choices(question)}:
        return _already(x, question)
    return offer_change(x, question, [option] if many else option)


def offer_change(x: Exchange, question: Question, value: Value) -> Turned:
    """Change an answer, after a yes."""
    now = x.answers().get(question.key)
    if value == now:
        return _already(x, question)
    text = x.t(
        "Đổi câu trả lời từ “{old}” sang “{new}”?",
        old=said_answer(x.t, question, now), new=said_answer(x.t, question, value),
    )  # fmt: skip
    return _offer(x, Offer(question.key, value), text, x.t("Đổi"), x.t("Giữ nguyên"))


def offer_late(x: Exchange, question: Question, value: Value) -> Turned:
    """What was sent before the open question had come answers it after a yes only."""
    said = shorten(said_answer(x.t, question, value), LONGEST_SAID)
    text = x.t(
        "Tin “{said}” gửi trước khi câu sau tới nơi. Có dùng để trả lời câu này không?\n{question}",
        said=said, question=question.text,
    )  # fmt: skip
    return _offer(x, Offer(question.key, value), text, x.t("Dùng"), x.t("Không dùng"))


def came_before(x: Exchange, text: str) -> Turned:
    """Words that came before the yes or no they would be taken for."""
    said = shorten(text, LONGEST_SAID)
    x.tell(x.t("Tin “{said}” gửi trước khi câu trên tới nơi. Đồng chí trả lời lại.", said=said))
    return x.turned()


def came_twice(x: Exchange, text: str) -> Turned:
    """The same words once more, too soon to be about anything else: what is asked stands."""
    said = shorten(text, LONGEST_SAID)
    x.tell(x.t("Tin “{said}” gửi hai lần liền nhau, chỉ tính một lần.", said=said))
    return x.turned() if x.session.offer else x.settle()


def _offer(x: Exchange, offer: Offer, text: str, yes: str, no: str) -> Turned:
    x.session = replace(x.session, offer=offer, shown=Shown(CHANGE, ("yes", "no")))
    buttons = tuple(
        Button(label, str(Address(x.conversation.code, x.session.place.subject, CHANGE, option)))
        for option, label in (("yes", yes), ("no", no))
    )
    x.says.append(Say(text, buttons))
    return x.turned()


def _already(x: Exchange, question: Question) -> Turned:
    now = x.answers().get(question.key)
    x.tell(x.t("Câu đó đã ghi: {answer}.", answer=said_answer(x.t, question, now)))
    return x.settle()


YES = frozenset({"1", "đổi", "doi", "dùng", "dung"})
NO = frozenset({"2", "giữ nguyên", "giu nguyen", "không dùng", "khong dung"})


def said_to_offer(text: str) -> bool | None:
    """Yes or no to a change; None for words that are about something else."""
    said = clean(text).lower()
    if said in YES | NO:
        return said in YES
    return read_yes_no(text)


def settle_offer(x: Exchange, *, yes: bool) -> Turned:
    """Change the answer or leave it, and say which."""
    offer = x.session.offer
    x.session = replace(x.session, offer=None, shown=None)
    standing = x.stand()
    question = standing.find(offer.key) if offer else None
    if offer and question and yes and question is standing.open:
        return take(x, question, offer.value)
    if offer and question and yes:
        x.save(question, offer.value)
        x.answered = False  # what was achieved has been said before
        x.tell(x.t("Đã đổi thành “{answer}”.", answer=said_answer(x.t, question, offer.value)))
    return x.settle()
