"""What people sent, as the platform's file servers give it away: by a plain GET, for a while.

Those servers are odd: a fresh file may be answered 202 without a body, everything is called
octet-stream, and whoever names a page that led there (Referer) is turned away.
"""

from collections import Counter
from itertools import count

from aiohttp import web

from tests.zalo_bot.errors import FORBIDDEN, MISSING
from tests.zalo_bot.switches import Switches

FOLDER = "/cdn/"
ACCEPTED, FOUND = 202, 302


class Media:
    def __init__(self, switches: Switches, invalid: list[str]) -> None:
        self.gets: Counter[str] = Counter()  # by path; every try counts, but no redirect
        self._files: dict[str, bytes] = {}
        self._switches, self._invalid = switches, invalid
        self._numbers = count(1)

    def keep(self, host: str, suffix: str, data: bytes) -> str:
        """The path at which these bytes can be fetched from now on."""
        path = f"{FOLDER}{host}/{next(self._numbers):012x}.{suffix}"
        self._files[path] = data
        return path

    def expire(self) -> None:
        """Every address that was ever told is dead."""
        self._files.clear()

    def answer(self, request: web.BaseRequest) -> web.Response:
        if "Referer" in request.headers:
            self._invalid.append(f"{request.path}: fetched with a Referer")
            return web.Response(status=FORBIDDEN)
        hop = int(request.query.get("hop", "0"))
        if hop < self._switches.redirects:
            return web.Response(status=FOUND, headers={"Location": f"{request.path}?hop={hop + 1}"})
        return self._file(request.path)

    def _file(self, path: str) -> web.Response:
        self.gets[path] += 1
        data = self._files.get(path)
        if data is None:
            return web.Response(status=MISSING)
        if self.gets[path] <= self._switches.not_ready:
            return web.Response(status=ACCEPTED)
        return web.Response(body=data, content_type="application/octet-stream")
