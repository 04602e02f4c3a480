"""What the chat of a person holds, and what they see of it."""

from dataclasses import dataclass, field

from tests.zalo_oa.messages import Button
from tests.zalo_oa.values import Json


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands in a chat; nobody can change it any more."""

    id: str
    kind: str  # text, buttons, image, gif, file, info, template … as it was sent
    from_oa: bool
    text: str = ""
    buttons: tuple[Button, ...] = ()
    images: tuple[bytes | str, ...] = field(default=(), repr=False)  # bytes, or an address
    files: tuple[bytes, ...] = field(default=(), repr=False)
    quotes: str = ""
    template: Json = field(default_factory=dict)
    admin_id: str = ""  # of the human who wrote it in OA Manager

    @property
    def labels(self) -> list[str]:
        return [button.title for button in self.buttons]

    def button(self, label: str) -> Button | None:
        return next((b for b in self.buttons if b.title == label and b.sends), None)


@dataclass(slots=True)
class Room:
    """One person's chat with the OA."""

    id: str
    by_app: str
    name: str
    messages: list[Message] = field(default_factory=list)
    reactions: list[tuple[str, str]] = field(default_factory=list)  # icon, message id
    unseen: list[str] = field(default_factory=list)
    interacted_at: float | None = None
    following: bool = False
    refusal: int = 0  # the error that whoever writes here is told
    quotable_from: int = 0  # messages before this one are too old to be quoted
    info: Json = field(default_factory=dict)  # what they submitted of themselves

    def keep(self, message: Message) -> Message:
        self.messages.append(message)
        if message.from_oa:
            self.unseen.append(message.id)
        return message

    def has(self, message_id: str) -> bool:
        return any(message.id == message_id for message in self.messages)

    def quotable(self, message_id: str) -> bool:
        return any(each.id == message_id for each in self.messages[self.quotable_from :])
