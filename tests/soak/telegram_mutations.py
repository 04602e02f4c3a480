"""Updates as no Telegram would send them: valid ones of every kind, spoilt by chance.

Most are still JSON with one thing wrong in it, for those get the farthest.
"""

import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

import orjson

from tests.soak.fuzzing import WORDS
from tests.stage import HOME, PAPER, VIDEO, VOICE, jpeg
from tests.telegram import FakeTelegram
from tests.telegram.values import Json

DEEP = 200
LONG = 900_000  # characters of one text; a call may have 1 MiB


def nested(depth: int) -> object:
    found: object = "đáy"
    for _ in range(depth):
        found = {"reply_to_message": found}
    return found


def written(update: Json) -> bytes:
    """As JSON, also where it is too deep for others, or where halves of characters are in it."""
    return json.dumps(update).encode()


ODD: tuple[object, ...] = (
    None, True, False, 0, -1, 2**31, 2**53, 2**63 - 1, -(2**63), 2**64 - 1, 1e308, 1e30, -0.5, "",
    "0", "12", "-100123", "\x00", "a\x00b", "\u202e", "á" * 5000, "9" * 400, [], {}, [[]], [None],
    [{}], {"id": {}}, {"id": 2**60, "type": "private"}, {"type": "private"}, {"id": "7"},
    ["x"] * 50, nested(DEEP), [*range(300)], {"": ""}, {"text": 1},
)  # fmt: skip
# As bytes, for no writer of JSON would write them.
UNLAWFUL = (
    rb"NaN", rb"-Infinity", rb"1e999", b"9" * 400, b"-" + b"9" * 30, rb'"\ud800"', rb'"a\udfffb"',
    rb'"\ud83d\ude00\ud83d"', b'"\xff\xfe"', b"[" * DEEP + b"]" * DEEP, b"01", b"'x'", b"undefined",
    b'{"a":1,"a":2}', b'"\x01"',
)  # fmt: skip
EMPTY = (b"", b"{}", b"[]", b"null", b'""', b"0", b"[{}]", b"true", b"{", b'{"update_id":')
MARK = "the-place-of-what-is-not-lawful"


async def lawful(api: FakeTelegram) -> list[Json]:
    """One update of each kind, as the fake makes them; nothing of them waits in it."""
    hoa, group = api.person("Hoa", 1001), api.group("Bản", -4001)
    said = await hoa.says("đăng ký")
    await hoa.edits(said, "của tôi")
    await hoa.replies("2", said["message_id"])
    await hoa.forwards("x")
    await hoa.sends_photo(jpeg(1), "một tấm")
    await hoa.sends_album([jpeg(2), jpeg(3)], "hai tấm")
    await hoa.sends_file(PAPER, "giay.pdf", "application/pdf")
    await hoa.sends_voice(VOICE)
    await hoa.sends_video(VIDEO)
    await hoa.sends_sticker()
    await hoa.sends_location(**HOME)
    await hoa.sends_contact()
    await hoa.sends_poll()
    await hoa.presses("h.home.register", 1)
    await hoa.blocks()
    await hoa.unblocks()
    await group.adds_bot(hoa)
    await group.says(hoa, "/tong_hop @guong_sang_bot")
    await group.removes_bot(hoa)
    await group.migrates(hoa, -1004001)
    hoa.tells({"pinned_message": said})
    found = [orjson.loads(update.raw) for update in api.world.updates.pending.values()]
    api.world.updates.drop()
    return [*found, {"message_reaction": {"chat": hoa.room.about}}, {"channel_post": said}]


@dataclass
class Spoiler:
    """Spoils `samples` for `addresses`; the same chance makes the same updates."""

    samples: Sequence[Json]
    addresses: Sequence[int]
    chance: Random
    next_id: int = 800_000_000

    def one(self) -> bytes:
        roll = self.chance.random()
        if roll < 0.05:
            return self.chance.choice(EMPTY)
        if roll < 0.13:
            return self._torn(written(self._sample()))
        if roll < 0.17:
            return self.chance.randbytes(self.chance.randint(1, 300))
        if roll < 0.4:
            return self._unlawful(self._sample())
        if roll < 0.402:
            return written(self._worded("a b " * (LONG // 4)))
        if roll < 0.46:
            return written(self._worded(self.chance.choice(WORDS)[:5000]))
        return written(self._spoilt(self._sample()))

    def readable(self) -> bytes:
        """One that is an object, so that Telegram could say it among others."""
        while True:
            raw = self.one()
            try:
                said = json.loads(raw)
            except (ValueError, RecursionError):
                continue
            if isinstance(said, dict) and said:
                return raw

    def _sample(self) -> Json:
        """One as it came, from somebody, with a number of its own or one that was there."""
        raw = orjson.dumps(self.chance.choice(self.samples))
        update: Json = orjson.loads(
            raw.replace(b":1001", b":%d" % self.chance.choice(self.addresses))
        )
        self.next_id += self.chance.random() < 0.9
        return {"update_id": self.next_id} | {k: v for k, v in update.items() if k != "update_id"}

    def _worded(self, words: str) -> Json:
        update = self._sample()
        for body in update.values():
            if isinstance(body, dict):
                name = self.chance.choice(("text", "caption", "data", "media_group_id"))
                body[name] = words
        return update

    def _spoilt(self, update: Json) -> Json:
        update = deepcopy(update)
        for _ in range(self.chance.choice((1, 1, 1, 2, 4))):
            holder, key = self._place(update)
            match self.chance.randrange(4):
                case 0:
                    del holder[key]
                case 1 if isinstance(holder, dict):
                    holder[self.chance.choice(("mới", "id", "chat", "text", "photo"))] = holder[key]
                case _:
                    holder[key] = deepcopy(self.chance.choice(ODD))
        return update

    def _place(self, update: Json) -> tuple[Any, Any]:
        """Somewhere in it; the deeper, the rarer."""
        holder: Any = update
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            if not keys:
                holder = {"": ""}
                continue
            key = self.chance.choice(keys)
            inner = holder[key]
            if not isinstance(inner, dict | list) or not inner or self.chance.random() < 0.15:
                return holder, key
            holder = inner

    def _unlawful(self, update: Json) -> bytes:
        holder, key = self._place(update)
        holder[key] = MARK
        return written(update).replace(b'"%s"' % MARK.encode(), self.chance.choice(UNLAWFUL))

    def _torn(self, raw: bytes) -> bytes:
        at = self.chance.randrange(len(raw))
        if self.chance.random() < 0.5:
            return raw[:at]
        return raw[:at] + self.chance.randbytes(1) + raw[at + 1 :]
