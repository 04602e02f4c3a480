"""Lists a supervisor works from: own unit and below, each with its number before it is opened."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Line
from campaign.people import Person, Verb, may
from campaign.phases import present
from campaign.units import Unit
from campaign.worklists import MOST, Copied, Praised, Silent, rated_year
from conversations import replication_words
from conversations.engine import Talk
from conversations.list_table import Listed, table
from conversations.mine import pick_placed
from conversations.questions import Choice, Choose, Keep, Question
from conversations.words import Translate

LONG = 24  # options of the menu in one message


def run(talk: Talk, desk: Desk) -> Effect | None:
    """The menu of one phase after the other, then one list."""
    me = desk.me
    if me is None:
        return Open("join")
    seen = [present(desk.plan, desk.today).id]
    while True:
        offered = _offered(talk.t, desk, me, seen[-1])
        chosen = str(talk.ask(_menu(talk, desk, offered, seen)))
        what, _, phase = chosen.partition(":")
        if what == "spotlist":
            return Open("spotlist")
        if what in {"people", "survey"}:
            return Open("survey", given={"show": what})
        if what == "phase" and phase not in seen:
            seen.append(phase)
        elif what in {"phase", "home"}:
            return Open("lists" if what == "phase" else "home")
        else:
            return _open(talk, desk, offered, what, seen[-1])


def _offered(t: Translate, desk: Desk, me: Person, phase: str) -> Sequence[tuple[Listed, int]]:
    """The lists of a post, each with how many are in it."""
    year = rated_year(desk.plan.phase(phase), desk.today)
    rows = table(t, year, districts=desk.has_districts)
    mine = [row for row in rows if me.post.role in row.roles]
    counts = desk.worklists.counts([row.wanted for row in mine], phase)
    return tuple(zip(mine, counts, strict=True))


def _menu(
    talk: Talk, desk: Desk, offered: Sequence[tuple[Listed, int]], seen: Sequence[str]
) -> Question:
    """Only what has something in it: fewer lines to read on a phone."""
    t, shown = talk.t, seen[-1]
    options = [Choice(row.id, f"{row.name}: {n}") for row, n in offered if n]
    options += [
        Choice(f"phase:{other.id}", other.name.said(talk.language))
        for other in desk.plan.phases
        if other.id != shown and (other.id not in seen or other.id == seen[0])
    ]
    options += _unregistered(t, desk)
    if desk.me is not None and may(desk.me.post, Verb.CHECK, desk.me.post.path):
        options.append(Choice("spotlist", t("Kiểm tra ngẫu nhiên")))
    text = t("Danh sách – {phase}:", phase=desk.plan.phase(shown).name.said(talk.language))
    return Question(
        "list" if shown == seen[0] else f"list:{shown}", text,
        Choose((*options, Choice("home", t("Trang chủ"))), searchable=True), usual="home",
        keep=Keep.TALK, page=LONG, note=t("Các danh sách khác hiện chưa có hồ sơ nào."),
    )  # fmt: skip


def _unregistered(t: Translate, desk: Desk) -> list[Choice]:
    """Who may become an exemplar: beside the lists of records, and in none of their numbers."""
    new, listed = desk.reviews.ground.survey.counts()
    lists = (
        ("people", t("Gợi ý của nhân dân: {n}", n=new), new),
        ("survey", t("Danh sách khảo sát: {n}", n=listed), listed),
    )
    return [Choice(id, label) for id, label, n in lists if n]


def _open(
    talk: Talk, desk: Desk, offered: Sequence[tuple[Listed, int]], id: str, phase: str
) -> Effect:
    row, n = next((row, n) for row, n in offered if row.id == id)
    if isinstance(row.wanted, Silent):
        return _villages(talk, desk, row, n, phase)
    if isinstance(row.wanted, Praised):
        return Open("praise")
    lines = desk.worklists.records(row.wanted, phase)
    if isinstance(row.wanted, Copied):
        return _copied(talk, desk, _title(talk.t, row, n), lines)
    return pick_placed(talk, _title(talk.t, row, n), lines)


def _copied(talk: Talk, desk: Desk, title: str, lines: Sequence[Line]) -> Effect:
    """Each exemplar with how many learned from it; the one chosen is opened as a tree."""
    counts = desk.field.replication.counts([line.id for line in lines])
    options = tuple(
        Choice(f"r{line.id}", replication_words.row(talk.t, line, counts[line.id]))
        for line in lines
    )
    kind = Choose((*options, Choice("home", talk.t("Trang chủ"))), searchable=True)
    chosen = str(talk.ask(Question("record", title, kind, usual="home", keep=Keep.TALK)))
    return Open("home") if chosen == "home" else Open("tree", int(chosen.removeprefix("r")))


def _title(t: Translate, row: Listed, n: int) -> str:
    if n > MOST:
        return t("{list}: {n}, đây là {most} hồ sơ lâu nhất", list=row.name, n=n, most=MOST)
    return f"{row.name}: {n}"


def _villages(talk: Talk, desk: Desk, row: Listed, n: int, phase: str) -> Effect:
    """Villages by name, with the commune they are in; the one chosen is opened as a summary."""
    options = tuple(Choice(f"u{u.id}", _placed(desk, u)) for u in desk.worklists.villages(phase))
    kind = Choose((*options, Choice("home", talk.t("Trang chủ"))), searchable=True)
    text = _title(talk.t, row, n)
    chosen = str(talk.ask(Question("unit", text, kind, usual="home", keep=Keep.TALK)))
    return Open("home") if chosen == "home" else Open("summary", int(chosen.removeprefix("u")))


def _placed(desk: Desk, unit: Unit) -> str:
    above = desk.unit(unit.parent_id) if unit.parent_id else None
    return f"{unit.name} ({above.name})" if above else unit.name
