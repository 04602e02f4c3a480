"""A strict local Zalo Bot Platform; see `server`."""

from tests.platforms.faults import DOWNLOAD
from tests.zalo_bot.people import MENTION
from tests.zalo_bot.server import TOKEN, FakeZaloBot

__all__ = ["DOWNLOAD", "MENTION", "TOKEN", "FakeZaloBot"]
