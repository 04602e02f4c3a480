"""How Telegram says no: the answers, in its own words."""

from collections.abc import Mapping

from tests.platforms.faults import Fault

HTTP_BAD, HTTP_UNAUTHORIZED, HTTP_FORBIDDEN, HTTP_MISSING = 400, 401, 403, 404
HTTP_CONFLICT, HTTP_TOO_MANY = 409, 429

WORDS = {
    HTTP_BAD: "Bad Request",
    HTTP_UNAUTHORIZED: "Unauthorized",
    HTTP_FORBIDDEN: "Forbidden: bot was blocked by the user",
    HTTP_MISSING: "Not Found: method not found",
    HTTP_CONFLICT: (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    ),
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Refused(Exception):
    """A call that is answered with an error.

    `broken`: the bot broke a rule, which no correct bot does. Without it the world changed under
    the bot (somebody blocked it, a message is gone), which every bot must live with.
    """

    def __init__(
        self,
        status: int,
        description: str,
        *,
        broken: bool = False,
        parameters: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.broken = broken
        self.parameters = parameters


def refused(why: str) -> Refused:
    """What may happen to a correct bot."""
    return Refused(HTTP_BAD, f"Bad Request: {why}")


def broken(rule: str) -> Refused:
    """What happens to a bot that breaks a rule."""
    return Refused(HTTP_BAD, f"Bad Request: {rule}", broken=True)


def too_many(seconds: int) -> Refused:
    words = f"Too Many Requests: retry after {seconds}"
    return Refused(HTTP_TOO_MANY, words, parameters={"retry_after": seconds})


def of_fault(fault: Fault) -> Refused:
    """What a fault with a status answers."""
    if fault.status == HTTP_TOO_MANY and not fault.description:
        return too_many(fault.retry_after)
    wait = {"retry_after": fault.retry_after} if fault.status == HTTP_TOO_MANY else None
    words = fault.description or WORDS.get(fault.status, "Error")
    return Refused(fault.status, words, parameters=wait)
