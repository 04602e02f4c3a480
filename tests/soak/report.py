"""What a long check found, as lines for people; the full size is kept in docs/measured.md.

Each check has a part of its own there, with the day and how long it took: so one that was run by
itself brings its own figures up to date and leaves those of the others.
"""

import fcntl
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median

MEASURED = Path(__file__).parent.parent.parent / "docs" / "measured.md"
BEGIN, END = "<!-- soak: begin -->", "<!-- soak: end -->"
_PART = re.compile(r"^\*\*(\w+)\*\*", re.MULTILINE)  # how the part of a check begins


@dataclass
class Report:
    lines: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        print(f"  {line}", flush=True)
        self.lines.append(f"- {line}")


def keep(name: str, seconds: float, lines: Sequence[str], order: Sequence[str]) -> None:
    """Put a check's lines between the marks of docs/measured.md; the checks stand in `order`."""
    with MEASURED.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two checks may end at once
        before, _, rest = file.read().partition(BEGIN)
        body, _, after = rest.partition(END)
        parts = _parts(body) | {name: _part(name, seconds, lines)}
        kept = "\n\n".join(parts[each] for each in order if each in parts)
        file.seek(0)
        file.write(f"{before}{BEGIN}\n\n{kept}\n\n{END}{after}")
        file.truncate()


def _part(name: str, seconds: float, lines: Sequence[str]) -> str:
    title = f"**{name}** on {datetime.now(UTC):%d/%m/%Y}, {os.cpu_count()} cores, {seconds:.0f} s:"
    return "\n".join([title, "", *lines])


def _parts(body: str) -> dict[str, str]:
    """By check, what stands there."""
    begins = [found.start() for found in _PART.finditer(body)]
    parts = [body[a:b].strip() for a, b in pairwise([*begins, len(body)])]
    return {_PART.findall(part)[0]: part for part in parts}


def spread(seconds: list[float]) -> str:
    """Median, 99th percentile and longest of some durations, in milliseconds."""
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    said = [f"{1000 * s:.0f}" for s in (median(ordered), p99, ordered[-1])]
    return f"median {said[0]} ms, p99 {said[1]} ms, longest {said[2]} ms"
