"""Updates of Telegram read as envelopes. What says nothing to us, or is spoilt, reads as None."""

import re
from typing import Any

import structlog
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.envelope import Attachment, Envelope, Event
from campaign.text import clean

CHANNEL = "telegram"
# Exactly the kinds of updates that are read here; Telegram is asked for no others.
KINDS = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
_LONGEST_ALBUM = 80  # characters of the name under which an album is kept
_LARGEST = 2**52  # Telegram's ids have fewer bits
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{3,30}")
_GONE = frozenset({ChatMemberStatus.BANNED, ChatMemberStatus.LEFT})
_log = structlog.get_logger()


def read(raw: Any, bot: User | None) -> Envelope | None:  # noqa: ANN401 - whatever JSON came
    """What an update says. `bot` is who we are, to know whether a group speaks to us."""
    try:
        return _read(Update.de_json(raw, None), bot)
    except Exception as error:  # noqa: BLE001 - no shape of an update may stop the next one
        _log.warning("telegram_update_unreadable", error=type(error).__name__)
        return None


def tap_of(raw: Any) -> str | None:  # noqa: ANN401 - as above
    """The id of a tap that waits to be answered, else None."""
    query = raw.get("callback_query") if isinstance(raw, dict) else None
    id = query.get("id") if isinstance(query, dict) else None
    return id if isinstance(id, str) else None


def _id(given: Any) -> int:  # noqa: ANN401 - whatever JSON came
    """An id that may stand for one of Telegram's. Raises ValueError, TypeError."""
    id = int(given)
    if abs(id) >= _LARGEST:
        raise ValueError("too large for an id")
    return id


def _read(update: Update, bot: User | None) -> Envelope | None:
    id = f"u{_id(update.update_id)}"
    if update.callback_query is not None:
        return _tap(id, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(id, update.my_chat_member)
    if update.edited_message is not None:
        return _edit(id, update.edited_message)
    if update.message is None:
        return None
    if update.message.chat.type in _GROUPS:
        return _in_group(id, update.message, bot)
    return _message(id, update.message) if _is_private(update.message.chat) else None


def _is_private(chat: Chat) -> bool:
    return chat.type == ChatType.PRIVATE


def _at(chat: Chat) -> str:
    return str(_id(chat.id))


def _tap(id: str, query: CallbackQuery) -> Envelope | None:
    if query.message is not None and not _is_private(query.message.chat):
        return None  # in groups the bot shows no buttons
    address = str(_id(query.from_user.id))
    if not isinstance(query.data, str):
        return Envelope(CHANNEL, address, id, event=Event.ODD)
    return Envelope(CHANNEL, address, id, payload=query.data)


def _membership(id: str, member: ChatMemberUpdated) -> Envelope | None:
    """Who blocks the bot leaves it; a group it is called into hears how it works."""
    gone = member.new_chat_member.status in _GONE
    if _is_private(member.chat):
        event = Event.LEFT if gone else Event.RETURNED
        return Envelope(CHANNEL, _at(member.chat), id, event=event)
    if member.chat.type not in _GROUPS:
        return None
    if gone:
        return Envelope(CHANNEL, _at(member.chat), id, event=Event.LEFT)
    came = member.old_chat_member.status in _GONE
    speaker = str(_id(member.from_user.id))
    return Envelope(CHANNEL, speaker, id, text="", group=_at(member.chat)) if came else None


def _edit(id: str, message: Message) -> Envelope | None:
    if not _is_private(message.chat) or not isinstance(message.text, str):
        return None
    ref = str(_id(message.message_id))
    return Envelope(CHANNEL, _at(message.chat), id, text=message.text, event=Event.EDITED, ref=ref)


def _sent_at(message: Message) -> float:
    return message.date.timestamp()


# --- in private


def _message(id: str, message: Message) -> Envelope | None:
    address, ref = _at(message.chat), str(_id(message.message_id))
    if isinstance(message.text, str):
        return Envelope(CHANNEL, address, id, text=message.text, ref=ref, at=_sent_at(message))
    attachment = _attachment(message)
    if attachment is not None:
        return Envelope(CHANNEL, address, id, attachment=attachment)
    if message.contact is not None:
        return Envelope(CHANNEL, address, id, text=_own_phone(message), event=Event.PHONE)
    if message.effective_attachment is not None or message.api_kwargs:
        return Envelope(CHANNEL, address, id, event=Event.ODD)
    return None  # a notice of Telegram's own, such as that a message was pinned


def _own_phone(message: Message) -> str:
    """Empty where it is somebody else's, or no number at all."""
    shared, who = message.contact, message.from_user
    if shared is None or who is None or shared.user_id != who.id:
        return ""
    given = shared.phone_number
    return given if isinstance(given, str) and _PHONE.fullmatch(given) else ""


def _attachment(message: Message) -> Attachment | None:
    """Everything that can be evidence. A photo sent as a file is still a photo."""
    if message.location is not None:
        place = message.location
        ref = {"latitude": float(place.latitude), "longitude": float(place.longitude)}
        return Attachment("location", ref)
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return _file(message, "photo", largest)
    if message.voice is not None:
        return _file(message, "voice", message.voice)
    if message.audio is not None:
        return _file(message, "voice", message.audio)
    for film in (message.video, message.video_note):
        if film is not None:
            return _file(message, "video", film)
    return _document(message)


def _document(message: Message) -> Attachment | None:
    sent = message.document  # an animation comes as a document, too
    if sent is None:
        return None
    is_picture = isinstance(sent.mime_type, str) and sent.mime_type.startswith("image/")
    return _file(message, "photo" if is_picture else "file", sent)


def _file(message: Message, kind: str, sent: Any) -> Attachment:  # noqa: ANN401 - any file type
    ref: dict[str, Any] = {"file_id": str(sent.file_id)}
    if isinstance(sent.file_size, int):
        ref["size"] = sent.file_size
    name = getattr(sent, "file_name", None)
    if isinstance(name, str):
        ref["name"] = clean(name)
    album = clean(message.media_group_id) if isinstance(message.media_group_id, str) else ""
    caption = message.caption if isinstance(message.caption, str) else ""
    return Attachment(kind, ref, caption, album[:_LONGEST_ALBUM])


# --- in a group


def _in_group(id: str, message: Message, bot: User | None) -> Envelope | None:
    if message.migrate_to_chat_id is not None:
        new = str(_id(message.migrate_to_chat_id))
        return Envelope(CHANNEL, _at(message.chat), id, text=new, event=Event.MOVED)
    if not isinstance(message.text, str) or message.from_user is None:
        return None
    name = _name_of(bot)
    if not _to_us(message, bot, name):
        return None
    text = name.sub(" ", message.text) if name else message.text
    speaker = str(_id(message.from_user.id))
    return Envelope(CHANNEL, speaker, id, text=text, group=_at(message.chat))


def _name_of(bot: User | None) -> re.Pattern[str] | None:
    """How we are called in a group: capital letters do not count."""
    if bot is None or not bot.username:
        return None
    return re.compile(rf"@{re.escape(bot.username)}\b", re.IGNORECASE)


def _to_us(message: Message, bot: User | None, name: re.Pattern[str] | None) -> bool:
    """A command, our name, or an answer to something we said."""
    text, to = str(message.text), message.reply_to_message
    answers = to is not None and to.from_user is not None and bot is not None
    if name and name.search(text):
        return True
    if text.startswith("/"):
        return "@" not in text.split(maxsplit=1)[0]
    return bool(answers and to and to.from_user and bot and to.from_user.id == bot.id)
