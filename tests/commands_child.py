"""Commands one after the other in one process, as each would end on a terminal of its own.

Reads a JSON list of commands, each a list of words; writes for each its exit code and its stderr.
To start Python anew for every refusal takes longer than all the refusals.
"""

import io
import sys
import traceback
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout

import orjson

from bot.__main__ import main


def ended(words: Sequence[str]) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(said):
        try:
            main(list(words), prog_name="python -m bot")
        except SystemExit as end:
            return int(end.code or 0), said.getvalue()
        except BaseException:  # noqa: BLE001 - as Python itself would end
            return 1, said.getvalue() + traceback.format_exc()
    return 0, said.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(
        orjson.dumps([ended(words) for words in orjson.loads(sys.stdin.read())])
    )
