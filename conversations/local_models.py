"""Which model of the place a registration belongs to: asked only where there is one to choose."""

from campaign.additions import MODEL_KEY, Addition, Kind
from conversations.questions import Choice, Choose, Question
from conversations.registering import Form
from conversations.words import Translate

NONE = "none"


def choose(form: Form, category: str) -> None:
    """The last question of the form, so that the plan's own come first."""
    offered = () if form.talk.beyond else _offered(form, category)
    if not offered:
        return
    t = form.talk.t
    options = tuple(Choice(one.option, one.text) for one in offered)
    text = t("Địa phương có mô hình riêng. Gương này thuộc mô hình nào?")
    kind = Choose((*options, Choice(NONE, t("Không thuộc"))))
    value = form.talk.ask(Question(MODEL_KEY, text, kind, usual=NONE))
    form.lines.append((MODEL_KEY, label(t), kind.labels([str(value)])))


def label(t: Translate) -> str:
    return t("Mô hình riêng")


def _offered(form: Form, category: str) -> tuple[Addition, ...]:
    """What is in force where the subject is, and what was chosen while it still was."""
    place = form.desk.unit(form.unit_id)
    desk, answers = form.desk.life.local, form.talk.answers
    chosen = answers.get(MODEL_KEY)
    before = desk.answered({MODEL_KEY: chosen}) if chosen is not None else ()
    here = desk.at(place.path) if place else ()
    every = {one.id: one for one in (*here, *(a for a in before if a.option == chosen))}
    return tuple(a for a in every.values() if (a.kind, a.category) == (Kind.MODEL, category))
