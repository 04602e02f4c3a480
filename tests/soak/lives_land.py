"""Where everybody sits: the units of the province by id, and who on the stage holds which post.

What a reorganisation makes of it is worked out here from the lines of its file alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from storage.tables import contacts, posts
from storage.tables import units as table


@dataclass(frozen=True, slots=True)
class Place:
    id: int
    code: str
    name: str
    level: str
    above: int | None


@dataclass(frozen=True)
class Land:
    """`officers` are the people of each unit; the first of them does the work. What has `ended`
    lies under its heir.
    """

    places: Mapping[int, Place]
    officers: Mapping[int, Sequence[str]]
    ended: frozenset[int] = field(default_factory=frozenset)

    def up(self, id: int) -> Iterator[Place]:
        """A unit and all above it."""
        place: Place | None = self.places[id]
        while place is not None:
            yield place
            place = self.places[place.above] if place.above is not None else None

    def at(self, id: int, level: str) -> Place | None:
        """The standing unit of a level that another lies in."""
        lies = (place for place in self.up(id) if place.id not in self.ended)
        return next((place for place in lies if place.level == level), None)

    def heir(self, id: int) -> int:
        """The unit itself, or what it has become part of."""
        place = self.at(id, self.places[id].level)
        return place.id if place else id

    def officer(self, id: int, level: str) -> str:
        place = self.at(id, level)
        assert place is not None, (id, level)
        return self.officers[place.id][0]

    def held(self, level: str) -> list[Place]:
        """Units of a level where there is somebody, in the order of their ids."""
        return [self.places[id] for id in sorted(self.officers) if self.places[id].level == level]

    def below(self, top: int) -> list[Place]:
        lie = [place for place in self.places.values() if place.above == top]
        return [place for place in lie if place.id not in self.ended]

    @property
    def top(self) -> Place:
        return next(place for place in self.places.values() if place.above is None)

    def standing(self, code: str) -> Place:
        (found,) = (p for p in self.places.values() if p.code == code and p.id not in self.ended)
        return found


def surveyed(c: Connection) -> Land:
    """The land as it is, its people by the rows of their posts."""
    units = c.execute(select(table).where(table.c.valid_to.is_(None)).order_by(table.c.id))
    places = {r.id: Place(r.id, r.code, r.name, r.level, r.parent_id) for r in units}
    held = select(posts.c.unit_id, contacts.c.address).join(
        contacts, contacts.c.person_id == posts.c.person_id
    )
    officers: dict[int, list[str]] = {}
    for row in c.execute(held.where(posts.c.until.is_(None)).order_by(posts.c.id)):
        officers.setdefault(row.unit_id, []).append(row.address.removeprefix("demo-"))
    return Land(places, officers)


def reformed(
    land: Land, lines: Sequence[Mapping[str, str]], bearer: Callable[[str], int], *, flat: bool
) -> Land:
    """What becomes of a land by the lines of a file; `bearer` is the unit of a new code, and `flat`
    says that districts end.

    Who held a post of a unit that ends holds it in the heir; districts have none.
    """
    places, officers = dict(land.places), {id: list(x) for id, x in land.officers.items()}
    heirs = {land.standing(line["old_gso"]).id: bearer(line["new_gso"]) for line in lines}
    names = {bearer(line["new_gso"]): (line["new_gso"], line["new_unit"]) for line in lines}
    ended = {old for old, heir in heirs.items() if old != heir}
    for old, heir in heirs.items():
        above = land.top.id if flat else places[old].above
        places[heir] = Place(heir, *names[heir], "commune", above)
    for id in [p.id for p in places.values() if p.above in ended and p.id not in land.ended]:
        places[id] = replace(places[id], above=heirs[places[id].above or 0])
    for old in sorted(ended):
        places[old] = replace(land.places[old], above=heirs[old])
        officers.setdefault(heirs[old], []).extend(officers.pop(old, []))
    if flat:
        districts = {place.id for place in places.values() if place.level == "district"}
        ended |= districts
        officers = {id: who for id, who in officers.items() if id not in districts}
    held = {id: who for id, who in officers.items() if who}
    return Land(places, held, land.ended | ended)
