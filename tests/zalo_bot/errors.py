"""How the Bot Platform says no: `ok: false` with a code of its own, under HTTP 200."""

import orjson

from tests.platforms.faults import Fault
from tests.zalo_bot.borrowed import Refused

BAD, UNAUTHORIZED, FORBIDDEN, MISSING, TIMEOUT, TOO_MANY = 400, 401, 403, 404, 408, 429

WORDS = {
    BAD: "Bad Request",
    UNAUTHORIZED: "Unauthorized",
    FORBIDDEN: "Internal server error",  # what the documentation calls this code
    MISSING: "Not Found: method not found",
    TIMEOUT: "Request timeout",
    TOO_MANY: "Quota exceeded",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def refused(code: int, why: str = "") -> Refused:
    """What may happen to a correct bot."""
    return Refused(code, why or WORDS[code])


def of_fault(fault: Fault) -> Refused:
    """What a prepared failure answers."""
    code = fault.error or fault.status
    return Refused(code, fault.description or WORDS.get(code, "Error"))


def error_json(code: int, description: str) -> bytes:
    return orjson.dumps({"ok": False, "error_code": code, "description": description})
