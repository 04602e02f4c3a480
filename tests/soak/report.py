"""What a long check found, as lines for people; the full size is kept in docs/measured.md."""

from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

MEASURED = Path(__file__).parent.parent.parent / "docs" / "measured.md"
BEGIN, END = "<!-- soak: begin -->", "<!-- soak: end -->"


@dataclass
class Report:
    lines: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        print(f"  {line}", flush=True)
        self.lines.append(f"- {line}")

    def keep(self, title: str) -> None:
        """Put the lines between the marks of docs/measured.md, leaving the rest as it is."""
        text = MEASURED.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        after = rest.partition(END)[2]
        body = "\n".join(["", title, "", *self.lines, ""])
        MEASURED.write_text(f"{before}{BEGIN}\n{body}\n{END}{after}", encoding="utf-8")


def spread(seconds: list[float]) -> str:
    """Median, 99th percentile and longest of some durations, in milliseconds."""
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    said = [f"{1000 * s:.0f}" for s in (median(ordered), p99, ordered[-1])]
    return f"median {said[0]} ms, p99 {said[1]} ms, longest {said[2]} ms"
