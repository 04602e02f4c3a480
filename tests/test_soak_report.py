"""What the long checks keep: each brings its own figures up to date, in one order."""

from pathlib import Path

import pytest

from tests.soak import report
from tests.soak.report import BEGIN, END, keep

ORDER = ("crashes", "rates", "faults")


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "measured.md"
    path.write_text(f"# Measured\n\n{BEGIN}\n{END}\n\n## Turns\n", encoding="utf-8")
    monkeypatch.setattr(report, "MEASURED", path)
    return path


def test_a_check_that_ran_alone_leaves_the_figures_of_the_others(measured: Path) -> None:
    keep("faults", 200, ["- nobody twice"], ORDER)
    keep("crashes", 90, ["- nothing lost", "- **nothing** doubled"], ORDER)
    keep("faults", 210, ["- 25 unknown"], ORDER)
    kept = measured.read_text("utf-8").splitlines()
    assert [line for line in kept if line.startswith("- ")] == [
        "- nothing lost", "- **nothing** doubled", "- 25 unknown",
    ]  # fmt: skip
    titles = [line for line in kept if line.startswith("**")]
    assert [title.split()[0] for title in titles] == ["**crashes**", "**faults**"]
    assert titles[1].endswith(" 210 s:")
    assert (kept[0], kept[-1]) == ("# Measured", "## Turns")
