"""Commands one after the other in one process, as each would end on a terminal of its own.

Reads a command a line, as JSON: its words, its environment, what is typed. Writes a line for each:
its exit code, its stdout and its stderr. To start Python anew for every command takes longer than
all the commands.
"""

import io
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

import orjson

from bot.__main__ import main


def ended(words: Sequence[str], environment: Mapping[str, str], said: str) -> tuple[int, str, str]:
    shown, complaint = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), io.StringIO()
    with (
        patch.dict(os.environ, environment, clear=True),
        patch("sys.stdin", io.StringIO(said)),
        redirect_stdout(shown),
        redirect_stderr(complaint),
    ):
        code = _code(words)
    shown.seek(0)
    return code, shown.read(), complaint.getvalue()


def _code(words: Sequence[str]) -> int:
    try:
        main(list(words), prog_name="python -m bot")
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:  # noqa: BLE001 - as Python itself would end
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.buffer.write(orjson.dumps(ended(*orjson.loads(line))) + b"\n")
        sys.stdout.buffer.flush()
