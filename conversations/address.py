"""The payload of a button: `<code><subject base36>.<question key>.<option id>`, valid for ever.

The last dot ends the key; a dot inside an option ("1.2B") is written as a tilde.
"""

from dataclasses import dataclass

OPEN = "!open"  # the option that opens a conversation and answers nothing
LONGEST = 64  # bytes, the shortest limit of any channel (Telegram's callback data)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Address:
    code: str
    subject: int
    key: str
    option: str

    def __str__(self) -> str:
        return f"{self.code}{base36(self.subject)}.{self.key}.{self.option.replace('.', '~')}"


def base36(number: int) -> str:
    """`number` in base 36; nothing at all for 0."""
    said = ""
    while number:
        number, digit = divmod(number, 36)
        said = _DIGITS[digit] + said
    return said


def parse(payload: str) -> Address | None:
    """The address in a payload, or None when it is none of ours."""
    place, dot, rest = payload.partition(".")
    key, _, option = rest.rpartition(".")
    if not dot or not key or not place or not place[0].isalpha():
        return None
    try:
        return Address(place[0], int(place[1:] or "0", 36), key, option.replace("~", "."))
    except ValueError:
        return None
