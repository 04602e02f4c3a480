"""What a platform calls somebody whom nobody has named yet: asked once, and never waited for."""

from collections.abc import Mapping

import structlog

from bot.channels.base import Channel, Names
from campaign.text import clean
from storage import people
from storage.database import Database, Unreachable
from storage.people import Contact

_log = structlog.get_logger()


class Naming:
    def __init__(self, database: Database, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._channels = channels

    async def ask(self, stranger: Contact) -> None:
        """Raises nothing: whoever has no name here joins without."""
        channel = self._channels.get(stranger.channel)
        if not isinstance(channel, Names):
            return
        try:
            # Noted before it is asked: two messages at once, or two processes, ask once.
            if await self._database.transact(people.ask_name, stranger.id):
                name = clean(await channel.name_of(stranger.address))
                await self._database.transact(people.call, stranger.id, " ".join(name.split()))
        except Unreachable as error:
            _log.info("name_not_kept", contact=stranger.id, error=str(error))
