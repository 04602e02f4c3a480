"""Hostile words at every question: whatever people type, paste or tap, no turn may fail."""

from collections.abc import Callable
from random import Random

from bot.envelope import Envelope
from bot.turn import take
from storage.database import Database
from tests.soak.report import Report
from tests.stage import Stage, address_of

WORDS = (
    "", " ", "1", "2", "3", "9", "0", "x", "q", "s", "?", "kr", "k", "menu", "đăng ký", "tiếp tục",
    "của tôi", "tổng hợp", "chờ duyệt", "tìm a", "hủy", "sửa 2", "/start 12345678", "12345678",
    "\x00", "\ud800", "a\u0301" * 50, "\u202egnás gnơưG", "<b>&amp;</b><script>", "=1+1", "+84",
    "@",
    "'; drop table records; --", "%s %d {name} {0}", "á" * 100_000, "20/4", "45/50", "12,5 triệu",
    "Giàng A Tủa", "1 2", "1 2 3", "no\nnewline", "👨‍👩‍👧‍👦", "nhờ xã", "kad", "h.home.register",
    "r1.R1.x",
    "k1.M2B.1.no", "c1.do.confirm", "....", "r" * 64,
)  # fmt: skip
PEOPLE = ("hoa", "minh", "lan", "tinh", "dua", "stranger")


async def hostile_words(make: Callable[[], str], messages: int, seed: int, report: Report) -> None:
    """Random people say random things; a turn that fails would raise here."""
    stage = Stage(Database(make()))
    chance = Random(seed)
    for n in range(messages):
        name = chance.choice(PEOPLE)
        word = chance.choice(WORDS)
        pressed = chance.random() < 0.4 and stage.seen.get(name)
        payload = chance.choice(stage.seen[name]).payload if pressed else None
        text = None if payload is not None else word
        envelope = Envelope("web", address_of(name), f"f{n}", text=text, payload=payload)
        await stage.database.transact(take, stage.world, envelope, stage.now)
        await stage.idle()
    await stage.database.close()
    report.add(f"{messages} random and hostile messages (seed {seed}): no turn failed")
