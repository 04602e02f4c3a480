"""People: they follow, write, tap, look; each becomes an event to the bot."""

from tests.zalo_oa.chats import Message, Room
from tests.zalo_oa.errors import NOT_FOLLOWING
from tests.zalo_oa.events import Event
from tests.zalo_oa.messages import Button
from tests.zalo_oa.sharing import Sharer
from tests.zalo_oa.values import Json
from tests.zalo_oa.world import World

HIDDEN = "oa.query.hide"
NOWHERE = dict.fromkeys(("address", "city", "district", "ward"), "")
NEWER = {
    "user_dob": "",
    "gender": "",
    "full_address": dict.fromkeys(("user_city", "user_ward", "user_address"), ""),
}


class Person(Sharer):
    """Somebody on Zalo. What they do is queued for the bot when the call returns."""

    @property
    def id(self) -> str:
        return self.room.id

    @property
    def chat(self) -> list[Message]:
        """What stands in their chat with the OA."""
        return list(self.room.messages)

    @property
    def heard(self) -> list[Message]:
        """What the OA said here, the bot or a human of it."""
        return [message for message in self.room.messages if message.from_oa]

    @property
    def reactions(self) -> list[tuple[str, str]]:
        """What the OA put under messages: an icon and the message's id."""
        return list(self.room.reactions)

    async def follows(self, source: str = "oa_profile", *, by_app: bool = True) -> Event:
        """Real events came also without the id `by_app`."""
        self.room.following, self.room.refusal = True, 0
        self.world.interacted(self.room)
        return self._joins("follow", source, by_app=by_app)

    async def unfollows(self) -> Event:
        self.room.following, self.room.refusal = False, NOT_FOLLOWING
        return self._joins("unfollow", "oa_profile", by_app=True)

    def refuses(self, code: int = NOT_FOLLOWING) -> None:
        """Whoever writes to them is told this error (-213, -217, -227, -218 …)."""
        self.room.refusal = code

    def accepts(self) -> None:
        self.room.refusal = 0

    async def says(self, text: str) -> Event:
        return self._says(text, hidden=False)

    async def taps(self, label: str) -> Event:
        """Tap the button with this label on the newest message that has it."""
        button = self._button(label)
        return self._says(button.sends, hidden=button.type == HIDDEN)

    async def presses(self, payload: str) -> Event:
        """Send the payload of a button, however old, or of an entry of the fixed menu."""
        sent = (b for m in self.heard for b in m.buttons if b.sends == payload)
        button = next(sent, None)
        return self._says(payload, hidden=bool(button and button.type == HIDDEN))

    async def submits_info(self, name: str, phone: str, *, newer: bool = False) -> Event:
        """Agree to what the OA asked for with request_user_info."""
        assert any(message.kind == "info" for message in self.heard), "nobody asked for it"
        self.room.info = {"name": name, "phone": phone} | NOWHERE | (NEWER if newer else {})
        self.world.interacted(self.room)
        return self.world.by_person(self.room, "user_submit_info", {"info": self.room.info})

    async def seen(self) -> Event:
        """Look at all that is new."""
        ids, self.room.unseen = self.room.unseen, []
        return self.world.by_person(self.room, "user_seen_message", {"message": {"msg_ids": ids}})

    async def reacts(self, icon: str = "/-heart", message_id: str = "") -> Event:
        newest = self.heard[-1].id if self.heard else ""
        about = {"msg_id": message_id or newest, "react_icon": icon}
        return self.world.by_person(self.room, "user_reacted_message", {"message": about})

    async def opens_chat(self) -> Event:
        """Tap “chat now” on the page of the OA; this event is flat."""
        account = self.world.account
        body = {"event_name": "user_click_chatnow", "user_id": self.id, "oa_id": account.oa_id}
        body |= {"app_id": account.app_id, "timestamp": self.world.events.timestamp()}
        return self.world.events.add(self.id, body)

    def _says(self, text: str, *, hidden: bool) -> Event:
        id = self.world.events.message_id()
        if not hidden:
            self.room.keep(Message(id, "text", from_oa=False, text=text))
        return self._tells("user_send_text", {"text": text}, id)

    def _button(self, label: str) -> Button:
        for message in reversed(self.heard):
            if button := message.button(label):
                return button
        seen = next((m.labels for m in reversed(self.heard) if m.buttons), [])
        raise AssertionError(f"no button “{label}” that says something; the newest are {seen}")

    def _joins(self, name: str, source: str, *, by_app: bool) -> Event:
        account = self.world.account
        body: Json = {"oa_id": account.oa_id, "follower": {"id": self.id}}
        body |= {"user_id_by_app": self.room.by_app} if by_app else {}
        body |= {"event_name": name, "source": source, "app_id": account.app_id}
        return self.world.events.add(self.id, body | {"timestamp": self.world.events.timestamp()})


def person(world: World, name: str, id: str, *, follower: bool) -> Person:
    number = len(world.rooms)
    assert not id or id.isdecimal(), "ids of people are texts of digits"
    id = id or str(1_111_111_111_111_111_111 + number)
    room = Room(id, str(3_333_333_333_333_333_333 + number), name, following=follower)
    if follower:
        world.interacted(room)
    world.rooms[id] = room
    return Person(world, room)
