"""JSON as Telegram sends it, read so that half a character in one message costs no other."""

import json
from typing import Any

import orjson


def loads(raw: bytes) -> Any:  # noqa: ANN401 - whatever JSON there is
    """Raises ValueError. What is no character becomes a question mark."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        lenient = json.loads(raw.decode("utf-8", "replace"))
        return orjson.loads(json.dumps(lenient, ensure_ascii=False).encode("utf-8", "replace"))
