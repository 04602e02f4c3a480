"""What somebody does in one chat: speak, send, tap; each becomes an update to the bot."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.telegram.chats import Chat, Message, commands_in
from tests.telegram.values import Json
from tests.telegram.world import Query, World


class Member:
    """Somebody in one chat. What they send is queued for the bot when the call returns."""

    def __init__(self, world: World, user: Json, room: Chat) -> None:
        self.world = world
        self.user = user
        self.room = room

    @property
    def id(self) -> int:
        return int(self.user["id"])

    @property
    def chat(self) -> list[Message]:
        """The messages as they stand now, edits applied."""
        return self.room.seen

    @property
    def heard(self) -> list[Message]:
        """What the bot said here."""
        return [message for message in self.room.seen if message.from_bot]

    @property
    def actions(self) -> list[str]:
        return self.room.actions

    @property
    def keyboard(self) -> list[list[str]]:
        """The keyboard that the bot put in place of the letters."""
        return self.room.keyboard

    @property
    def notices(self) -> list[str]:
        """What the bot answered to this person's taps, in words."""
        answers = [q.answer for q in self.world.queries.values() if q.user == self.user]
        return [answer["text"] for answer in answers if answer and answer.get("text")]

    async def says(self, text: str, **more: object) -> Json:
        entities = commands_in(text)
        return self.tells({"text": text} | ({"entities": entities} if entities else {}) | more)

    async def replies(self, text: str, to_message_id: int) -> Json:
        return await self.says(text, reply_to_message=self.room.quoted(to_message_id))

    async def forwards(self, text: str, sender: Json | None = None) -> Json:
        """Pass on what somebody else, by default nobody the bot knows, once said."""
        if sender:
            origin = {"type": "user", "sender_user": sender}
        else:
            origin = {"type": "hidden_user", "sender_user_name": "Tính"}
        return await self.says(text, forward_origin=origin | {"date": self.world.now() - 3600})

    async def edits(self, message: Mapping[str, Any], text: str) -> Json:
        """Change the words, or under a picture the caption, of what was sent."""
        name = "text" if "text" in message else "caption"
        changed = self.room.change(message["message_id"], self.world.now(), {name: text})
        self.world.updates.add("edited_message", changed)
        return changed

    async def sends_photo(self, data: bytes, caption: str = "", **more: object) -> Json:
        return self.tells({"photo": self.world.files.photo(data)} | _caption(caption) | more)

    async def sends_album(self, photos: Sequence[bytes], caption: str = "") -> list[Json]:
        """Several photos as one; the caption stands with the first."""
        album = str(13_000_000_000 + next(self.world.numbers))
        captions = [caption, *[""] * (len(photos) - 1)]
        return [
            await self.sends_photo(data, words, media_group_id=album)
            for data, words in zip(photos, captions, strict=True)
        ]

    async def sends_photos(self, photos: Sequence[bytes], caption: str = "") -> list[Json]:
        """One, or an album."""
        if len(photos) > 1:
            return await self.sends_album(photos, caption)
        return [await self.sends_photo(photos[0], caption)]

    async def sends_file(
        self, data: bytes, name: str, mime: str, caption: str = "", *, size: int | None = None
    ) -> Json:
        """`size` claims a file that is too large to make in a test."""
        about = {"file_name": name, "mime_type": mime}
        return self._sends("document", data, about, caption, size)

    async def sends_voice(
        self, data: bytes, duration: int = 5, caption: str = "", *, size: int | None = None
    ) -> Json:
        about = {"duration": duration, "mime_type": "audio/ogg"}
        return self._sends("voice", data, about, caption, size)

    async def sends_video(
        self, data: bytes, duration: int = 5, caption: str = "", *, size: int | None = None
    ) -> Json:
        about = {"width": 640, "height": 480, "duration": duration, "mime_type": "video/mp4"}
        return self._sends("video", data, about, caption, size)

    async def sends_sticker(self) -> Json:
        about = {"type": "regular", "width": 512, "height": 512, "emoji": "👍"}
        about |= {"is_animated": False, "is_video": False}
        return self._sends("sticker", b"RIFF....WEBP", about)

    async def sends_location(self, latitude: float, longitude: float) -> Json:
        return self.tells({"location": {"latitude": latitude, "longitude": longitude}})

    async def sends_contact(self, phone: str = "+84900000001") -> Json:
        about = {"phone_number": phone, "first_name": self.user["first_name"], "user_id": self.id}
        return self.tells({"contact": about})

    async def sends_poll(self, question: str = "Họp hôm nào?") -> Json:
        options = [
            {"persistent_id": str(n), "text": text, "voter_count": 0}
            for n, text in enumerate(("Thứ hai", "Thứ ba"))
        ]
        no = ("is_closed", "allows_multiple_answers", "allows_revoting", "members_only")
        about = {"id": "5", "question": question, "options": options, "total_voter_count": 0}
        about |= dict.fromkeys(no, False) | {"is_anonymous": True, "type": "regular"}
        return self.tells({"poll": about})

    async def taps(self, label: str) -> Json:
        """Tap the button with this label on the newest message that has it."""
        found = self.room.newest(m for m in self.heard if m.payload_of(label))
        if found:
            return await self.presses(found.payload_of(label), found.id)
        if any(label in row for row in self.keyboard):
            return await self.says(label)
        seen = self.room.newest(m for m in self.heard if m.buttons)
        raise AssertionError(f"no button “{label}”; the newest are {seen.labels if seen else []}")

    async def presses(self, payload: str, message_id: int | None = None) -> Json:
        """Send a button's payload, old or forged; without an id as from the newest message."""
        if message_id is None:
            newest = self.room.newest(self.heard)
            message_id = newest.id if newest else 0
        gone = {"chat": self.room.about, "message_id": message_id, "date": 0}
        query: Json = {
            "id": str(4_300_000_000_000_000 + next(self.world.numbers)),
            "from": self.user,
            "message": self.room.messages.get(message_id, gone),
            "chat_instance": str(-self.room.id * 31 - 7),
            "data": payload,
        }
        self.world.queries[query["id"]] = Query(self.user, self.world.clock())
        self.world.updates.add("callback_query", query)
        return query

    def tells(self, parts: Json) -> Json:
        """Put any message into the chat and queue it for the bot."""
        self.room.started = True
        message = self.room.keep(self.user, self.world.now(), parts)
        if not self._hidden(message):
            self.world.updates.add("message", message)
        return message

    def _sends(
        self, field: str, data: bytes, about: Json, caption: str = "", size: int | None = None
    ) -> Json:
        return self.tells(
            {field: self.world.files.file(field, data, about, size)} | _caption(caption)
        )

    def _hidden(self, message: Json) -> bool:
        """Whether the privacy mode keeps a message of a group from the bot."""
        if not self.world.privacy or not self.room.is_group or "entities" in message:
            return False
        answered = message.get("reply_to_message", {}).get("from")
        named = f"@{self.world.bot['username']}" in message.get("text", "")
        return not named and answered != self.world.bot


def _caption(caption: str) -> Json:
    return {"caption": caption} if caption else {}
