"""Records found by a number, a name or the place they are in, the best match first.

Every word that was typed must be found, in any order and without accents: in the name of the
subject, of its village or of the commune above it.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, case, or_, select

from campaign.text import fold
from storage.tables import records, units
from storage.withheld import AGREED

Asked: TypeAlias = Select[Any]

MOST_WORDS = 8
_above = units.alias("above")
_NOT_A_WORD = re.compile(r"[^\w]+")

LISTED: Asked = (
    select(
        records.c.id, records.c.number, records.c.name, records.c.category, records.c.status,
        records.c.changed_at, records.c.path, records.c.author_role, AGREED.label("agreed"),
        units.c.name.label("unit"),
    )
    .join(units, units.c.id == records.c.unit_id)
)  # fmt: skip


def words_in(text: str) -> Sequence[str]:
    """The words of a search as they are compared; of a very long text the first ones."""
    return [word for word in _NOT_A_WORD.split(fold(text)) if word][:MOST_WORDS]


def search(words: Sequence[str], where: ColumnElement[bool], limit: int) -> Asked:
    """Records that hold all the words, ranked: the name itself, its beginning, a part of it, all
    words in the name, and then what lies in a place of that name.
    """
    whole = " ".join(words)
    name = records.c.folded
    rank = case(
        (name == whole, 0),
        (name.startswith(whole, autoescape=True), 1),
        (name.contains(whole, autoescape=True), 2),
        (and_(*(name.contains(word, autoescape=True) for word in words)), 3),
        else_=4,
    )
    return (
        LISTED.outerjoin(_above, _above.c.id == units.c.parent_id)
        .where(where, *(_somewhere(word) for word in words))
        .order_by(rank, records.c.changed_at.desc(), records.c.id.desc())
        .limit(limit)
    )


def _somewhere(word: str) -> ColumnElement[bool]:
    commune = (_above.c.level == "commune") & _above.c.folded.contains(word, autoescape=True)
    return or_(
        records.c.folded.contains(word, autoescape=True),
        units.c.folded.contains(word, autoescape=True), commune,
    )  # fmt: skip
