"""Which hosts files may be downloaded from: what ZALO_MEDIA_HOSTS says, parsed.

The hard idea: a host is compared in the very spelling that is connected to (lower case, IDNA, no
dot at the end), and an address only ever as it is listed, so an odd spelling of one fits nothing.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TypeAlias

from yarl import URL

# Zalo's own hosts of photos, voice and files, as they were seen in messages.
ZALO = ".zdn.vn,.zadn.vn,.dlfl.vn,.flchat.vn,.dlmd.me"
WEB = frozenset({80, 443})
_WORD = re.compile(r"(\.?)(\[[0-9A-Fa-f:.]+\]|[^\s/@:?#%*\\\[\]]+)(?::(\d{1,5}))?")
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]|localhost")

Place: TypeAlias = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class MediaHosts:
    """`suffixes` stand for a domain and all below it; `listed` for one host each.

    A listed host without a port has the ports of the web; this machine itself has any.
    """

    suffixes: frozenset[str]
    listed: frozenset[Place]

    @classmethod
    def parse(cls, text: str) -> "MediaHosts":
        """Hosts, `host:port` and `.suffixes`, comma-separated. Raises ValueError: a sentence."""
        suffixes, listed = set(), set()
        for word in filter(None, map(str.strip, (text or ZALO).split(","))):
            is_suffix, place = _parsed(word)
            if is_suffix:
                suffixes.add(place[0])
            else:
                listed.add(place)
        return cls(frozenset(suffixes), frozenset(listed))

    def allow(self, url: URL) -> bool:
        host, port = bare(url.raw_host or ""), url.port
        if port is None or self.single_out(host, port):
            return port is not None
        within = any(host == s or host.endswith(f".{s}") for s in self.suffixes)
        return within and port in WEB

    def single_out(self, host: str, port: int) -> bool:
        """Whether this very host is listed: it may then be a machine of a private network."""
        host = bare(host)
        usual = port in WEB or _is_loopback(host)
        return (host, port) in self.listed or (usual and (host, None) in self.listed)


def bare(host: str) -> str:
    return host.rstrip(".").lower()


def _parsed(word: str) -> tuple[bool, Place]:
    found = _WORD.fullmatch(word)
    if found is None:
        raise _bad(word)
    dot, host, port = found.groups()
    host = _spelt(word, host.strip("[]"))
    if _NAME.fullmatch(host) is None and (dot or not _is_address(host)):
        raise _bad(word)
    if dot and (port or "." not in host):
        raise _bad(word)
    return bool(dot), (host, int(port) if port else None)


def _spelt(word: str, host: str) -> str:
    try:
        return bare(URL.build(scheme="http", host=host).raw_host or "")
    except ValueError:
        raise _bad(word) from None


def _bad(word: str) -> ValueError:
    example = ".zdn.vn, photos.zalo.vn or 127.0.0.1:8080"
    return ValueError(f"{word} is no host, no .domain and no host:port, such as {example}")


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)
