"""All that this Zalo remembers: the OA, its people, tokens, uploads, events."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.platforms.counting import Tally
from tests.zalo_oa.assets import Assets
from tests.zalo_oa.chats import Message, Room
from tests.zalo_oa.delivery import Account
from tests.zalo_oa.errors import BAD, Refused
from tests.zalo_oa.events import Event, Events
from tests.zalo_oa.media import Media
from tests.zalo_oa.tokens import Tokens
from tests.zalo_oa.values import Json

HOUR = 3600
AGENT = "4444444444444444444"


@dataclass(slots=True)
class Policy:
    """What the OA may do, as its kind and its package have it."""

    government: bool = False
    per_minute: int | None = None  # calls; None: no limit
    appsecret_proof: bool = False
    after_48_hours: bool = True  # whether its messages are taken then, from its allowance
    allowance: int = 500
    used: int = 0
    refuses: int = 0  # the error that every message is told
    echoes: bool = True  # oa_send_… events of what the OA sent
    receipts: bool = True  # user_received_message


@dataclass(slots=True)
class World:
    account: Account
    tokens: Tokens
    policy: Policy
    clock: Callable[[], float]
    tally: Tally
    events: Events
    assets: Assets
    media: Media
    invalid: list[str]
    rooms: dict[str, Room] = field(default_factory=dict)
    templates: dict[str, dict[str, int]] = field(default_factory=dict)  # longest value by key

    def room(self, user_id: str) -> Room:
        if user_id not in self.rooms:
            raise Refused(BAD, f"user_id {user_id} is invalid")
        return self.rooms[user_id]

    def by_person(self, room: Room, name: str, more: Json) -> Event:
        """Something a person did, told to the bot."""
        return self._tell(room, name, {"id": room.id}, {"id": self.account.oa_id}, more)

    def by_oa(self, room: Room, name: str, more: Json, admin_id: str = "") -> Event:
        """Something the OA did, told to the bot; by a human of the OA if there is an `admin_id`."""
        sender = {"id": self.account.oa_id} | ({"admin_id": admin_id} if admin_id else {})
        return self._tell(room, name, sender, {"id": room.id}, more)

    def _tell(self, room: Room, name: str, sender: Json, recipient: Json, more: Json) -> Event:
        head = {"event_name": name, "app_id": self.account.app_id}
        body = head | {"sender": sender, "recipient": recipient} | more
        body |= {"timestamp": self.events.timestamp(), "user_id_by_app": room.by_app}
        return self.events.add(room.id, body)

    def interacted(self, room: Room) -> None:
        """The person did something: the 48 hours begin anew."""
        room.interacted_at = self.clock()

    def said(self, room: Room, message: Message) -> Message:
        """A message of the OA arrives in a chat, and the bot hears of it."""
        room.keep(message)
        if self.policy.echoes:
            self.by_oa(room, _echo(message), {"message": self._parts(message)}, message.admin_id)
        if self.policy.receipts:
            self.by_oa(room, "user_received_message", {"message": {"msg_id": message.id}})
        return message

    def _parts(self, message: Message) -> Json:
        parts: Json = {}
        if urls := [self._address(each) for each in message.images]:
            kind = "gif" if message.kind == "gif" else "image"
            parts["attachments"] = [
                {"payload": {"thumbnail": u, "url": u}, "type": kind} for u in urls
            ]
        if message.files:
            files = [{"url": self.media.keep(data, "bin")} for data in message.files]
            parts["attachments"] = [{"payload": payload, "type": "file"} for payload in files]
        return parts | ({"text": message.text} if message.text else {}) | {"msg_id": message.id}

    def _address(self, image: bytes | str) -> str:
        return image if isinstance(image, str) else self.media.keep(image, "jpg")


def _echo(message: Message) -> str:
    kinds = {"text": "text", "image": "image", "gif": "gif", "file": "file"}
    return f"oa_send_{kinds.get(message.kind, 'template')}"
