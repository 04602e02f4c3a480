"""Good news as the words of a picture to show the family and the Zalo group."""

from dataclasses import dataclass

from campaign.people import Verb
from campaign.plan import Family, Plan
from campaign.results import Result
from conversations.record_words import capital, in_sentence
from conversations.words import Translate, day


@dataclass(frozen=True, slots=True)
class ResultCard:
    """A picture's words, from top to bottom."""

    head: str
    who: str
    what: str
    lines: tuple[str, ...]
    foot: str


def card(t: Translate, language: str, plan: Plan, result: Result) -> ResultCard:
    near, far = result.places[:2], result.places[2:]
    lines = [plan.category(result.category).name.said(language), ", ".join(near), ", ".join(far)]
    if result.decision is not None:
        lines.append(t("Quyết định {number} ngày {day}", number=result.decision.number,
                       day=day(result.decision.date)))  # fmt: skip
    else:
        lines.append(t("Ngày {day}", day=day(result.day)))
    return ResultCard(
        t("TIN VUI"), _who(t, language, plan, result), _what(t, result.verb),
        tuple(line for line in lines if line), plan.issuer.said(language),
    )  # fmt: skip


def _who(t: Translate, language: str, plan: Plan, result: Result) -> str:
    """`Hộ gia đình Giàng A Tủa`; without consent to the name only what kind it is."""
    kind = plan.kind(result.kind)
    if not result.name:
        return t("Một {kind}", kind=in_sentence(kind.name.said(language)))
    match kind.family:
        case Family.HOUSEHOLD:
            return t("Hộ gia đình\n{name}", name=result.name)
        case Family.PERSON if result.title:
            return capital(f"{result.title} {result.name}")
        case _:
            return result.name


def _what(t: Translate, verb: Verb) -> str:
    return {
        Verb.SELECT: t("được huyện lựa chọn"), Verb.RECEIVE: t("được tỉnh tiếp nhận đăng ký"),
        Verb.RECOGNISE: t("được công nhận điển hình tiên tiến"),
    }[verb]  # fmt: skip


def caption(t: Translate) -> str:
    """Said with the picture; it offers nothing that would collide with an open question."""
    return t("Thiệp báo tin vui: đồng chí gửi cho gia đình và nhóm Zalo của thôn, bản nhé.")
