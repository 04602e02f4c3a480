"""A record by the short number people type: `412`, `0412`, `YB-0412`."""

from campaign.desk import Desk
from campaign.exemplar import Record
from campaign.record_numbers import read_record


def numbered(desk: Desk, text: str) -> Record | None:
    """None where it is no number, or no record of it may be seen."""
    number = read_record(text)
    return None if number is None else desk.by_number(number)
