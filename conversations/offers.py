"""An old button never fails: it changes its answer after a yes, or says what was recorded."""

from dataclasses import replace

from campaign.exemplar import Value
from campaign.text import clean
from conversations.address import Address
from conversations.exchange import Exchange, Turned
from conversations.questions import Choose, Question, choices
from conversations.session import Offer, Shown
from conversations.showing import Button, Say, said_answer

CHANGE = "!change"  # the question an old button asks before it changes an answer


def offer_change(x: Exchange, question: Question, option: str) -> Turned:
    """An old button never fails: it changes that answer after a yes."""
    now = x.answers().get(question.key)
    many = isinstance(question.kind, Choose) and question.kind.many
    value: Value = [option] if many else option
    if option not in {c.id for c in choices(question)} or value == now:
        x.tell(x.t("Câu đó đã ghi: {answer}.", answer=said_answer(x.t, question, now)))
        return x.settle()
    x.session = replace(x.session, offer=Offer(question.key, value))
    place = x.session.place
    x.says.append(
        Say(
            x.t(
                "Đổi câu trả lời từ “{old}” sang “{new}”?",
                old=said_answer(x.t, question, now), new=said_answer(x.t, question, value),
            ),
            tuple(
                Button(label, str(Address(x.conversation.code, place.subject, CHANGE, option)))
                for option, label in (("yes", x.t("Đổi")), ("no", x.t("Giữ nguyên")))
            ),
        )
    )  # fmt: skip
    x.session = replace(x.session, shown=Shown(CHANGE, ("yes", "no")))
    return x.turned()


def settle_offer(x: Exchange, text: str) -> Turned:
    offer = x.session.offer
    x.session = replace(x.session, offer=None, shown=None)
    question = x.stand().find(offer.key) if offer else None
    said = clean(text).lower()
    if offer and question and said in {"1", "có", "co", "đổi", "doi", "ok", "ừ", "vâng", "yes"}:
        x.save(question, offer.value)
    return x.settle()
