"""The parts of a running process, put together in one place (`bot.app`) and handed to the rest."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.broadcasting import Broadcasting
from bot.channels.base import Channel
from bot.channels.web_chat import WebChat
from bot.clock import Clock
from bot.intake import Intake
from bot.measures import Measures
from bot.reminding import Reminding
from bot.sender import Sender
from bot.settings import Settings
from bot.shelf import Shelf
from bot.spool import Spool
from bot.usage import Usage
from bot.worker import Worker
from storage.blobs import Blobs
from storage.database import Database
from storage.secrets import Keyring


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    database: Database
    keyring: Keyring
    blobs: Blobs
    spool: Spool
    clock: Clock
    intake: Intake
    sender: Sender
    worker: Worker
    measures: Measures
    chat: WebChat
    channels: Mapping[str, Channel]
    usage: Usage
    reminding: Reminding
    shelf: Shelf
    broadcasting: Broadcasting
