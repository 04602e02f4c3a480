"""Logs: text on a terminal, JSON elsewhere. A secret never gets into one."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.settings import Settings

_NAMES = re.compile(r"token|secret|password|authorization|cookie|signature|key$", re.IGNORECASE)
_TOKENS = re.compile(r"(?<=bot)\d+:[\w-]{20,}|(?<=://)[^/@\s]+:[^/@\s]+(?=@)")
_SHOWN = frozenset({"key"})  # the key of a message is no secret


def set_up(settings: Settings) -> None:
    """Make every logger of the process speak one way, to stderr."""
    as_text = settings.log_format == "text" or (settings.log_format is None and sys.stderr.isatty())
    renderer = structlog.dev.ConsoleRenderer() if as_text else structlog.processors.JSONRenderer()
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            redacted,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr)


def redacted(
    logger: Any,  # noqa: ANN401 - structlog's own signature
    method: str,
    event: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    """Take out what is secret by its name, and what looks like a token in any text."""
    del logger, method
    for name, value in event.items():
        if _NAMES.search(name) and name not in _SHOWN:
            event[name] = "[secret]"
        elif isinstance(value, str):
            event[name] = _TOKENS.sub("[secret]", value)
    return event
