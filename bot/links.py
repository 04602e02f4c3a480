"""The links by which an invite code opens a post, on each channel that is on."""

from collections.abc import Callable, Collection

from bot.channels.base import Channel, Links


def links_of(channels: Collection[Channel]) -> Callable[[str], dict[str, str]]:
    """Invite code to links, by channel; without those a channel does not know yet."""

    def links(code: str) -> dict[str, str]:
        found = {c.name: c.link(code) for c in channels if isinstance(c, Links)}
        return {name: link for name, link in found.items() if link}

    return links
