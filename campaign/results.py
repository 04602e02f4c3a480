"""What is to be said of a record that was selected, received or recognised, to show to others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from campaign.exemplar import Decision
from campaign.people import Verb
from campaign.workflow import SELECTED, Status

# The news there are, and in which statuses they still hold when they are told.
NEWS: Mapping[Verb, tuple[Status, ...]] = {
    Verb.SELECT: SELECTED,
    Verb.RECEIVE: SELECTED[1:],
    Verb.RECOGNISE: (Status.RECOGNISED, Status.CLOSED),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One piece of news. `name` is empty where nobody has agreed that it is given."""

    verb: Verb
    name: str
    title: str  # ông, bà, anh, chị; nothing for who is no person
    kind: str
    category: str
    places: tuple[str, ...]  # the unit and those above it, nearest first, without the top
    day: date
    decision: Decision | None = None
