"""Reading one criterion of a plan file: its parts, wordings, options, condition and gate."""

from campaign.plan import (
    AnswerKind,
    Condition,
    Criterion,
    Family,
    Field,
    Gate,
    Hold,
    Option,
    Part,
    Rule,
    Test,
    Words,
)
from campaign.plan_table import Table

CHOICES = (AnswerKind.CHOOSE_ONE, AnswerKind.CHOOSE_MANY, AnswerKind.YES_PARTLY_NO)
YES_PARTLY_NO = (
    Option("yes", Words("Có", "Yes")),
    Option("partly", Words("Một phần", "Partly")),
    Option("no", Words("Chưa", "Not yet")),
)
FEWEST_OPTIONS = 2
BUTTON = 20  # characters that every channel shows on a button


def criterion(table: Table, kinds: tuple[str, ...] | None) -> Criterion:
    """`kinds` are those a criterion has that names none; None: it must name them."""
    own = table.text("id")
    return Criterion(
        id=own,
        section=table.text("section"),
        name=table.words("name"),
        topic=table.text("topic"),
        rule=table.one_of("rule", Rule),
        interpretation=table.flag("interpretation"),
        respondent=table.text("respondent", "reporter"),
        hold=table.one_of("hold", Hold, Hold.RECORD),
        yearly=table.flag("yearly"),
        restricted=table.flag("restricted"),
        kinds=table.texts("kinds", kinds),
        categories=table.texts("categories", ()),
        when=_condition(table, own),
        parts=tuple(_part(row, own) for row in table.rows("part")),
        same_as=table.texts("same_as", ()),
        gate=_gate(table),
        evidence=table.words("evidence") if table.has("evidence") else None,
    )


def _condition(table: Table, own: str) -> Condition | None:
    if not table.has("when"):
        return None
    when = table.table("when")
    condition = Condition(
        criterion=when.text("criterion", own),
        part=when.maybe("part"),
        among=when.texts("among", ()),
        positive=when.flag("positive"),
    )
    if bool(condition.among) == condition.positive:
        table.fail("when", "either among = [...] or positive = true is wanted, and not both")
    when.done()
    return condition


def _gate(table: Table) -> Gate | None:
    if not table.has("gate"):
        return None
    gate = table.table("gate")
    value = Gate(
        test=gate.one_of("test", Test),
        source=gate.text("source"),
        passes=gate.texts("passes"),
        pending=gate.texts("pending", ()),
    )
    gate.done()
    return value


def _part(table: Table, own: str) -> Part:
    kind = table.one_of("kind", AnswerKind)
    part = Part(
        id=table.identifier() if table.has("id") else "",
        kind=kind,
        ask=_ask(table.table("ask")),
        options=_options(table, kind),
        fields=_fields(table, kind),
        unit=table.text("unit", ""),
        when=_condition(table, own),
    )
    table.done()
    return part


def _ask(table: Table) -> dict[str, Words]:
    if not table.has("any"):
        table.fail("any", "the wording for every family is missing")
    for key in table.data:
        if key not in ("any", *Family):
            table.fail(key, f"this family is unknown, the choices are any, {', '.join(Family)}")
    return {key: table.words(key) for key in table.data}


def _options(table: Table, kind: AnswerKind) -> tuple[Option, ...]:
    options = tuple(_option(row) for row in table.rows("options"))
    if kind not in CHOICES and options:
        table.fail("options", f"a question of kind {kind} has no options")
    if kind is AnswerKind.YES_PARTLY_NO:
        return _yes_partly_no(table, options)
    if kind in CHOICES and len(options) < FEWEST_OPTIONS:
        table.fail("options", f"a question of kind {kind} needs two options or more")
    return options


def _yes_partly_no(table: Table, options: tuple[Option, ...]) -> tuple[Option, ...]:
    wanted = [o.id for o in YES_PARTLY_NO]
    if options and [o.id for o in options] != wanted:
        table.fail("options", f"the options of yes_partly_no are {', '.join(wanted)}")
    return options or YES_PARTLY_NO


def _option(row: Table) -> Option:
    option = Option(row.identifier(), row.both())
    for language in ("vi", "en"):
        label = option.name.said(language)
        if len(label) > BUTTON:
            row.fail(language, f'"{label}" has {len(label)} characters, a button takes {BUTTON}')
    row.done()
    return option


def _fields(table: Table, kind: AnswerKind) -> tuple[Field, ...]:
    fields = tuple(_field(row) for row in table.rows("fields"))
    if (kind is AnswerKind.NUMBERS) != bool(fields):
        table.fail("fields", f"fields belong to kind numbers, and only there; this is {kind}")
    return fields


def _field(row: Table) -> Field:
    value = Field(row.identifier(), row.both(), row.text("unit", ""))
    row.done()
    return value
