"""What chats hold, and what somebody who looks at one sees."""

from dataclasses import dataclass, field

from tests.zalo_bot.borrowed import Json, broken
from tests.zalo_bot.errors import FORBIDDEN, refused

PRIVATE, GROUP = "PRIVATE", "GROUP"


@dataclass(slots=True)
class Picture:
    """A picture in a chat; `black` once the platform could not fetch it any more."""

    url: str
    data: bytes = field(repr=False)
    fetched: int = 1
    black: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message as somebody sees it: plain text, without marks; `raw` is what the bot wrote."""

    id: str
    from_bot: bool
    text: str = ""
    caption: str = ""
    raw: str = field(default="", repr=False)
    photo: Picture | None = None
    voice: str = ""
    sticker: str = ""


@dataclass(slots=True)
class Room:
    """One chat: of a person with the bot, or of a group."""

    id: str
    kind: str = PRIVATE
    messages: list[Message] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    wrote: bool = False  # nobody can be written to who never wrote
    blocked: bool = False

    @property
    def about(self) -> Json:
        """The chat as an event names it."""
        return {"id": self.id, "chat_type": self.kind}

    @property
    def heard(self) -> list[Message]:
        return [message for message in self.messages if message.from_bot]


def open_room(rooms: dict[str, Room], chat_id: str) -> Room:
    """A chat the bot may write in."""
    room = rooms.get(chat_id)
    if room is None:
        raise broken(f"no chat was ever called {chat_id}")
    if not room.wrote or room.blocked:
        raise refused(FORBIDDEN, "Forbidden: the user does not take messages of this bot")
    return room
