"""Lists and their numbers: what stands in each is worked out again from the JSON export alone."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Connection, event

from campaign.field import AHEAD
from campaign.people import Role
from campaign.praise import PraiseDesk
from campaign.workflow import REGISTERED, Status
from campaign.worklists import Lying, Praised, Silent, Standing
from conversations.list_table import CHECK_DAYS, MEND_DAYS, Listed, table
from conversations.words import words
from storage import praises, summaries
from storage.database import Database
from storage.desk import StoredDesk
from storage.export import everything
from storage.worklists import StoredWorklists
from tests.listening import Listening
from tests.made_up import COMMUNES, KEYRING, fill, officer
from tests.territory import FIRST, NOW, PLAN, SECOND, unit

Data: TypeAlias = Mapping[str, Any]
YEAR = 2021  # the only one that is closed
POSTS = ((Role.COMMUNE, "04249"), (Role.DISTRICT, "137"), (Role.PROVINCE, "15"))
ROWS = table(words("vi"), YEAR, districts=True)

# --- the lists once more, from the export


def _standing(*statuses: str) -> Callable[[Data, Data], bool]:
    return lambda e, _: e["status"] in statuses


def _entered(e: Data, status: str) -> datetime:
    times = [h["at"] for h in e["history"] if h["to"] == status != h["from"]]
    return datetime.fromisoformat(times[-1])


def _long_ago(e: Data, status: str, days: int) -> bool:
    return _entered(e, status) <= NOW - timedelta(days=days)


def _commended(e: Data) -> bool:
    return any(d["kind"] == "commendation" and not d["revoked"] for d in e["decisions"])


def _unchecked(e: Data, _: Data) -> bool:
    if e["status"] not in {"registered", "building", "assessed", "recognised"}:
        return False
    last = NOW - timedelta(days=CHECK_DAYS)
    seen = [date.fromisoformat(k["date"]) for k in e["checks"] if k["question"] is None]
    came = [datetime.fromisoformat(h["at"]) for h in e["history"] if h["to"] == "registered"]
    return all(day < last.date() for day in seen) and all(at <= last for at in came)


def _visited(e: Data, _: Data) -> bool:
    """A visit is near or was not made: no check of a later day, and no later plan."""
    checks = [(n, k["date"], k["next_visit"]) for n, k in enumerate(e["checks"])]
    near = (NOW + timedelta(days=AHEAD)).date().isoformat()
    followed = {"commune_confirmed", "selected", "registered", "building", "assessed", "recognised"}
    return e["status"] in followed and any(
        planned
        and planned <= near
        and not any(later > day or (again and m > n) for m, later, again in checks)
        for n, day, planned in checks
    )


RULES: dict[str, tuple[tuple[str, bool, frozenset[str]], ...]] = {  # criterion, yearly, passes
    "household": (
        ("M2B.3", True, frozenset({"higher"})), ("M2B.5", False, frozenset({"good", "mended"})),
    ),
    "village": (),
    "front_work_committee": (
        ("GC6", True, frozenset({"excellent", "good"})),
        ("M4.2a", False, frozenset({"good", "mended"})),
    ),
}  # fmt: skip


def _said(e: Data, id: str, *, yearly: bool) -> Any:  # noqa: ANN401 - an answer of any form
    value = e["answers"].get(id)
    return value.get(str(YEAR)) if yearly and isinstance(value, dict) else value


def _ready(e: Data, _: Data) -> bool:
    rules = RULES[e["subject"]["kind"]]
    if e["status"] != "assessed" or (e["phase"] != FIRST and any(y for _, y, _ in rules)):
        return False  # of the second phase no year is closed yet
    return all(_said(e, id, yearly=y) in passes for id, y, passes in rules)


def _unrated(e: Data, _: Data) -> bool:
    asked = e["subject"]["kind"] == "front_work_committee" and e["phase"] == FIRST
    stands = e["status"] in {"commune_confirmed", "selected", "registered", "building", "assessed",
                             "recognised"}  # fmt: skip
    return asked and stands and _said(e, "GC6", yearly=True) in {None, "unrated"}


POSITIVE: dict[str, Callable[[Any], bool]] = {  # what declares something that can be proved
    "M2B.1": lambda v: isinstance(v, dict), "M2B.2": lambda v: v == ["machines"],
    "M2B.6": lambda v: v == ["poor"], "M3.1a": lambda v: isinstance(v, dict) and "text" in v,
    "M2B.3": lambda v: v == "higher", "GC6": lambda v: v in {"excellent", "good"},
}  # fmt: skip


def _unproved(e: Data, _: Data) -> bool:
    stands = e["status"] in {"submitted", "commune_confirmed", "selected", "registered", "building",
                             "assessed", "recognised"}  # fmt: skip
    proved = {p["question"].partition("@")[0] for p in e["evidence"]}
    proved |= {k["question"] for k in e["checks"]}
    yearly = {"M2B.3", "GC6"} if e["phase"] == FIRST else set()
    asked = {id for id in POSITIVE if id not in {"M2B.3", "GC6"}} | yearly
    said = {id for id in asked if POSITIVE[id](_said(e, id, yearly=id in yearly))}
    return stands and bool(said - proved)


def _copied(e: Data, data: Data) -> bool:
    copies = [other for other in everyone(data) if other["derived_from"] == e["id"]]
    return any(other["status"] in REGISTERED for other in copies)


AGAIN: dict[str, Callable[[Data, Data], bool]] = {
    "draft": _standing("draft"), "commune": _standing("submitted"),
    "returned": _standing("returned"), "district": _standing("commune_confirmed"),
    "province": _standing("selected"), "registered": _standing("registered"),
    "building": _standing("building"), "assessed": _standing("assessed"),
    "recognised": _standing("recognised"),
    "returned7": lambda e, _: e["status"] == "returned" and _long_ago(e, "returned", MEND_DAYS),
    "ready": _ready,
    "uncommended": lambda e, _: e["status"] == "recognised" and not _commended(e),
    "unchecked": _unchecked, "unproved": _unproved, "copied": _copied, "unrated": _unrated,
    "visits": _visited,
}  # fmt: skip


def everyone(data: Data) -> Iterable[Data]:
    return (*data["exemplars"], *data["drafts"])


def _below(data: Data, unit_id: int) -> set[int]:
    above = {u["unit_id"]: u["parent"] for u in data["units"]}

    def climbs(id: int | None) -> bool:
        return id is not None and (id == unit_id or climbs(above[id]))

    return {id for id in above if climbs(id)}


def _silent(data: Data, inside: set[int]) -> set[int]:
    villages = {u["unit_id"] for u in data["units"] if u["kind"] == "tổ dân phố"} & inside
    code = {u["code"]: u["unit_id"] for u in data["units"]}
    spoke = {
        code[e["registered_by"]["unit"]]
        for e in data["exemplars"]
        if e["number"] and e["phase"] == FIRST
    }
    return villages - spoke - {n["unit_id"] for n in data["nothings"]}


def found_again(data: Data, row: Listed, inside: set[int], phase: str) -> set[int]:
    """Who stands in a list, by the export."""
    if isinstance(row.wanted, Silent):
        return _silent(data, inside) if phase == FIRST else set()
    if isinstance(row.wanted, Praised):
        return {p["id"] for p in data["praises"] if p["unit_id"] in inside
                and p["phase"] == phase and p["counts"]}  # fmt: skip
    test = AGAIN[row.id]
    return {
        e["id"]
        for e in everyone(data)
        if e["unit_id"] in inside and e["phase"] == phase and test(e, data)
    }


# --- the same


def praise_some(c: Connection) -> None:
    """Somebody who is not registered is commended in every commune, in either phase."""
    fields = {"who": "person", "name": "Vàng A Lử", "form": "merit", "authority": "UBND tỉnh",
              "number": "1/QĐ", "naming": "unasked", "why": ""}  # fmt: skip
    for n, code in enumerate(COMMUNES):
        day = ("2021-05-05", "2024-05-05")[n % 2]
        phase = (FIRST, SECOND)[n % 2]
        place = unit(c, code).id
        praises.add(c, place, fields | {"date": day}, phase, 1, Role.COMMUNE, NOW)


def desk_of(c: Connection, role: Role, code: str) -> StoredDesk:
    return StoredDesk(c, KEYRING, officer(c, role, code), NOW)


def lists_of(c: Connection, role: Role, code: str) -> StoredWorklists:
    return desk_of(c, role, code).worklists


async def test_every_list_and_number_equals_the_export_and_the_summary(database: Database) -> None:
    def look(c: Connection) -> None:
        fill(c, 11, 160)
        praise_some(c)
        data = everything(c, KEYRING, now=NOW)
        hit = set()
        for role, code in POSTS:
            inside, desk = _below(data, unit(c, code).id), desk_of(c, role, code)
            mine = desk.worklists
            for phase in (FIRST, SECOND):
                hit |= _equal(data, mine, desk.life.praises, inside, phase)
                _as_summed_up(c, code, mine, phase)
        assert hit == {row.id for row in ROWS}  # no list is equal only because it is empty
        _without_districts(c)

    await database.transact(look)


def _equal(
    data: Data, mine: StoredWorklists, praised: PraiseDesk, inside: set[int], phase: str
) -> set[str]:
    """Compare every list; those that have anything in them."""
    counts = mine.counts([row.wanted for row in ROWS], phase)
    for row, n in zip(ROWS, counts, strict=True):
        if isinstance(row.wanted, Silent):
            found = {u.id for u in mine.villages(phase)}
        elif isinstance(row.wanted, Praised):
            found = {one.id for one in praised.listed(phase)}
        else:
            found = {line.id for line in mine.records(row.wanted, phase)}
        assert found == found_again(data, row, inside, phase), (phase, row.id)
        assert len(found) == n, (phase, row.id)
    return {row.id for row, n in zip(ROWS, counts, strict=True) if n}


def _as_summed_up(c: Connection, code: str, mine: StoredWorklists, phase: str) -> None:
    said = summaries.summary(c, PLAN, unit(c, code).id, phase, None, NOW).waiting
    wanted = {row.id: row.wanted for row in ROWS}
    names = {"commune": "submitted", "district": "commune_confirmed", "province": "selected",
             "returned": "returned"}  # fmt: skip
    found = mine.counts([wanted[id] for id in names], phase)
    assert found == tuple(said.get(status, 0) for status in names.values())


def _without_districts(c: Connection) -> None:
    """Where no district stands above, all of it waits for the province."""
    who, asked = officer(c, Role.PROVINCE, "15"), [Lying(Role.DISTRICT), Lying(Role.PROVINCE)]
    both = StoredDesk(c, KEYRING, who, NOW).worklists.counts(asked, FIRST)
    after = StoredWorklists(c, KEYRING, PLAN, who.person, NOW, frozenset(), lambda _: False)
    assert after.counts(asked, FIRST) == (0, sum(both))


# --- what it costs


MENU = (
    13  # statements: all rows at once, the five of the answers, the six of who is silent, praises
)


async def test_the_menu_takes_few_statements_and_a_list_one(database: Database) -> None:
    await database.transact(fill, 5, 40)

    def look(c: Connection, heard: list[str]) -> tuple[int, int]:
        mine = lists_of(c, Role.DISTRICT, "137")
        heard.clear()
        mine.counts([row.wanted for row in ROWS], FIRST)
        counted = len(heard)
        mine.records(Standing((Status.DRAFT,)), FIRST)
        return counted, len(heard) - counted

    with Listening(database) as heard:
        counted, listed = await database.transact(look, heard)
    assert counted <= MENU, "\n".join(heard)
    assert listed == 1


async def test_a_commune_reads_its_own_records_only(database: Database) -> None:
    """Of a whole province the index gives what lies below a unit; nothing else is looked at."""
    await database.transact(fill, 9, 30)

    def look(c: Connection) -> list[str]:
        mine = lists_of(c, Role.COMMUNE, "04249")
        asked: list[tuple[str, Any]] = []

        def listen(_c: Any, _cursor: Any, sql: str, given: Any, *_: Any) -> None:  # noqa: ANN401
            asked.append((sql, given))

        event.listen(c, "before_cursor_execute", listen)
        mine.counts([row.wanted for row in ROWS if not isinstance(row.wanted, Silent)], FIRST)
        mine.records(Standing((Status.SUBMITTED,)), FIRST)
        mine.search("tủa")
        event.remove(c, "before_cursor_execute", listen)
        return [_plan(c, sql, given) for sql, given in asked if "FROM records" in sql]

    plans = await database.transact(look)
    assert len(plans) >= 3
    assert [plan for plan in plans if "ix_records_path" not in plan] == []


def _plan(c: Connection, sql: str, given: Any) -> str:  # noqa: ANN401 - as the driver takes it
    """How the engine would read it, were the table large."""
    if c.dialect.name == "sqlite":
        rows = c.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()
        return "\n".join(str(row[3]) for row in rows)
    c.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return "\n".join(str(row[0]) for row in c.exec_driver_sql(f"EXPLAIN {sql}", given))


# --- what is not shown


async def test_nobody_is_named_or_found_who_is_not_to_be(database: Database) -> None:
    def look(c: Connection) -> None:
        fill(c, 6, 80)
        data = everything(c, KEYRING, now=NOW)
        _names_nobody_unasked(c, data)
        _finds_its_own(c, data)
        _finds_the_best_first(c)

    await database.transact(look)


def _names_nobody_unasked(c: Connection, data: Data) -> None:
    """Above the commune; there it is known whom nobody has asked yet."""
    early = {"draft", "submitted", "returned"}
    unasked = {
        e["id"] for e in everyone(data)
        if e["status"] in early and e["registration"].get("R10") in (None, ["none"])
    }  # fmt: skip
    waiting = next(row.wanted for row in ROWS if row.id == "commune")
    for role, code in POSTS:
        lines = lists_of(c, role, code).records(waiting, FIRST)
        hidden = {line.id for line in lines if not line.name}
        shown = {line.id for line in lines}
        assert hidden == (set() if role is Role.COMMUNE else shown & unasked)
        assert hidden or role is not Role.PROVINCE
    found = lists_of(c, Role.PROVINCE, "15").search("giang a tua")
    assert found
    assert not {line.id for line in found} & unasked


def _finds_its_own(c: Connection, data: Data) -> None:
    inside = _below(data, unit(c, "137").id)
    place = {e["id"]: e["unit_id"] for e in everyone(data)}
    mine = lists_of(c, Role.DISTRICT, "137")
    for text in ("giàng", "tua", "to 1", "lao chai", "yen"):
        assert {place[line.id] for line in mine.search(text)} <= inside, text
    assert mine.search("lao chải")
    assert not mine.search("yên thịnh")


def _finds_the_best_first(c: Connection) -> None:
    """The name itself, then what begins so, then the rest."""
    names = [n.name for n in lists_of(c, Role.COMMUNE, "04249").search("Giàng A Tủa 1")]
    ranks = [(n != "Giàng A Tủa 1") + (not n.startswith("Giàng A Tủa 1")) for n in names]
    assert len(set(ranks)) > 1
    assert ranks == sorted(ranks)
