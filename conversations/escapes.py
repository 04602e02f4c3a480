"""The escapes every question offers: back, later, don't know, not applicable, done, ask above."""

from dataclasses import replace

from campaign.desk import Open
from campaign.exemplar import PHOTO
from campaign.text import clean, fold
from conversations import menu
from conversations.acts import go
from conversations.engine import Standing
from conversations.exchange import Exchange, Turned
from conversations.questions import Choose, Photos, Question, Skip, choices
from conversations.session import HOME
from conversations.showing import ASK_ABOVE, BACK, DONE, LATER, NOT_APPLICABLE, UNKNOWN

WORDS = (
    (BACK, ("q", "quay lại")),
    (LATER, ("s", "để sau")),
    (UNKNOWN, ("?", "kr", "không rõ")),
    (DONE, ("x", "xong", "xong rồi", "hết rồi")),
    (NOT_APPLICABLE, ("kad", "không áp dụng")),
    (ASK_ABOVE, ("nhờ xã", "nhờ xã trả lời")),
)
_EXACT = {word: option for option, words in WORDS for word in words}
_LOOSE = {fold(word): option for word, option in _EXACT.items()}


def control_word(
    x: Exchange, standing: Standing, question: Question, text: str, *, free: bool
) -> Turned | None:
    """What an escape does; None where the words are none, or are those of an option shown."""
    said = menu.bare(text)
    option = _EXACT.get(said) or (None if free else _LOOSE.get(fold(said)))
    if option is None or _is_label(question, text):
        return None
    return control(x, standing, question, option)


def _is_label(question: Question, text: str) -> bool:
    """Whether the words are those of an option shown ("Không rõ" may be one)."""
    return any(c.label.lower() == clean(text).lower() for c in choices(question))


def control(x: Exchange, standing: Standing, question: Question, option: str) -> Turned | None:
    match option:
        case "!back":
            return _back(x, standing)
        case "!later":
            return _skip(x, question, Skip.LATER) or _park(x)
        case "!unknown":
            return _skip(x, question, Skip.UNKNOWN)
        case "!na":
            return _skip(x, question, Skip.NOT_APPLICABLE)
        case "!above" if question.ask_above:
            x.save(question, {"state": "unknown", "asked": "commune"})
            x.tell(x.t("Đã chuyển câu này nhờ xã trả lời."))
            return x.settle()
        case "!done":
            return _done(x, question)
    return None


def _back(x: Exchange, standing: Standing) -> Turned:
    before = standing.before()
    if before is None:
        return go(x, Open(HOME), {})
    x.session = replace(x.session, reopened=before.key, shown=None, picked=())
    return x.settle()


def _skip(x: Exchange, question: Question, skip: Skip) -> Turned | None:
    if x.session.reopened == question.key and question.key in x.answers():
        return _keep_old(x) if skip is Skip.LATER else _save_skip(x, question, skip)
    return _save_skip(x, question, skip)


def _keep_old(x: Exchange) -> Turned:
    """Who put off changing an answer has not changed it."""
    x.session = replace(x.session, reopened="", shown=None, picked=())
    x.tell(x.t("Câu trả lời cũ được giữ nguyên."))
    return x.settle()


def _save_skip(x: Exchange, question: Question, skip: Skip) -> Turned | None:
    if skip not in question.skips:
        return None
    if skip is Skip.LATER:
        x.postpone(question.key)
        x.tell(x.t("Câu này để sau. Lúc nào rảnh, đồng chí gõ tiếp tục."))
    x.save(question, {"state": str(skip)})
    return x.settle()


def _park(x: Exchange) -> Turned:
    x.tell(x.t("Mọi câu đã trả lời vẫn còn đây. Lúc nào rảnh, đồng chí gõ tiếp tục."))
    return go(x, Open(HOME), {})


def _done(x: Exchange, question: Question) -> Turned | None:
    if isinstance(question.kind, Photos):
        x.save(question, question.kind.kept.get(PHOTO, 0))
        return x.settle()
    if x.session.picked and isinstance(question.kind, Choose):
        x.save(question, list(x.session.picked))
        return x.settle()
    return None
