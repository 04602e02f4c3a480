"""Walking through the conversations at random, and what must hold after every step."""

from dataclasses import dataclass, field
from random import Random

from sqlalchemy import Connection, select

from conversations import session as sessions
from conversations.address import LONGEST, parse
from conversations.showing import Button
from storage.tables import contacts
from tests.stage import PAPER, VOICE, Heard, Stage, address_of

BUTTON = 20  # characters of a label that stands on a button
# Their options are names, records and deadlines, so every channel shows them as numbered lines.
NUMBERED = frozenset(
    {
        "review", "record", "what", "whose", "which", "unit", "R4/unit", "R4/village", "R9/from",
        "term", "level", "list",
    }
)  # fmt: skip
BROADCAST = "B"  # lists of levels, duties and messages
SUMMARY = "o"  # its options are units

WORDS = (
    "1", "2", "3", "4", "7", "1 2", "1 2 3", "0", "5 6 7 8 9", "45/50", "20/4/2021", "hôm qua",
    "có", "ko", "chưa", "kr", "?", "q", "s", "x", "m", "nhờ xã", "không áp dụng", "sửa 2",
    "sửa 9", "menu", "đăng ký", "tiếp tục", "của tôi", "danh sách", "tìm Tủa", "mở 1", "hủy",
    "bổ sung 1", "chờ duyệt", "mời", "trợ giúp", "tổng hợp", "Giàng A Tủa", "Trồng chè, nuôi trâu",
    "", "   ", "👍", "asdfgh", "12345678", "/start 1234 5678", "{name}", "%s", "a" * 300,
    "hạn", "chốt danh sách", "danh sách gửi lên", "đã gửi báo cáo", "12/BC-MTTQ",
    "Đồng chí ơi, giúp với", "nguyễn văn a, trần thị b", "trả lời", "trả lời 1", "chưa xong", "cụm",
    "bổ sung ảnh quyết định 1", "điều chỉnh", "sửa 0001",
)  # fmt: skip


def check(heard: list[Heard]) -> None:
    """What every message of the bot keeps to."""
    assert heard, "nothing was said"
    for one in heard:
        assert one.body.text.strip()
        for button in (*one.body.choices, *(b for _, b in one.body.controls)):
            check_button(button)


def check_button(button: Button) -> None:
    address = parse(button.payload)
    assert address is not None, button
    assert str(address) == button.payload
    assert len(button.payload.encode()) <= LONGEST, button
    known = address.key.partition(":")[0] in NUMBERED
    numbered = known or address.code in {SUMMARY, BROADCAST}
    assert numbered or len(button.label) <= BUTTON, button


def kept_session(c: Connection, name: str) -> sessions.Session:
    """What is remembered of somebody's talk, once through JSON and back."""
    kept = c.execute(select(contacts.c.session).where(contacts.c.address == address_of(name)))
    found = kept.scalar_one()
    loaded = sessions.load(found)
    assert sessions.dump(loaded) == found
    return loaded


@dataclass
class Walk:
    """One person doing anything at all."""

    stage: Stage
    name: str
    chance: Random
    done: list[str] = field(default_factory=list)

    async def step(self) -> None:
        heard = await self._any()
        check(heard)
        await self.stage.database.transact(kept_session, self.name)

    async def _any(self) -> list[Heard]:
        body = self.stage.last.get(self.name)
        what = self.chance.random()
        if body and body.choices and what < 0.55:
            return await self._press(self.chance.choice(body.choices))
        if body and body.controls and what < 0.65:
            return await self._press(self.chance.choice(body.controls)[1])
        if what < 0.7 and self.stage.seen.get(self.name):
            return await self._press(self.chance.choice(self.stage.seen[self.name]))
        if what < 0.74:
            return await self._send()
        text = self.chance.choice(WORDS)
        self.done.append(text)
        return await self.stage.say(self.name, text)

    async def _press(self, button: Button) -> list[Heard]:
        self.done.append(f"[{button.label}]")
        return await self.stage.press(self.name, button.payload)

    async def _send(self) -> list[Heard]:
        kind = self.chance.choice(("photo", "voice", "file"))
        self.done.append(f"@{kind}")
        if kind == "photo":
            return await self.stage.photo(self.name)
        return await self.stage.send(self.name, kind, VOICE if kind == "voice" else PAPER)


def key_of(stage: Stage, name: str) -> str:
    """The question somebody was shown last."""
    body = stage.last[name]
    buttons = [*body.choices, *(b for _, b in body.controls)]
    address = parse(buttons[0].payload)
    assert address is not None
    return address.key
