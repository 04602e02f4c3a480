"""Names of hosts resolved for downloads: an address that is not of the public internet is refused.

aiohttp connects to the addresses a resolver hands it and to no other, so between the check and the
connection no second answer of a name server can slip in.
"""

import socket
from ipaddress import IPv6Network, ip_address

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.media_hosts import MediaHosts

# All of IPv6 that is routed; forms that wrap an IPv4 address lie outside, or are named below.
_ROUTED = IPv6Network("2000::/3")


class Hindered(Exception):
    """The file could not be fetched, and may be later; one sentence says why, by host only."""


class NotAllowed(Hindered):
    """Not a host of ZALO_MEDIA_HOSTS, or it leads into a private network.

    That counts as a hindrance: a new host of Zalo's is fetched from once an operator lists it.
    """


class Resolver(AbstractResolver):
    """Resolves by `inner` and lets through what is public, or a host that is listed by name."""

    def __init__(self, hosts: MediaHosts, inner: AbstractResolver | None = None) -> None:
        self._hosts = hosts
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if self._hosts.single_out(host, port) or all(is_public(one["host"]) for one in found):
            return found
        raise NotAllowed(f"{host} leads to an address that is not public")

    async def close(self) -> None:
        await self._inner.close()


def is_public(address: str) -> bool:
    """Whether an address is one machine of the public internet, said plainly."""
    try:
        given = ip_address(address)
    except ValueError:
        return False
    if given.is_multicast or given.is_reserved or not given.is_global:
        return False
    if given.version == 4:  # noqa: PLR2004 - the older internet protocol
        return True
    return given in _ROUTED and given.sixtofour is None and given.teredo is None
