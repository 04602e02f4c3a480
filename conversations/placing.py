"""Where a subject is: one's own unit where that is plain, else found by going down the tree.

A unit may have become part of another since it was named: then its name says where that other is.
A record that was sent stays with it all the same, as what was counted there on an earlier day has
to be counted there still; where the unit lies in the tree follows by itself.
"""

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
    form.placed(_stays(form, first))


def _stays(form: Form, unit: Unit) -> int:
    """Where the record is kept that is about something in `unit`."""
    record = form.desk.record(form.talk.subject) if form.talk.subject else None
    if record is None or record.number is None or record.heading.unit_id in {None, unit.id}:
        return unit.id
    old = form.desk.unit(record.heading.unit_id or 0)
    return old.id if old and old.became_part_of(unit) else unit.id


def _choose(form: Form, key: str, kind: Kind, above: Unit) -> Unit:
    units = _units(form, kind, above)
    told, meant = _told(form, key, units)
    found = {told if u is meant else f"u{u.id}": u for u in units}
    options = tuple(Choice(id, u.name) for id, u in found.items())
    question = Question(key, _words(form, units), Choose(options, searchable=True), options[0].id)
    plain = len(units) == 1
    value = form.talk.prefilled(question, options[0].id) if plain else form.talk.ask(question)
    form.note(question, value)
    return found.get(str(value), units[0])


def _told(form: Form, key: str, units: Sequence[Unit]) -> tuple[str, Unit | None]:
    """What was answered, and where that has ended, which of these lies around it by now, or around
    the village in it.
    """
    answers = form.talk.answers
    told = str(answers.get(key))
    if told in {f"u{u.id}" for u in units}:
        return told, None
    old, village = (_unit(form, str(value)) for value in (told, answers.get("R4/village")))
    if old is None or old.valid_to is None:
        return told, None
    paths = [place.path for place in (old, village) if place]
    return told, next((u for path in paths for u in units if u.id in path), None)


def _unit(form: Form, value: str) -> Unit | None:
    return form.desk.unit(int(value[1:])) if value.startswith("u") else None


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
