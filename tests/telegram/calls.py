"""Every call of the bot: carried out, written down, and blamed where it broke a rule."""

from dataclasses import dataclass

import orjson

from tests.telegram import editing, sending, settling
from tests.telegram.errors import Refused
from tests.telegram.polling import Polling
from tests.telegram.rules import METHODS, read, unknown
from tests.telegram.sending import Params
from tests.telegram.updates import Update
from tests.telegram.values import Body, Json
from tests.telegram.webhook import Webhook
from tests.telegram.world import World

OK = 200
HANDLERS = sending.HANDLERS | editing.HANDLERS | settling.HANDLERS


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `status` 0: the line was cut before it took effect."""

    method: str
    params: Params
    at: float
    status: int
    error: str


class Calls:
    def __init__(self, world: World, pauses: tuple[float, ...]) -> None:
        self.world = world
        self.all: list[Call] = []
        self.invalid: list[str] = []
        self.webhook = Webhook(world.updates, self._obey, world.now, pauses)
        self.polling = Polling(world.updates, lambda: bool(self.webhook.url))

    async def answer(self, method: str, body: Body) -> tuple[int, bytes]:
        """The status and the JSON that the bot gets for a call."""
        params: Params = body.params
        try:
            params = self._read(method, body)
            result = await self._carry_out(method, params)
        except Refused as no:
            if no.broken:
                self.invalid.append(f"{method}: {no.description}")
            self.note(method, params, no.status, no.description)
            return no.status, error_json(no)
        self.note(method, params, OK, "")
        return OK, _ok_json(result)

    def note(self, method: str, params: Params, status: int, error: str) -> None:
        self.all.append(Call(method, params, self.world.monotonic(), status, error))
        self.world.updates.ring()

    def _read(self, method: str, body: Body) -> Params:
        if method in METHODS and (odd := unknown(method, body)):
            self.invalid.append(f"{method}: it has no {', '.join(sorted(odd))}")
        return read(method, body)

    async def _carry_out(self, method: str, params: Params) -> object:
        match method:
            case "getUpdates":
                return await self.polling.get_updates(params)
            case "setWebhook":
                done = await self.webhook.set(params)
                self.world.updates.ring()
                return done
            case "deleteWebhook":
                return await self.webhook.set({"url": ""} | params)
            case "getWebhookInfo":
                return self.webhook.info()
        return HANDLERS[method](self.world, params)

    async def _obey(self, method: str, params: Json) -> None:
        """Carry out the call that stood in a webhook's answer."""
        await self.answer(method, Body(params))


def _ok_json(result: object) -> bytes:
    """Updates are JSON already."""
    if isinstance(result, list) and result and isinstance(result[0], Update):
        return b'{"ok":true,"result":[' + b",".join(update.raw for update in result) + b"]}"
    return b'{"ok":true,"result":' + orjson.dumps(result) + b"}"


def error_json(no: Refused) -> bytes:
    about = {"ok": False, "error_code": no.status, "description": no.description}
    return orjson.dumps(about | ({"parameters": no.parameters} if no.parameters else {}))
