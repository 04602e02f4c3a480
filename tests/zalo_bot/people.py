"""People with their private chats, and groups, of which the bot hears only what mentions it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.zalo_bot.borrowed import Json
from tests.zalo_bot.chats import GROUP, Message, Picture, Room
from tests.zalo_bot.events import Event
from tests.zalo_bot.world import World

MENTION = "@Bot Gương Sáng"
_PERSON, _GROUP = re.compile(r"[0-9a-f]{20}"), re.compile(r"zgr-[0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in one chat."""

    world: World
    id: str
    name: str
    room: Room

    @property
    def chat(self) -> list[Message]:
        return self.room.messages

    @property
    def heard(self) -> list[Message]:
        """What the bot said here."""
        return self.room.heard

    @property
    def actions(self) -> list[str]:
        return self.room.actions

    async def says(self, text: str) -> Json:
        return self._says(text)

    async def replies(self, text: str) -> Json:
        """Answer a message of the bot: in a group it hears this without being mentioned."""
        return self._says(text, to_bot=True)

    async def sends_photo(self, data: bytes, caption: str = "") -> Json:
        url = self._keep("photo-stal-1", "jpg", data)
        content = {"message_type": "CHAT_PHOTO", "photo_url": url}
        content |= {"caption": caption} if caption else {}
        shown = Message(
            self._id(), from_bot=False, caption=caption, photo=Picture(url, data, fetched=0)
        )
        return self._tell("message.image.received", content, shown)

    async def sends_photos(
        self, pictures: Sequence[bytes], caption: str = "", *, on: int = 0
    ) -> list[Json]:
        """Several at once: an event for each, nothing that binds them, the caption `on` one."""
        return [
            await self.sends_photo(data, caption if n == on else "")
            for n, data in enumerate(pictures)
        ]

    async def sends_voice(self, data: bytes) -> Json:
        url = self._keep("f2-voice-aac-dl", "aac", data)
        content = {"message_type": "CHAT_VOICE", "voice_url": url}
        shown = Message(self._id(), from_bot=False, voice=url)
        return self._tell("message.voice.received", content, shown)

    async def sends_sticker(self, sticker: str = "5a1b") -> Json:
        url = f"{self.world.base}/cdn/zalo-api/{sticker}.webp"
        content = {"message_type": "CHAT_STICKER", "sticker": sticker, "url": url}
        shown = Message(self._id(), from_bot=False, sticker=sticker)
        return self._tell("message.sticker.received", content, shown)

    async def sends_unsupported(self) -> Json:
        """A file, a place, a contact: the bot learns that there was something, and not what."""
        return await self.does("message.unsupported.received")

    async def does(self, event_name: str, **content: object) -> Json:
        """Anything else, with any content: an event that the documentation does not know."""
        return self._tell(event_name, content, Message(self._id(), from_bot=False))

    def _says(self, text: str, *, to_bot: bool = False) -> Json:
        content = {"message_type": "CHAT_MESSAGE", "text": text}
        shown = Message(self._id(), from_bot=False, text=text)
        return self._tell("message.text.received", content, shown, to_bot=to_bot)

    def _id(self) -> str:
        return self.world.new_id()

    def _keep(self, host: str, suffix: str, data: bytes) -> str:
        return self.world.base + self.world.media.keep(host, suffix, data)

    def _tell(self, name: str, content: Json, shown: Message, *, to_bot: bool = False) -> Json:
        """Put a message into the chat, and tell the bot if it may know; what it would be told."""
        self.room.messages.append(shown)
        about = {"id": self.id, "is_bot": False, "display_name": self.name}
        head = {"date": self.world.now(), "chat": self.room.about, "message_id": shown.id}
        message = head | {"from": about} | content
        to_bot = to_bot or self.room.kind != GROUP or MENTION in shown.text + shown.caption
        if to_bot and not self.room.blocked and self.world.quotas.admit(self.id):
            self._reach(Event(name, message, self.room.id))
        return message

    def _reach(self, event: Event) -> None:
        self.room.wrote = True
        if self.world.switches.counts_inbound:
            self.world.quotas.count()
        self.world.events.add(event)


class Person(Member):
    """Somebody in their own chat with the bot."""

    def within(self, group: "Group") -> Member:
        """The same person in a group: `await hoa.within(group).says(f"{MENTION} 1")`."""
        return Member(self.world, self.id, self.name, group.room)

    def blocks(self) -> None:
        self.room.blocked = True

    def unblocks(self) -> None:
        self.room.blocked = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group that the bot is in."""

    room: Room

    @property
    def id(self) -> str:
        return self.room.id

    @property
    def chat(self) -> list[Message]:
        return self.room.messages

    @property
    def heard(self) -> list[Message]:
        return self.room.heard

    async def says(self, who: Person, text: str) -> Json:
        return await who.within(self).says(text)


def person(world: World, name: str, id: str, *, wrote: bool) -> Person:
    """Somebody who wrote before is one of the users already."""
    id = id or world.new_id()
    assert _PERSON.fullmatch(id), "a person's id has 20 hex digits"
    assert id not in world.rooms, "two people cannot have one id"
    world.rooms[id] = Room(id, wrote=wrote and world.quotas.admit(id))
    return Person(world, id, name, world.rooms[id])


def group(world: World, id: str) -> Group:
    id = id or f"zgr-{world.new_id()}"
    assert _GROUP.fullmatch(id), "a group's id begins with zgr-"
    world.rooms[id] = Room(id, GROUP, wrote=True)
    return Group(world.rooms[id])
