"""Private chats on Telegram, each with a contact in the outbox, and the two transports to them."""

from collections.abc import Iterable

from pydantic import SecretStr
from sqlalchemy import Connection, insert
from telegram.request import BaseRequest, HTTPXRequest

from benchmarks.crowd import NOW
from bot.channels.base import Body
from bot.channels.pacing import Chats
from bot.channels.telegram import Account, Telegram
from bot.channels.telegram_updates import CHANNEL
from bot.lease import Lease
from bot.shelf import Shelf
from conversations.showing import Button
from storage import outbox
from storage.blobs import open_blobs
from storage.database import Database
from storage.secrets import Keyring
from storage.tables import contacts, metadata
from tests.telegram import TOKEN

FIRST = 100_000  # the id of the first person, also at Telegram
_QUESTION = (
    "2/7. Hộ này ở bản nào? Trả lời bằng số hoặc chạm vào một nút; nếu chưa rõ, gửi “bỏ qua” để "
    "quay lại sau. Câu trả lời được lưu ngay, mất điện hay mất mạng cũng không mất."
)
_CHOICES = (Button("Bản Mù", "1"), Button("Bản Tà Ghênh", "2"), Button("Bản khác", "3"))
_CONTROLS = (("x", Button("Bỏ qua", "x")), ("0", Button("Quay lại", "0")))


def gather(c: Connection, count: int) -> None:
    """Make the schema and a contact for each person."""
    metadata.create_all(c)
    rows = [
        {"id": id, "channel": CHANNEL, "address": str(id), "created_at": NOW}
        for id in range(FIRST, FIRST + count)
    ]
    c.execute(insert(contacts), rows)


def put(c: Connection, ids: Iterable[int], lane: str, mark: str = "") -> None:
    """A question for each of these people, as a turn says it; `mark` is the end of its words."""
    body = Body(_QUESTION + mark, _CHOICES, _CONTROLS).to_json()
    messages: list[outbox.Message] = [
        {"contact_id": id, "channel": CHANNEL, "body": body, "lane": lane} for id in ids
    ]
    outbox.put_many(c, NOW, messages)


def channel(database: Database, base: str, calls: BaseRequest | None = None) -> Telegram:
    """The product's channel, on its own transport or on another."""
    shelf = Shelf(database, open_blobs("memory://"), Keyring("benchmark"))
    account = Account(SecretStr(TOKEN), base)
    return Telegram(account, shelf, Lease(database, CHANNEL), Chats(), calls)


def stock() -> HTTPXRequest:
    """The library's own transport, with room for all that is under way at once."""
    return HTTPXRequest(connection_pool_size=256, pool_timeout=60, read_timeout=15)
