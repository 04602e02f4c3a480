"""What a place adds, as a card shows it: on lines of its own, beside what the plan asks."""

from campaign.additions import MODEL_KEY, Addition, Kind, criterion_of, photo_key
from campaign.desk import Desk
from campaign.exemplar import Record, Value, is_state
from campaign.text import shorten
from conversations.asked import is_local, local
from conversations.engine import Talk
from conversations.planned import kind_of
from conversations.questions import Question
from conversations.showing import said_answer

LONGEST_VALUE = 80
LONGEST_TEXT = 60


def card_lines(talk: Talk, desk: Desk, record: Record) -> list[str]:
    """The model of the place, how much of its criteria is answered, and each answer."""
    known = desk.life.local.answered(record.answers)
    lines = [_model(talk, one) for one in known if record.answers.get(MODEL_KEY) == one.option]
    answered = [a for a in known if a.kind is Kind.CRITERION and a.key in record.answers]
    asked = {i.criterion.id for i in local(desk, record, record.answers) if is_local(i)}
    if asked:
        done = sum(a.key in asked and not is_state(record.answers[a.key]) for a in answered)
        said = talk.t("Tiêu chí riêng của địa phương: đã trả lời {done}/{total}", done=done,
                      total=len(asked))  # fmt: skip
        lines.append(said)
    return lines + [_answer(talk, desk, record, one) for one in answered]


def _model(talk: Talk, one: Addition) -> str:
    said = talk.t("Mô hình riêng của {unit}: “{text}”", unit=one.place, text=one.text)
    return said if one.in_force else said + " " + talk.t("(đã ngừng)")


def _answer(talk: Talk, desk: Desk, record: Record, one: Addition) -> str:
    t, value = talk.t, said(talk, desk, one, record.answers[one.key])
    line = t("+ “{text}”: {answer}", text=shorten(one.text, LONGEST_TEXT), answer=value)
    photos = record.evidence.get(photo_key(one), 0)
    line += f" ({t('{n} ảnh', n=photos)})" if photos else ""
    return line if one.in_force else line + " " + t("(tiêu chí đã ngừng)")


def said(talk: Talk, desk: Desk, one: Addition, value: Value) -> str:
    """An answer to a criterion of the place, in words."""
    part = criterion_of(one).parts[0]
    asked = Question(one.key, "", kind_of(talk, part, desk.today, {}))
    return shorten(said_answer(talk.t, asked, value), LONGEST_VALUE)
