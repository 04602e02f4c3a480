"""A record by the short number people type: `412`, `0412`, `YB-0412`."""

from campaign.desk import Desk
from campaign.exemplar import Record

LONGEST = 6  # digits


def numbered(desk: Desk, text: str) -> Record | None:
    """None where it is no number, or no record of it may be seen."""
    number = text.upper().removeprefix("YB").removeprefix("-").strip()
    short = number.isascii() and number.isdigit() and len(number) <= LONGEST
    return desk.by_number(int(number)) if short else None
