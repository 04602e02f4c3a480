"""The demo: the cast, and exemplars in every state, made through the real turn."""

from bot import cast
from bot.services import Services


async def set_the_stage(services: Services) -> None:
    """Make the cast and its records once; a second start finds them there."""
    await services.database.transact(lambda c: cast.refuse_strangers(c))
    now = services.clock()
    await services.database.transact(lambda c: cast.add_villages(c, now.date()))
    await services.database.transact(lambda c: cast.join(c, now))
