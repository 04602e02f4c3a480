"""Where somebody lives who is not registered yet: down the tree by digits, or a name typed."""

from itertools import count

from campaign.desk import Desk
from campaign.units import Unit
from conversations.asking_words import text_of
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.record_words import in_sentence
from conversations.words import Translate

HERE = "here"  # the whole of a unit: the one below is not known
VILLAGE = "village"
LONG = 20  # units in one message; a name is typed sooner than a longer list is read


def whereabouts(talk: Talk, desk: Desk, top: Unit, own: Unit | None = None) -> tuple[str, Unit]:
    """The key of the question that changes it, and the unit. Who has a post need not be asked."""
    first = _question(talk, desk, top)
    value = talk.prefilled(first, f"u{own.id}") if own else talk.ask(first)
    here = top
    for n in count(1):
        if own and value == f"u{own.id}":
            return first.key, own
        found = _chosen(desk, here, str(value)) if isinstance(value, str) else None
        here = found or _looked_for(talk, desk, here, text_of(value), n)
        if value == HERE or here.level == VILLAGE:
            return first.key, here
        value = talk.ask(_question(talk, desk, here, n))
    raise AssertionError  # counting never ends


def _question(talk: Talk, desk: Desk, above: Unit, n: int = 0) -> Question:
    """Its key names where one stands, so that another way down has questions of its own."""
    options = [Choice(f"u{unit.id}", unit.name) for unit in desk.below(above.id)]
    if above.level == VILLAGE:
        options = [Choice(HERE, above.name)]
    elif above.level == "commune" or not options:
        options.append(Choice(HERE, talk.t("Không rõ thôn, bản")))
    kind = Choose(tuple(options), searchable=True, others=True)
    key = f"unit:{above.id}" if n == 0 else f"unit:{above.id}/{n}"
    return Question(key, _asked(talk.t, above), kind, usual=options[0].id, keep=Keep.TALK,
                    page=LONG)  # fmt: skip


def _asked(t: Translate, above: Unit) -> str:
    if above.level == "commune":
        return t("Ở thôn, bản, tổ dân phố nào của {unit}?", unit=in_sentence(above.name))
    if above.level == "district":
        return t("Ở xã, phường nào của {unit}? Chọn một số, hoặc gõ tên thôn, bản, xã.",
                 unit=in_sentence(above.name))  # fmt: skip
    return t("Ở đâu? Chọn một số, hoặc gõ tên thôn, bản, xã.")


def _chosen(desk: Desk, here: Unit, value: str) -> Unit | None:
    return here if value == HERE else desk.unit(int(value.removeprefix("u")))


def _looked_for(talk: Talk, desk: Desk, here: Unit, text: str, n: int) -> Unit:
    """The unit of that name; of several the one that is chosen, and where there is none, here."""
    found = desk.reviews.ground.survey.places(text)
    if not found:
        talk.say(talk.t("Chưa tìm thấy “{text}”. Xin gõ lại tên thôn, bản, xã.", text=text))
        return here
    if len(found) == 1:
        return found[0]
    options = [Choice(f"u{unit.id}", placed(desk, unit)) for unit in found]
    options.append(Choice("none", talk.t("Tìm nơi khác")))
    asked = talk.t("Có {n} nơi tên như thế. Là nơi nào?", n=len(found))
    kind = Choose(tuple(options))
    question = Question(f"unit:found{n}", asked, kind, usual=options[0].id, keep=Keep.TALK, page=20)
    chosen = talk.ask(question)
    return next((unit for unit in found if f"u{unit.id}" == chosen), here)


def placed(desk: Desk, unit: Unit) -> str:
    """A unit with the one above it: many villages bear one name."""
    above = desk.unit(unit.parent_id) if unit.parent_id else None
    return f"{unit.name} ({above.name})" if above and len(unit.path) > 2 else unit.name  # noqa: PLR2004 - below a district
