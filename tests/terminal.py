"""Somebody at a terminal who gives the commands of the product."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Ended(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


class Terminal:
    """Where commands are typed one after the other, without a new Python for each."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.commands_child"], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, words: Sequence[str], environment: Mapping[str, str], said: str) -> Ended:
        asked, answers = self._child.stdin, self._child.stdout
        assert asked is not None
        assert answers is not None
        asked.write(json.dumps([words, environment, said]).encode() + b"\n")
        asked.flush()
        return Ended(*json.loads(answers.readline()))

    def close(self) -> None:
        self._child.communicate()  # the end of what it reads


class Operator:
    """Somebody at a terminal, with a data folder of their own."""

    def __init__(self, folder: Path, terminal: Terminal) -> None:
        self.folder, self.terminal = folder, terminal
        kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
        self.environment = kept | {
            "DATA_DIR": str(folder / "data"), "CLOCK_START": "2022-05-05T08:00:00+07:00",
            "PYTHONIOENCODING": "utf-8",
        }  # fmt: skip

    def run(self, *words: str, said: str = "", **more: str) -> Ended:
        return self.terminal.run(words, self.environment | more, said)

    def start(self, *words: str, said: str = "", **more: str) -> Ended:
        """The same in a process of its own, as operators do it."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words], input=said, text=True, capture_output=True,
            check=False, cwd=ROOT, env=self.environment | more,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)
