"""A question of the plan as a question of the chat: its words by kind of subject, its options."""

from collections.abc import Collection, Mapping
from datetime import date

from campaign.asking import key_of
from campaign.exemplar import Value
from campaign.plan import AnswerKind, Criterion, Family, Hold, Option, Part
from conversations.engine import Talk
from conversations.questions import (
    Choice,
    Choose,
    Day,
    Figures,
    Keep,
    Kind,
    Photos,
    Question,
    Ratio,
    Skip,
    Write,
)

ALONE = frozenset({"none", "not_yet", "no"})
_USUAL: dict[AnswerKind, Value] = {
    AnswerKind.NUMBER: 0,
    AnswerKind.RATIO: {"num": 1, "den": 1},
    AnswerKind.PHOTOS: 0,
}


def planned(  # noqa: PLR0913, PLR0917 - everything that makes a question differ
    talk: Talk,
    criterion: Criterion,
    part: Part,
    family: Family,
    fill: Mapping[str, object],
    kind: Kind,
    *,
    year: int | None = None,
    skips: Collection[Skip] = (),
    usual: Value = None,
    ask_above: bool = False,
    note: str = "",
) -> Question:
    """`fill` holds what the words may name: name, title, unit, commune; the year is added."""
    words = part.words(family).said(talk.language)
    note = note or fields_note(talk, part)
    keep = Keep.FACT if criterion.hold is Hold.HOLDER else Keep.RECORD
    return Question(
        key=key_of(criterion.id, part.id, year),
        text=_capital(words.format(**{**fill, "year": year or ""})),
        kind=kind,
        usual=usual if usual is not None else _usual(part),
        skips=frozenset(skips),
        keep=keep,
        restricted=criterion.restricted,
        ask_above=ask_above,
        note=note,
    )


def fields_note(talk: Talk, part: Part) -> str:
    """What is to be written, in which order, where one message takes several figures."""
    match part.kind:
        case AnswerKind.NUMBERS:
            asked = [f"{f.name.said(talk.language)} ({f.unit})" for f in part.fields]
            return talk.t("Ghi lần lượt: {fields}.", fields=", ".join(asked))
        case AnswerKind.RATIO:
            return talk.t("Ví dụ: 45/50.")
        case AnswerKind.CHOOSE_MANY:
            return talk.t("Chọn được nhiều.")
        case _:
            return ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _usual(part: Part) -> Value:
    match part.kind:
        case AnswerKind.CHOOSE_ONE | AnswerKind.LINK:
            return part.options[0].id if part.options else ""
        case AnswerKind.CHOOSE_MANY:
            return [part.options[0].id]
        case AnswerKind.YES_PARTLY_NO:
            return "yes"
        case AnswerKind.NUMBERS:
            return {f.id: 1 for f in part.fields}
        case _:
            return _USUAL.get(part.kind, {"text": "…"})


def kind_of(talk: Talk, part: Part, today: date, kept: Mapping[str, int]) -> Kind:
    """How the answer to a part of the plan is given in a chat."""
    match part.kind:
        case AnswerKind.CHOOSE_ONE | AnswerKind.LINK | AnswerKind.YES_PARTLY_NO:
            return Choose(choices_of(talk, part.options))
        case AnswerKind.CHOOSE_MANY:
            alone = next((o.id for o in part.options if o.id in ALONE), "")
            return Choose(choices_of(talk, part.options), many=True, alone=alone)
        case AnswerKind.TEXT:
            return Write()
        case AnswerKind.STORY:
            return Write(no=Choice("no", talk.t("Chưa có")))
        case AnswerKind.NUMBER:
            return Figures(units=(part.unit,))
        case AnswerKind.NUMBERS:
            return Figures(tuple(f.id for f in part.fields), tuple(f.unit for f in part.fields))
        case AnswerKind.RATIO:
            return Ratio()
        case AnswerKind.DATE:
            return Day(today)
        case AnswerKind.PHOTOS:
            return Photos(kept)


def choices_of(talk: Talk, options: Collection[Option]) -> tuple[Choice, ...]:
    return tuple(Choice(o.id, o.name.said(talk.language)) for o in options)
