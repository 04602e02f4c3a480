"""What one registration asks of the database, taken down from the product and played without it.

It must be the first registration there is: its number is even, so the odd one is the next.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.crowd import KINDS

_ID = re.compile(r"(?<!\d)([1-7])0\d{6}(?!\d)")
_NAMES = dict(zip("1234567", KINDS, strict=True))
_MADE = re.compile(r"INSERT INTO (record|subject)s .* RETURNING")
_NEXT = re.compile(r"SELECT settings\.value .* FOR UPDATE")


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement as the driver got it, with one row of values or several.

    `own` are the places of the values that differ from person to person.
    """

    sql: str
    rows: tuple[tuple[Any, ...], ...]
    own: tuple[int, ...]


Turns = list[list[Sent]]


class Recorder:
    """Takes down what an engine sends; `turn` begins a new transaction, `stop` ends it all."""

    def __init__(self, engine: Engine) -> None:
        self.turns: Turns = []
        self._listens = (engine, "before_cursor_execute", self._sent)
        event.listen(*self._listens)

    def turn(self) -> None:
        self.turns.append([])

    def stop(self) -> Turns:
        event.remove(*self._listens)
        return self.turns

    def _sent(self, _c: object, _cursor: object, sql: str, values: Any, *more: Any) -> None:  # noqa: ANN401
        _context, many = more
        if not sql.startswith("BEGIN"):
            rows = tuple(tuple(row) for row in values) if many else (tuple(values),)
            own = {i for row in rows for i, v in enumerate(row) if _ID.search(str(v))}
            self.turns[-1].append(Sent(" ".join(sql.split()), rows, tuple(sorted(own))))


# --- PostgreSQL: a script for pgbench


def script(turns: Turns, first: int, size: int) -> str:
    """The conversation of one of the people `first` … `first + size - 1`, chosen by chance."""
    lines = [
        f"\\set n random({first}, {first + size - 1})",
        *(f"\\set {kind} {KINDS[kind]} + :n" for kind in ("person", "contact", "unit")),
        f"\\set said {KINDS['said']} + random(0, 9999999)",
    ]
    for turn in turns:
        lines += ["BEGIN;", *(_scripted(sent) for sent in turn), "COMMIT;"]
    return "\n".join(lines) + "\n"


def _scripted(sent: Sent) -> str:
    said = " \\; ".join(_filled(sent.sql, row) for row in sent.rows)  # one round trip for all rows
    made = _MADE.match(sent.sql)
    if made:
        return f"{said} \\gset {made[1]}_"
    if _NEXT.match(sent.sql):
        return f"{said} \\gset number_\n\\set next :number_value + 1"
    return said + ";"


def _filled(sql: str, row: Sequence[Any]) -> str:
    return re.sub(r"\$(\d+)", lambda place: _literal(row[int(place[1]) - 1]), sql)


def _literal(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return _ID.sub(_variable, str(value))
    said = value.isoformat() if isinstance(value, date) else str(value)
    quoted = said.replace("'", "''")
    return f"'{_ID.sub(_variable, quoted)}'"


def _variable(id: re.Match[str]) -> str:
    """Pgbench takes no variable right behind a colon; a space is nothing to JSON."""
    name = _NAMES[id[1]]
    if name in {"record", "subject"}:
        name += "_id"
    elif name == "number":
        name = "next" if int(id[0]) % 2 else "number_value"
    before = id.string[id.start() - 1 : id.start()]
    return f"{' ' if before == ':' else ''}:{name}"


# --- SQLite: the same statements through the driver alone


def play(db: sqlite3.Connection, turns: Turns, ids: dict[str, int]) -> Iterator[None]:
    """Play one conversation, turn by turn; `ids` are the person's."""
    for turn in turns:
        db.execute("BEGIN IMMEDIATE")
        for sent in turn:
            for row in sent.rows:
                found = db.execute(sent.sql, _of(row, sent.own, ids)).fetchall()
                made = _MADE.match(sent.sql)
                if made:
                    ids[made[1]] = found[0][0]
                elif sent.sql.startswith("SELECT settings.value"):
                    ids["number"] = int(found[0][0])
        db.execute("COMMIT")
        yield


def _of(row: Sequence[Any], own: Sequence[int], ids: Mapping[str, int]) -> list[Any]:
    values = list(row)
    for place in own:
        values[place] = _known(values[place], ids)
    return values


def _known(value: Any, ids: Mapping[str, int]) -> Any:  # noqa: ANN401 - as it came
    def mine(id: re.Match[str]) -> str:
        name = _NAMES[id[1]]
        return str(ids[name] + (int(id[0]) % 2 if name == "number" else 0))

    said = _ID.sub(mine, str(value))
    return int(said) if isinstance(value, int) else said
