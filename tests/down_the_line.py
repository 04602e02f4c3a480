"""A whole province comes in: each level invites the next by one tap, everybody types their code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from conversations.people_words import spaced
from storage import people, sheets
from storage.tables import invites, posts, units
from tests.stage import KEYRING, Stage, address_of

CODE = re.compile(r"^(.+): (\d{4} \d{4} \d{4})$", re.MULTILINE)


@dataclass
class Line:
    """`villages` is how many each commune has in the end; `joined` counts by level."""

    stage: Stage
    villages: Sequence[int]
    joined: dict[str, int] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    async def invite(self, name: str) -> list[tuple[str, str]]:
        """One tap: the units below without anybody, and the code of each."""
        heard = await self.stage.say(name, "mời")
        button = next((b for b in heard[-1].body.choices if "tất cả" in b.label), None)
        if button is None:
            return []
        body = (await self.stage.press(name, button.payload))[0].body
        found = await self.stage.database.transact(sheets.read, KEYRING, body.file)
        assert found is not None
        told = dict(CODE.findall(body.text))
        assert {g.unit: spaced(g.code) for g in found[0]} == told
        return list(told.items())

    async def join(self, level: str, unit: str, code: str) -> str:
        """Somebody types a code, says yes and their name; what they are called."""
        name = f"{level}{self.joined.get(level, 0)}"
        assert unit in (await self.stage.say(name, code))[0].body.text
        await self.stage.say(name, "1")
        heard = await self.stage.say(name, f"Người {name}")
        assert f"Đồng chí đã vào {unit}." in heard[0].body.text
        self.joined[level] = self.joined.get(level, 0) + 1
        self.used.append(code)
        return name

    async def district(self, name: str, communes: Sequence[str] = ()) -> None:
        """Everybody below a district; `communes` are officers there already."""
        heads = [await self.join("commune", *one) for one in await self.invite(name)]
        for head in (*communes, *heads):
            await self.commune(head)

    async def commune(self, name: str) -> None:
        wanted = self.villages[self.joined.get("listed", 0)]
        self.joined["listed"] = self.joined.get("listed", 0) + 1
        there = await self.stage.database.transact(_villages_of, name)
        await self.stage.say(name, "mời")
        if wanted > there:
            await self.stage.tap(name, "Khai tên thôn, bản")
            names = "\n".join(f"{n + 1}. Bản Mới {n + 1}" for n in range(wanted - there))
            await self.stage.say(name, names)
            await self.stage.say(name, "1")
        for one in await self.invite(name):
            await self.join("village", *one)


def _villages_of(c: Connection, name: str) -> int:
    contact = people.at(c, "web", address_of(name))
    assert contact is not None
    assert contact.person is not None
    here = units.c.parent_id == contact.person.post.unit_id
    return c.scalar(select(func.count()).select_from(units).where(here)) or 0


def held(c: Connection) -> dict[str, tuple[int, int, int]]:
    """Of each level: units, units with somebody, posts; counted from the rows."""
    found = {}
    for level in ("district", "commune", "village"):
        ours = select(units.c.id).where(units.c.level == level)
        active = posts.c.unit_id.in_(ours) & posts.c.until.is_(None)
        there = select(func.count(posts.c.unit_id.distinct()), func.count()).where(active)
        with_somebody, all_posts = c.execute(there).one()
        all_units = c.scalar(select(func.count()).select_from(ours.subquery())) or 0
        found[level] = (all_units, with_somebody, all_posts)
    return found


def open_and_used(c: Connection) -> tuple[int, int]:
    """Codes that still open something, and used ones."""
    open_ = invites.c.used_at.is_(None) & invites.c.ended_at.is_(None)
    counted = select(func.count()).select_from(invites)
    return (
        c.scalar(counted.where(open_)) or 0,
        c.scalar(counted.where(invites.c.used_at.is_not(None))) or 0,
    )
