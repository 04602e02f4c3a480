"""How the tests of Zalo Bot look at what came of it, and what they play again and again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from tests.zalo_bot_stage import ZaloBotStage

LATE = "gửi trước khi câu sau tới nơi"


def texts(there: ZaloBotStage, name: str = "hoa") -> list[str]:
    return [m.text + m.caption for m in there.person(name).heard]


async def one(there: ZaloBotStage) -> str:
    """Hear one event and answer it; what was said last."""
    await there.channel.listening.next_one(there.intake.keep)
    await there.intake.settle()
    await there.sender.drain()
    return texts(there)[-1]


async def rows(there: ZaloBotStage, *columns: Any) -> Sequence[Any]:  # noqa: ANN401 - of any table
    return await there.database.transact(lambda c: c.execute(select(*columns)).all())


async def until_photos(there: ZaloBotStage) -> None:
    for words in ("đăng ký", "2", "Giàng A Tủa", "Trồng 2 ha chè Shan tuyết"):
        await there.say("hoa", words)


async def overtake(there: ZaloBotStage, *said: str) -> str:
    """Send several at once; each is answered three seconds after it was sent."""
    there.clock.at += 60
    for words in said:
        await there.person("hoa").says(words)
    there.clock.at += 3
    answers = [await one(there) for _ in said]
    return answers[-1]
