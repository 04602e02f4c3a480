"""The outages as Zalo sees them: signed events at the webhook of the Official Account.

Zalo waits two seconds for the answer; what it is told is kept must be kept.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

import orjson
from aiohttp import web

from bot.channels import webhooks
from bot.channels.configured import official_account
from bot.channels.zalo_oa_events import CHANNEL, read
from bot.envelope import Envelope
from bot.intake import Intake
from bot.shelf import Shelf
from storage.blobs import open_blobs
from storage.database import Database
from tests.platforms.clock import Time
from tests.soak.outages import Entrance, Say
from tests.stage import KEYRING
from tests.zalo_oa import FakeOA
from tests.zalo_oa.delivery import HTTP_OK, signed
from tests.zalo_oa.events import Event
from tests.zalo_oa.values import Json
from tests.zalo_oa_stage import settings_of


@asynccontextmanager
async def _called(intake: Intake, database: Database) -> AsyncIterator[Say]:
    async with AsyncExitStack() as stack:
        oa = await stack.enter_async_context(FakeOA(clock=Time()))
        shelf = Shelf(database, open_blobs("memory://"), KEYRING)
        channel = official_account(settings_of(oa), database, KEYRING, shelf)
        await stack.enter_async_context(channel)
        app = web.Application(client_max_size=webhooks.LARGEST_CALL)
        app.add_routes(webhooks.routes([channel], lambda _: intake.keep))
        runner = web.AppRunner(app)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        oa.webhook_url = f"http://127.0.0.1:{runner.addresses[0][1]}{channel.path}"
        numbers = count(1)

        async def say(message: Envelope) -> str:
            event = _event(oa, next(numbers), message)
            headers = signed(event, oa.signing, oa.account)
            assert await oa.webhook.post(event.raw, headers) == HTTP_OK
            return read(event.raw)[0].key

        yield say


AT_THE_WEBHOOK = Entrance(
    "answered by the webhook of the Official Account", CHANNEL, _called, within=0.9, plain=False
)


def _event(oa: FakeOA, n: int, message: Envelope) -> Event:
    at = oa.world.events.timestamp()
    body: Json = {"event_name": "user_send_text", "app_id": oa.account.app_id}
    body |= {"sender": {"id": message.address}, "recipient": {"id": oa.account.oa_id}}
    body |= {"message": {"text": message.text, "msg_id": f"{n:020x}"}, "timestamp": at}
    return Event(n, message.address, body, orjson.dumps(body), at)
