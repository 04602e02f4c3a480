"""Where a subject is: one's own unit where that is plain, else found by going down the tree."""

from collections.abc import Sequence

from campaign.people import Role
from campaign.plan import Kind
from campaign.units import Unit
from conversations.questions import Choice, Choose, Question
from conversations.registering import Form


def place(form: Form, kind: Kind) -> None:
    """Ask for the unit, level by level, as far as it is not plain."""
    own = form.desk.unit(form.me.post.unit_id)
    if own is None:
        return
    first = _choose(form, "R4/unit", kind, own)
    if first.level != own.level and kind.level not in {None, first.level}:
        first = _choose(form, "R4/village", kind, first)
    form.placed(first.id)


def _choose(form: Form, key: str, kind: Kind, above: Unit) -> Unit:
    units = _units(form, kind, above)
    options = tuple(Choice(f"u{u.id}", u.name) for u in units)
    question = Question(key, _words(form, units), Choose(options, searchable=True), options[0].id)
    plain = len(units) == 1
    value = form.talk.prefilled(question, options[0].id) if plain else form.talk.ask(question)
    form.note(question, value)
    return next((u for u in units if f"u{u.id}" == value), units[0])


def _units(form: Form, kind: Kind, above: Unit) -> Sequence[Unit]:
    """The unit itself when it is of the right level; else the units below, and for somebody who
    belongs to no level the unit itself as well.
    """
    own_village = form.me.post.role is Role.REPORTER
    if kind.level == above.level or own_village:
        return (above,)
    below = tuple(form.desk.below(above.id))
    return (*below, above) if kind.level is None or not below else below


def _words(form: Form, units: Sequence[Unit]) -> str:
    if len(units) > 1 and units[0].level == "commune":
        return form.talk.t("Ở xã, phường, thị trấn nào?")
    if len(units) > 1 and units[0].level == "district":
        return form.talk.t("Ở huyện, thị xã, thành phố nào?")
    part = form.plan.criterion("R4").parts[-1]
    return part.words(form.family).said(form.talk.language)
