"""What somebody sends that is not words: one event for each, its bytes behind an address."""

from collections.abc import Sequence
from hashlib import sha256

import orjson

from tests.zalo_oa.chats import Message, Room
from tests.zalo_oa.events import Event
from tests.zalo_oa.values import Json
from tests.zalo_oa.world import World

FACE = b"\xff\xd8\xff\xe0 a small picture"


class Sharer:
    def __init__(self, world: World, room: Room) -> None:
        self.world = world
        self.room = room

    async def sends_photo(self, data: bytes, caption: str = "") -> Event:
        return self._shares("image", self._picture(data, "jpg"), caption, images=(data,))

    async def sends_photos(self, photos: Sequence[bytes], caption: str = "") -> list[Event]:
        """Several at once: nothing says that they belong together, and one has the caption."""
        captions = [caption, *[""] * (len(photos) - 1)]
        pairs = zip(photos, captions, strict=True)
        return [await self.sends_photo(data, words) for data, words in pairs]

    async def sends_gif(self, data: bytes = b"GIF89a") -> Event:
        return self._shares("gif", self._picture(data, "gif"), images=(data,))

    async def sends_file(self, data: bytes, name: str, *, size: int | None = None) -> Event:
        """`size` claims a file that is too large to make in a test."""
        _, _, suffix = name.rpartition(".")
        about = {"url": self.world.media.keep(data, suffix), "size": str(size or len(data))}
        about |= {"name": name, "checksum": sha256(data).hexdigest()[:32], "type": suffix}
        return self._shares("file", about, files=(data,))

    async def sends_voice(self, data: bytes) -> Event:
        return self._shares("audio", {"url": self.world.media.keep(data, "aac")}, files=(data,))

    async def sends_video(self, data: bytes, description: str = "") -> Event:
        return self._shares("video", self._card(data, "mp4", description), files=(data,))

    async def sends_location(
        self, latitude: float | str, longitude: float | str, name: str = ""
    ) -> Event:
        where = {"latitude": str(latitude), "longitude": str(longitude)}
        return self._shares("location", {"coordinates": where}, name)

    async def sends_sticker(self) -> Event:
        return self._shares("sticker", {"id": "46a1", "url": self.world.media.keep(FACE, "png")})

    async def sends_link(self, url: str, description: str = "") -> Event:
        about = {"thumbnail": self.world.media.keep(FACE, "jpg"), "description": description}
        return self._shares("link", about | {"url": url}, url)

    async def sends_business_card(self, name: str, phone: str) -> Event:
        """The card is a text of JSON inside the JSON."""
        described = {"phone": phone, "qrCodeUrl": self.world.media.keep(FACE, "png")}
        about = {"thumbnail": self.world.media.keep(FACE, "jpg")}
        about |= {"description": orjson.dumps(described).decode()}
        return self._shares("business_card", about, name, type="link")

    def _picture(self, data: bytes, suffix: str) -> Json:
        small, url = self.world.media.keep(FACE, suffix), self.world.media.keep(data, suffix)
        return {"thumbnail": small, "url": url}

    def _card(self, data: bytes, suffix: str, description: str) -> Json:
        small, url = self.world.media.keep(FACE, "jpg"), self.world.media.keep(data, suffix)
        return {"thumbnail": small, "description": description, "url": url}

    def _shares(  # noqa: PLR0913 - what the bot is told, and what the person sees of it
        self,
        kind: str,
        payload: Json,
        text: str = "",
        *,
        type: str = "",  # noqa: A002 - the name that Zalo gives it
        images: tuple[bytes | str, ...] = (),
        files: tuple[bytes, ...] = (),
    ) -> Event:
        id = self.world.events.message_id()
        self.room.keep(Message(id, kind, from_oa=False, text=text, images=images, files=files))
        said: Json = {"attachments": [{"payload": payload, "type": type or kind}]}
        return self._tells(f"user_send_{kind}", said | ({"text": text} if text else {}), id)

    def _tells(self, name: str, said: Json, message_id: str) -> Event:
        """A message to the OA: it opens the window, also for one who had unfollowed."""
        self.world.interacted(self.room)
        return self.world.by_person(self.room, name, {"message": said | {"msg_id": message_id}})
