"""The JSON of Telegram, read also where a strict reader gives up.

Updates come up to a hundred in one answer. If one of them spoilt the whole answer, as half a
character in somebody's name would, the bot would ask for the same hundred for ever and hear nobody
any more. So what cannot be read is replaced, and the rest is heard.
"""

import json
from math import isfinite
from typing import Any

import orjson

_LONGEST_NUMBER = 18  # digits; what has more is no number of Telegram's


def read_json(raw: bytes) -> Any:  # noqa: ANN401 - whatever JSON came
    """Raises ValueError for what is no JSON at all."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _mended(raw)


def _mended(raw: bytes) -> Any:  # noqa: ANN401 - as above
    try:
        said = json.loads(
            raw.decode("utf-8", "replace"), parse_constant=lambda _: None, parse_float=_float,
            parse_int=_int,
        )  # fmt: skip
        return orjson.loads(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _float(digits: str) -> float | None:
    return found if isfinite(found := float(digits)) else None


def _int(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None
