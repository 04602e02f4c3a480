"""Every call of the bot: carried out, written down, and blamed where it broke a rule."""

from dataclasses import dataclass

import orjson

from tests.zalo_bot.borrowed import Body, Json, Refused
from tests.zalo_bot.errors import error_json
from tests.zalo_bot.events import Event
from tests.zalo_bot.polling import Polling
from tests.zalo_bot.rules import Params, read, unknown
from tests.zalo_bot.sending import HANDLERS
from tests.zalo_bot.webhook import Webhook
from tests.zalo_bot.world import BOT, World

OK = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `code` 200 for ok, 0: the line was cut before it took effect."""

    method: str
    params: Params
    at: float
    code: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot gets, always under HTTP 200, and the event that is lost if it does not."""

    body: bytes
    event: Event | None = None


class Calls:
    def __init__(self, world: World) -> None:
        self.world = world
        self.all: list[Call] = []
        self.webhook = Webhook(world.events, world.switches, world.now)
        self.polling = Polling(world.events, world.switches)

    async def answer(self, method: str, body: Body) -> Answer:
        params: Params = body.params
        try:
            if odd := unknown(method, body):
                self.world.invalid.append(f"{method}: it has no {', '.join(odd)}")
            params = read(method, body)
            answer = await self._carry_out(method, params)
        except Refused as no:
            return self.refuse(method, params, no)
        self.note(method, params, OK)
        return answer

    def refuse(self, method: str, params: Params, no: Refused) -> Answer:
        if no.broken:
            self.world.invalid.append(f"{method}: {no.description}")
        self.note(method, params, no.status, no.description)
        return Answer(error_json(no.status, no.description))

    def note(self, method: str, params: Params, code: int, error: str = "") -> None:
        self.all.append(Call(method, params, self.world.clock(), code, error))
        self.world.events.ring()

    async def _carry_out(self, method: str, params: Params) -> Answer:
        if method == "getUpdates":
            event = await self.polling.get_updates(params)
            return Answer(self.world.events.polled(event), event)
        result = await self._result(method, params)
        return Answer(
            orjson.dumps({"ok": True} if result is None else {"ok": True, "result": result})
        )

    async def _result(self, method: str, params: Params) -> Json | None:
        match method:
            case "getMe":
                return BOT
            case "setWebhook":
                return await self.webhook.set(params)
            case "deleteWebhook":
                return await self.webhook.delete()
            case "getWebhookInfo":
                return self.webhook.info()
        return await HANDLERS[method](self.world, params)
