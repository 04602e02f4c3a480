"""The links by which an invite code opens a post, on each channel that is on."""

from collections.abc import Callable

from bot.settings import Settings


def links_of(settings: Settings, channels: tuple[str, ...]) -> Callable[[str], dict[str, str]]:
    """Invite code to links, by channel."""

    def links(code: str) -> dict[str, str]:
        found = {"web": f"{settings.address}/i/{code}"}
        return {name: link for name, link in found.items() if name in channels}

    return links
