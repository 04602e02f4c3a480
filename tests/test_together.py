"""Several people at one record at the same moment: nobody's answer is lost."""

import asyncio
from typing import Any

from sqlalchemy import Connection, select

from bot.envelope import Envelope
from bot.turn import take
from storage.tables import answers, contacts, facts
from tests.stage import START, Stage

HELPER = "crowd-helper"


def add_helper(c: Connection) -> None:
    """Hòa's grandson helps on his own phone: another contact of the same post."""
    head = c.scalar(select(contacts.c.person_id).where(contacts.c.address == "demo-hoa"))
    new = contacts.insert().values(channel="web", address=HELPER, person_id=head, created_at=START)
    c.execute(new)


def given(c: Connection) -> dict[str, Any]:
    own = c.execute(select(answers.c.key, answers.c.value)).all()
    rows = [*own, *c.execute(select(facts.c.key, facts.c.value))]
    return {r.key: r.value for r in rows}


async def say(stage: Stage, address: str, id: str, text: str) -> None:
    await stage.database.transact(
        take, stage.world, Envelope("web", address, id, text=text), stage.now
    )


async def registered(stage: Stage) -> None:
    for text in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè", "x", "1 2", "1"):
        await stage.say("hoa", text)
    await stage.database.transact(add_helper)
    stage.now = stage.now.replace(year=2022)


async def test_head_helper_and_commune_answer_at_once(on_stage: Stage) -> None:
    await registered(on_stage)
    await say(on_stage, "demo-hoa", "h1", "1")
    await say(on_stage, HELPER, "g1", "tiếp tục")
    await say(on_stage, "demo-minh", "m1", "chờ duyệt")
    await say(on_stage, "demo-minh", "m2", "2")
    before = await on_stage.database.transact(given)
    await asyncio.gather(
        say(on_stage, "demo-hoa", "h2", "Làm chè sạch theo nhóm hộ"),
        say(on_stage, HELPER, "g2", "Đổi giống chè, bán chung"),
        say(on_stage, "demo-minh", "m3", "1"),
    )
    after = await on_stage.database.transact(given)
    assert len(after.keys() - before.keys()) == 2
    first = after["M2B.1"]
    heard = await on_stage.idle()
    offered = [h for h in heard if "Đổi câu trả lời từ" in h.body.text]
    assert len(offered) == 1, [h.body.text for h in heard]
    other = {"Làm chè sạch theo nhóm hộ", "Đổi giống chè, bán chung"} - {first["text"]}
    assert other.pop() in offered[0].body.text


async def test_the_late_answer_replaces_the_first_after_a_yes(on_stage: Stage) -> None:
    await registered(on_stage)
    await say(on_stage, "demo-hoa", "h1", "1")
    await say(on_stage, HELPER, "g1", "tiếp tục")
    await say(on_stage, "demo-hoa", "h2", "Làm chè sạch")
    await say(on_stage, HELPER, "g2", "Bán chung một giá")
    await say(on_stage, HELPER, "g3", "1")
    after = await on_stage.database.transact(given)
    assert after["M2B.1"] == {"text": "Bán chung một giá"}
