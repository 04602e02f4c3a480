"""The host where what people send lies: no token, no patience, and not ready when it is asked."""

from collections import Counter
from dataclasses import dataclass
from itertools import count

from aiohttp.web import BaseRequest

HTTP_READY, HTTP_NOT_YET, HTTP_MOVED, HTTP_NO, HTTP_GONE = 200, 202, 302, 403, 404
OCTETS = "application/octet-stream"
SECRETS = ("access_token", "secret_key", "authorization", "appsecret_proof")


@dataclass(frozen=True, slots=True)
class Found:
    status: int
    data: bytes = b""
    location: str = ""


class Media:
    """`not_yet`: how often each address answers 202 with nothing before it has the bytes.

    `redirect_to`: the beginning of another address (`http://localhost:1234`) where each GET is sent
    first; what arrives there with `?moved=1` is answered.
    """

    def __init__(self, invalid: list[str]) -> None:
        self.base = ""  # known when the server runs
        self.not_yet = 0
        self.redirect_to = ""
        self.asked: Counter[str] = Counter()
        self._invalid = invalid
        self._kept: dict[str, bytes] = {}
        self._count = count(1)

    def keep(self, data: bytes, suffix: str) -> str:
        """The address of something that somebody sent."""
        name = f"{next(self._count):08d}.{suffix}"
        self._kept[name] = data
        return f"{self.base}/{name}"

    def expire(self) -> None:
        """Every address so far is dead; there is no other way to what was there."""
        self._kept.clear()

    def find(self, name: str, request: BaseRequest) -> Found:
        if told := [header for header in SECRETS if header in request.headers]:
            self._invalid.append(f"media: it was told the {', '.join(told)}")
        if "Referer" in request.headers:
            self._invalid.append("media: a Referer is refused")
            return Found(HTTP_NO)
        if self.redirect_to and "moved" not in request.query:
            return Found(HTTP_MOVED, location=f"{self.redirect_to}{request.path}?moved=1")
        if name not in self._kept:
            return Found(HTTP_GONE)
        self.asked[name] += 1
        return Found(HTTP_NOT_YET) if self._wait(name) else Found(HTTP_READY, self._kept[name])

    def _wait(self, name: str) -> bool:
        return self.asked[name] <= self.not_yet
