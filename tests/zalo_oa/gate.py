"""The doors of the fake: the API, the tokens, the photos; and what goes wrong at each."""

import asyncio
from collections.abc import Callable, Mapping

import orjson
from aiohttp import BodyPartReader, web

from tests.platforms.faults import Fault, Faults
from tests.platforms.serving import cut, failed, half, json
from tests.platforms.traffic import Passing, Traffic, entered
from tests.zalo_oa import oauth
from tests.zalo_oa.calls import Asked, Calls, recipient
from tests.zalo_oa.errors import HTTP_OK, OAUTH_REQUEST, Refused, broken
from tests.zalo_oa.media import HTTP_READY, OCTETS
from tests.zalo_oa.values import Json, Upload
from tests.zalo_oa.world import World

OAUTH, PHOTOS = "/oauth", "/photos/"
Answer = tuple[int, bytes]


class Gate:
    faults: Faults

    def __init__(self, world: World, calls: Calls, latency: float) -> None:
        self.world, self.calls, self.latency = world, calls, latency
        self.traffic = Traffic()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        door, path = entered(request.path)
        if path.startswith(PHOTOS):
            return await self._photo(request, path.removeprefix(PHOTOS))
        asked = await _asked(request, path)
        carry_out = self._give_tokens if path.startswith(OAUTH) else self.calls.answer
        with self.traffic.passing(passing := self._passing(door, asked)):
            response = await self._answer(request, asked, carry_out, passing)
        most = self.world.policy.per_minute
        if most is not None and not path.startswith(OAUTH):
            response.headers["X-RateLimit-Limit"] = str(most)
            response.headers["X-RateLimit-Remain"] = str(self.calls.left)
        return response

    def _passing(self, door: str, asked: Asked) -> Passing:
        return Passing(door, asked.path, recipient(asked), self.world.tally.now())

    async def _answer(
        self,
        request: web.BaseRequest,
        asked: Asked,
        carry_out: Callable[[Asked], Answer],
        passing: Passing,
    ) -> web.StreamResponse:
        fault = self.faults.take(asked.path) or Fault()
        if fault.without_effect:
            self.calls.note(asked, _status(fault), fault.error, fault.description)
            if not fault.error:  # of a fault of its own Zalo says nothing that could be relied on
                self.traffic.lost.append(passing)
            return await failed(request, fault, lambda: _told(fault))
        status, body = carry_out(asked)
        if self.latency:
            await asyncio.sleep(self.latency)
        await self.traffic.released()
        await fault.delay()
        if fault.cut:
            self.traffic.lost.append(passing)
            return cut(request)
        return json(status, body)

    def _give_tokens(self, asked: Asked) -> Answer:
        """Tokens are given in a shape of their own, without `data`."""
        try:
            pair = self._tokens(asked)
        except Refused as no:
            status, _ = self.calls.refuse(asked, no)
            about = {"error_name": no.told, "error_reason": str(no), "error": no.code}
            return status, orjson.dumps(about)
        self.calls.note(asked, HTTP_OK, 0, "")
        return HTTP_OK, orjson.dumps(pair)

    def _tokens(self, asked: Asked) -> Json:
        if (asked.verb, asked.path, dict(asked.query)) != ("POST", oauth.PATH, {}):
            raise broken("tokens are given by POST at one address, without a query", OAUTH_REQUEST)
        if asked.content_type != oauth.FORM:
            raise broken(f"the body is {asked.content_type}, not a form", OAUTH_REQUEST)
        secret = asked.headers.get("secret_key")
        return oauth.give(self.world.tokens, self.world.account, secret, asked.form)

    async def _photo(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        fault = self.faults.take_download(request.path) or Fault()
        if fault.without_effect:
            return await failed(request, fault, lambda: web.Response(status=fault.status))
        await fault.delay()
        found = self.world.media.find(name, request)
        if found.status == HTTP_READY and fault.cut:
            return await half(request, found.data)
        headers = {"Location": found.location} if found.location else {}
        return web.Response(
            body=found.data, status=found.status, headers=headers, content_type=OCTETS
        )


def _status(fault: Fault) -> int:
    return fault.status or (HTTP_OK if fault.error else 0)


def _told(fault: Fault) -> web.Response:
    """What Zalo itself says of a prepared failure."""
    no = Refused(fault.error or -fault.status, fault.description)
    return json(_status(fault), no.json)


async def _asked(request: web.BaseRequest, path: str) -> Asked:
    parts = request.content_type == "multipart/form-data"
    uploads = await _uploads(request) if parts else {}
    raw = b"" if parts else await request.read()
    form = request.content_type == oauth.FORM
    return Asked(
        request.method, path.removeprefix(OAUTH), request.query, request.headers,
        request.content_type, raw, uploads, await _form(request) if form else {},
    )  # fmt: skip


async def _form(request: web.BaseRequest) -> Mapping[str, str]:
    return {name: str(value) for name, value in (await request.post()).items()}


async def _uploads(request: web.BaseRequest) -> Mapping[str, Upload]:
    """The parts of the body; one without a file's name is an upload without a name."""
    found = {}
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader):
                data = bytes(await part.read())
                found[part.name or ""] = Upload(part.filename or "", data)
    except ValueError:
        return {}  # no parts after all
    return found
