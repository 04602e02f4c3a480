"""The rules of the house that no linter knows."""

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("campaign", "conversations", "storage", "bot")
MODULES = sorted(
    path for room in (*ROOMS, "tests", "benchmarks") for path in (ROOT / room).rglob("*.py")
)
LONGEST = 300
# Folders of somebody's machine, and servers that packages were fetched from.
PRIVATE = re.compile(
    r"(?<![\w.])/(?:root|home|Users|work)/|pypi\.org|pythonhosted\.|npmjs\.(?:com|org)|--(?:extra-)?index-url"
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file that is in the repository or would be with the next commit."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others"]
    listed = subprocess.run(
        [*command, "--exclude-standard"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout, so what belongs to the repository is unknown")
    return [path for name in listed.stdout.split("\0") if (path := ROOT / name).is_file()]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not tree.body or ast.get_docstring(tree), "the module has no docstring"


def test_rooms_hold_only_short_files() -> None:
    lengths = {
        name_of(path): path.read_text("utf-8").count("\n")
        for path in MODULES
        if path.relative_to(ROOT).parts[0] in ROOMS
        if "versions" not in path.parts  # a migration is written once and as long as its schema
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_nothing_is_called_utils() -> None:
    assert [name_of(path) for path in MODULES if path.stem in {"utils", "util", "helpers"}] == []


def test_repository_names_no_machine_and_no_registry(tracked: list[Path]) -> None:
    found = []
    for path in tracked:
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [f"{name_of(path)}: {match[0]}" for match in PRIVATE.finditer(text)]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_pins_carry_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert "index-url" not in text
    pins = re.split(r"\n(?=\S)", text.strip())
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_promised_commands_exist() -> None:
    promised = {"demo", "test", "soak", "bench", "requirements", "format", "lint", "clean"}
    targets = re.findall(r"^(\w+):(?!=)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert promised <= set(targets)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_processes_of_the_procfile_are_the_promised_ones() -> None:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    processes = dict(line.split(": ", 1) for line in lines)
    assert processes == {
        "web": "python -m bot serve",
        "worker": "python -m bot work",
        "release": "python -m bot migrate",
    }
