"""A strict local Telegram; see `server`."""

from tests.platforms.faults import DOWNLOAD
from tests.telegram.limits import Limits
from tests.telegram.server import TOKEN, FakeTelegram

__all__ = ["DOWNLOAD", "TOKEN", "FakeTelegram", "Limits"]
