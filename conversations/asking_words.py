"""Words that are asked for until they are such as can be used."""

from collections.abc import Callable
from itertools import count

from campaign.broadcasts import LONGEST
from campaign.exemplar import Value
from conversations.engine import Talk
from conversations.questions import Keep, Question, Write


def text_of(value: Value) -> str:
    return str(value["text"]) if isinstance(value, dict) and "text" in value else ""


def words_of(talk: Talk, key: str, text: str) -> str:
    """The text, asked until it is one that can be sent."""

    def good(said: str) -> str:
        if not said:
            talk.say(talk.t("Xin đồng chí gõ chữ, để mọi người đọc được trên mọi kênh."))
        if len(said) > LONGEST:
            talk.say(talk.t("Dài quá {most} chữ cái, xin viết gọn lại.", most=LONGEST))
        return said if len(said) <= LONGEST else ""

    return until_good(talk, key, lambda key: Question(key, text, Write(), keep=Keep.TALK), good)


def until_good(
    talk: Talk, key: str, question: Callable[[str], Question], good: Callable[[str], str]
) -> str:
    """Ask again, each time by another key, until there is something good in the answer."""
    for n in count(1):
        said = good(text_of(talk.ask(question(f"{key}{n}"))))
        if said:
            return said
    raise AssertionError
