"""One file of the spool: a batch of messages, each a line of JSON, in the order of arrival."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import orjson
import structlog

DAMAGED = ".damaged"

_log = structlog.get_logger()

Message: TypeAlias = Mapping[str, Any]


@dataclass(slots=True)
class Batch:
    """A file, and how many of its messages are still to do."""

    path: Path
    left: int


def line(message: Message) -> bytes:
    """JSON escapes line ends, so there are none in a line. Raises TypeError for what JSON cannot
    say.
    """
    return orjson.dumps(message)


def joined(lines: Iterable[bytes]) -> bytes:
    return b"\n".join(lines)


def read(path: Path) -> list[Message]:
    """The messages of a file. What the disk has spoilt is set aside, so that the others go on."""
    lines = path.read_bytes().split(b"\n")
    messages = [message for line in lines if (message := _message(line)) is not None]
    if len(messages) < len(lines):
        _log.error("spool_file_damaged", file=path.name, spoilt=len(lines) - len(messages))
        _set_aside(path, whole=not messages)
    return messages


def _set_aside(path: Path, *, whole: bool) -> None:
    """A file with messages to do stays as well, in its place in the order of arrival."""
    aside = path.with_suffix(DAMAGED)
    if whole:
        path.rename(aside)
    else:
        shutil.copyfile(path, aside)


def _message(line: bytes) -> Message | None:
    try:
        message: Message = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return message
