"""What chats hold, and what somebody who looks at one sees."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.telegram.errors import HTTP_FORBIDDEN, Refused
from tests.telegram.html import length
from tests.telegram.values import Json

_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?")
PRIVATE, GROUP, SUPERGROUP = "private", "group", "supergroup"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as somebody sees it now; `json` is what Telegram says of it."""

    json: Json = field(repr=False)

    @property
    def id(self) -> int:
        return int(self.json["message_id"])

    @property
    def text(self) -> str:
        return str(self.json.get("text", ""))

    @property
    def caption(self) -> str:
        return str(self.json.get("caption", ""))

    @property
    def from_bot(self) -> bool:
        return bool(self.json.get("from", {}).get("is_bot"))

    @property
    def edited(self) -> bool:
        return "edit_date" in self.json

    @property
    def buttons(self) -> list[list[tuple[str, str]]]:
        """Rows of a label and what it sends or opens."""
        rows = self.json.get("reply_markup", {}).get("inline_keyboard", [])
        return [[(b["text"], b.get("callback_data") or b.get("url", "")) for b in r] for r in rows]

    @property
    def labels(self) -> list[str]:
        return [label for row in self.buttons for label, _ in row]

    def payload_of(self, label: str) -> str:
        """What the button with this label sends; nothing if it opens a page or there is none."""
        rows = self.json.get("reply_markup", {}).get("inline_keyboard", [])
        found = (b.get("callback_data", "") for row in rows for b in row if b["text"] == label)
        return next(found, "")


@dataclass(slots=True)
class Chat:
    """One chat the bot is in, or was."""

    about: Json  # as Telegram describes it in each message
    messages: dict[int, Json] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    keyboard: list[list[str]] = field(default_factory=list)  # the one in place of the letters
    started: bool = True
    closed: str = ""  # why the bot may not write here
    moved_to: int = 0
    last_id: int = 0

    @property
    def id(self) -> int:
        return int(self.about["id"])

    @property
    def is_group(self) -> bool:
        return bool(self.about["type"] != PRIVATE)

    def keep(self, sender: Json, date: int, parts: Json) -> Json:
        self.last_id += 1
        head = {"message_id": self.last_id, "from": sender, "chat": self.about, "date": date}
        self.messages[self.last_id] = head | parts
        return self.messages[self.last_id]

    def change(self, message_id: int, date: int, parts: Json) -> Json:
        """A message edited; parts that are None are taken away."""
        changed = self.messages[message_id] | {"edit_date": date} | parts
        message = {name: part for name, part in changed.items() if part is not None}
        self.messages[message_id] = message
        return message

    def quoted(self, message_id: int) -> Json:
        """A message as its answer shows it: without what it answered itself."""
        message = self.messages[message_id]
        return {name: part for name, part in message.items() if name != "reply_to_message"}

    def check_open(self) -> None:
        """Raise what the bot is told that may not write here."""
        if self.moved_to:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                parameters={"migrate_to_chat_id": self.moved_to},
            )
        if not self.started:
            raise Refused(400, "Bad Request: chat not found")
        if self.closed:
            raise Refused(HTTP_FORBIDDEN, f"Forbidden: {self.closed}")

    @property
    def seen(self) -> list[Message]:
        return [Message(json) for json in self.messages.values()]

    def newest(self, wanted: Iterable[Message]) -> Message | None:
        return max(wanted, key=lambda message: message.id, default=None)


def commands_in(text: str) -> list[Json]:
    """The entities of a person's text: what looks like a /command."""
    return [
        {
            "type": "bot_command",
            "offset": length(text[: found.start()]),
            "length": len(found[0]),
        }
        for found in _COMMAND.finditer(text)
    ]
