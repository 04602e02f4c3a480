"""All that Telegram remembers: chats, files, taps, commands; and what the bot did wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.telegram.chats import Chat
from tests.telegram.errors import refused
from tests.telegram.files import Files
from tests.telegram.limits import Limits, Meter
from tests.telegram.updates import Updates
from tests.telegram.values import Json

BOT_ID = 7_000_000_001
QUERY_LIFE = 15 * 60  # seconds until Telegram takes no answer to a tap any more


@dataclass(slots=True)
class Query:
    """A tap on a button, waiting for its answer."""

    user: Json
    at: float
    answer: Json | None = None


@dataclass(slots=True)
class Described:
    """What the bot says of itself, by language."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)  # scope, language
    description: dict[str, str] = field(default_factory=dict)
    short_description: dict[str, str] = field(default_factory=dict)
    menu: dict[int, Json] = field(default_factory=dict)  # by chat; 0 is everywhere


class World:
    def __init__(
        self, limits: Limits | None, clock: Callable[[], float], monotonic: Callable[[], float]
    ) -> None:
        self.clock = clock
        self.monotonic = monotonic
        self.bot: Json = {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": "Gương Sáng",
            "username": "guong_sang_bot",
        }
        self.privacy = False
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.updates = Updates()
        self.meter = Meter(limits, monotonic)
        self.queries: dict[str, Query] = {}
        self.described = Described()
        self.numbers = count(1)

    def now(self) -> int:
        return int(self.clock())

    def chat(self, chat_id: object) -> Chat:
        """A chat the bot knows, open or not."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None or not chat.started:
            raise refused("chat not found")
        return chat

    def open_chat(self, chat_id: object) -> Chat:
        """A chat the bot may write in."""
        chat = self.chat(chat_id)
        chat.check_open()
        return chat
