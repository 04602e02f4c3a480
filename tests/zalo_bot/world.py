"""All that the platform remembers: chats, files, events, quotas; and what the bot did wrong."""

from collections.abc import Callable
from hashlib import sha256
from itertools import count

from tests.zalo_bot.borrowed import Json
from tests.zalo_bot.chats import Message, Room, open_room
from tests.zalo_bot.events import Events
from tests.zalo_bot.media import Media
from tests.zalo_bot.pictures import Pictures
from tests.zalo_bot.quotas import Quotas
from tests.zalo_bot.switches import Switches

BOT: Json = {
    "id": "b0b0b0b0b0b0b0b0b0b0",
    "account_name": "bot.guong_sang",
    "account_type": "BASIC",
    "can_join_groups": False,
}


class World:
    def __init__(
        self, switches: Switches, users: int, messages: int, clock: Callable[[], float]
    ) -> None:
        self.switches = switches
        self.clock = clock
        self.base = ""  # known once the server listens
        self.invalid: list[str] = []
        self.rooms: dict[str, Room] = {}
        self.events = Events(switches)
        self.media = Media(switches, self.invalid)
        self.pictures = Pictures(switches)
        self.quotas = Quotas(users, messages, clock)
        self._numbers = count(1)

    def now(self) -> int:
        """In milliseconds, as the platform counts."""
        return int(self.clock() * 1000)

    def new_id(self) -> str:
        """20 hex digits, in no order that anybody could rely on."""
        return sha256(str(next(self._numbers)).encode()).hexdigest()[:20]

    def open_room(self, chat_id: str) -> Room:
        return open_room(self.rooms, chat_id)

    def keep(self, room: Room, message: Message) -> Json:
        """Put a message of the bot into a chat; the answer to the call."""
        room.messages.append(message)
        return {"message_id": message.id, "date": self.now()}
