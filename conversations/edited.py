"""A message was edited: where it was the last answer, that change is offered, after a yes."""

from conversations.answers import Narrowed, Taken, read
from conversations.exchange import Exchange, Turned
from conversations.heard import Edited
from conversations.offers import offer_change
from conversations.questions import Question
from conversations.showing import hint, page_of


def edited(x: Exchange, heard: Edited) -> Turned:
    said = x.session.said
    question = x.stand().find(said.key) if said and said.ref == heard.ref else None
    if question is None:
        x.tell(x.t("Đồng chí vừa sửa một tin cũ. Câu trả lời đã ghi vẫn giữ nguyên."))
        return x.turned()
    return _again(x, question, heard.text)


def _again(x: Exchange, question: Question, text: str) -> Turned:
    """The words as they are now, read as an answer to the question they answered."""
    answer = read(question, text, page_of(question, None, ()).values)
    match answer:
        case Taken(value=value):
            return offer_change(x, question, value)
        case Narrowed():
            return x.settle()
        case why:
            x.tell(hint(x.t, why, question))
            return x.settle()
