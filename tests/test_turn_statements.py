"""How many statements a turn costs: what keeps it fast on every machine, and needs no clock."""

from sqlalchemy import Connection, update

from bot.envelope import Envelope
from bot.turn import take
from campaign.people import Post, Role
from campaign.workflow import Status
from storage import chores
from storage.database import Database
from storage.paths import path_of
from storage.tables import records
from tests.listening import Listening
from tests.stage import KEYRING, Stage, address_of
from tests.territory import DAY, record, unit
from tests.test_summary_chat import talk

ANSWER = 10  # message, contact, record, its answers, its evidence, namesakes, helper; answer,
# session, reply
HEADING = 1  # an answer that is also shown in lists: the name, the phase


async def statements(stage: Stage, text: str) -> list[str]:
    """What Hòa's next message asks of the database."""
    envelope = Envelope("web", address_of("hoa"), f"counted {text}", text=text)
    with Listening(stage.database) as heard:
        await stage.database.transact(take, stage.world, envelope, stage.now)
    return heard


def repeated(heard: list[str]) -> set[str]:
    """What was read twice: a conversation is replayed several times a turn, rows are not."""
    return {sql for sql in heard if sql.startswith("SELECT") and heard.count(sql) > 1}


async def test_an_answer_costs_few_statements(on_stage: Stage) -> None:
    for text in ("đăng ký", "2", "Giàng A Tủa"):
        await on_stage.say("hoa", text)
    story = await statements(on_stage, "Trồng hai héc-ta chè, giúp năm hộ cùng làm")
    assert len(story) <= ANSWER, "\n".join(story)
    assert not repeated(story)
    photos = await statements(on_stage, "x")
    assert len(photos) <= ANSWER, "\n".join(photos)


async def test_an_answer_that_names_the_record_costs_one_more(on_stage: Stage) -> None:
    for text in ("đăng ký", "2"):
        await on_stage.say("hoa", text)
    name = await statements(on_stage, "Giàng A Tủa")
    assert len(name) <= ANSWER + HEADING, "\n".join(name)


async def test_what_waits_for_a_commune_is_read_at_once(settled: Database) -> None:
    def come(c: Connection) -> Post:
        for _ in range(5):
            record(c, "04249", ("1.2B", "household"), Status.SUBMITTED)
        c.execute(update(records).values(path=path_of(unit(c, "04249").path)))
        person = talk(c, "04249", Role.COMMUNE).contact.person
        assert person is not None
        return person.post

    post = await settled.transact(come)
    with Listening(settled) as heard:
        found = await settled.transact(chores.waiting, KEYRING, post, DAY)
    assert len(found) == 5
    assert not repeated(heard)
