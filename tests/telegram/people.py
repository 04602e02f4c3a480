"""People with their private chats, and groups."""

from tests.telegram.chats import GROUP, PRIVATE, SUPERGROUP, Chat, Message
from tests.telegram.members import Member
from tests.telegram.values import Json
from tests.telegram.world import World

FOREVER = 0


class Person(Member):
    """Somebody, in their own chat with the bot."""

    def within(self, group: "Group") -> Member:
        """The same person in a group: `await hoa.within(group).taps("Xong")`."""
        return Member(self.world, self.user, group.room)

    async def blocks(self) -> None:
        self.room.closed = "bot was blocked by the user"
        change_member(self.world, self.room, self.user, "member", "kicked")

    async def unblocks(self) -> None:
        self.room.closed = ""
        change_member(self.world, self.room, self.user, "kicked", "member")

    async def deletes_account(self) -> None:
        """Telegram tells the bot nothing of this."""
        self.room.closed = "user is deactivated"


class Group:
    """A group that the bot is in."""

    def __init__(self, world: World, room: Chat) -> None:
        self.world = world
        self.room = room

    @property
    def id(self) -> int:
        return self.room.id

    @property
    def chat(self) -> list[Message]:
        return self.room.seen

    @property
    def heard(self) -> list[Message]:
        return [message for message in self.room.seen if message.from_bot]

    @property
    def actions(self) -> list[str]:
        return self.room.actions

    async def says(self, who: Person, text: str) -> Json:
        return await who.within(self).says(text)

    async def adds_bot(self, who: Person) -> None:
        self.room.closed = ""
        change_member(self.world, self.room, who.user, "left", "member")
        who.within(self).tells({"new_chat_members": [self.world.bot]})

    async def removes_bot(self, who: Person) -> None:
        self.room.closed = f"bot was kicked from the {self.room.about['type']} chat"
        change_member(self.world, self.room, who.user, "member", "kicked")

    async def migrates(self, who: Person, to: int) -> "Group":
        """Become a supergroup with another id; the old one takes no messages any more."""
        new = Chat(self.room.about | {"id": to, "type": SUPERGROUP})
        self.world.chats[to] = new
        who.within(self).tells({"migrate_to_chat_id": to})
        self.room.moved_to = to
        moved = Group(self.world, new)
        who.within(moved).tells({"migrate_from_chat_id": self.id})
        return moved


def person(
    world: World, first_name: str, id: int, language_code: str, *, started: bool = True
) -> Person:
    user: Json = {"id": id, "is_bot": False, "first_name": first_name}
    if language_code:
        user["language_code"] = language_code
    about = {"id": id, "first_name": first_name, "type": PRIVATE}
    world.chats[id] = Chat(about, started=started)
    return Person(world, user, world.chats[id])


def group(world: World, title: str, id: int) -> Group:
    """Ids that begin with -100 are those of supergroups."""
    kind = SUPERGROUP if str(id).startswith("-100") else GROUP
    world.chats[id] = Chat({"id": id, "title": title, "type": kind})
    return Group(world, world.chats[id])


def change_member(world: World, room: Chat, user: Json, old: str, new: str) -> None:
    """Tell the bot what became of its place in a chat."""
    forever = {"until_date": FOREVER}
    old_member, new_member = (
        {"user": world.bot, "status": status} | (forever if status == "kicked" else {})
        for status in (old, new)
    )
    body = {"chat": room.about, "from": user, "date": world.now()}
    body |= {"old_chat_member": old_member, "new_chat_member": new_member}
    world.updates.add("my_chat_member", body)
