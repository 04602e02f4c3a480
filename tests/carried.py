"""The few transcripts that the tests play over a platform: every kind of message is in one of them.

What a transcript says is checked on the stage without a platform. Over a platform it is checked
that each kind of message gets there and back, for which a few short ones do; the soak plays all.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.databases import ENGINES
from tests.transcript import FOLDER, script

PLATFORMS = ("telegram", "zalo_oa", "zalo_bot")
KINDS = {
    "a photo": r"> @photo$",
    "an album": r"> @photo x",
    "a photo with words": r"> @photo: ",
    "a voice": r"> @voice",
    "a file": r"> @file",
    "a video": r"> @video",
    "a place": r"> @location",
    "pictures shown": r"^\{\d+ ảnh\}",
    "a voice to hear": r"^\{tin thoại\}",
    "an answer chosen": r"> \[[^[]",
    "several answers chosen": r"> \[[^[]+\] \[",
    "more than ten buttons": r"^(\[[^]]+\] ?){11}",
    "an escape": r"> \(",
    "a button of an older message": r"> \[\[",
    "two lines in one message": r"> .*\\n",
    "a long text": r"(?:^\|( .+)?\n){18}",
    "a word to somebody else": r"^→ ",
    "reminders": r"^! (the reminders|all goes on)",
    "a message to many": r"^! the worker runs",
    "a restart": r"^! the bot restarts",
    "units that are reorganised": r"^! the units",
}


def kinds(path: Path) -> set[str]:
    """The kinds of messages in a transcript."""
    text = path.read_text("utf-8")
    return {name for name, pattern in KINDS.items() if re.search(pattern, text, re.MULTILINE)}


def carrying(paths: Iterable[Path]) -> list[Path]:
    """Few and short ones, in which is every kind that is in any of `paths`."""
    found = {path: kinds(path) for path in paths}
    cost = {path: _steps(path) for path in found}
    missing, chosen = set[str]().union(*found.values()), list[Path]()
    while missing:
        best = max(found, key=lambda path: len(found[path] & missing) / cost[path])
        chosen.append(best)
        missing -= found[best]
    return sorted(chosen)


def _steps(path: Path) -> int:
    """How long it takes to play one, with what it begins as."""
    lines = [line for line in script(path) if line[:1] not in {"#", "=", "@"}]
    begun = [line.removeprefix("! as in ") for line in lines if line.startswith("! as in ")]
    return len(lines) + sum(_steps(FOLDER / f"{name}.chat") for name in begun)


def on_platform(paths: Sequence[Path], platform: str) -> list[Any]:
    """The parameters of a test over a platform: the few, on one engine after the other."""
    first = PLATFORMS.index(platform)
    return [
        pytest.param(path, ENGINES[n % 2], id=f"{path.parent.name}/{path.stem}")
        for n, path in enumerate(carrying(paths), first)
    ]
