"""A strict Zalo Official Account for tests: its API over HTTP on this machine, with people.

What the real server passes over in silence and what it refuses is written down in `invalid`, so a
test that ends with `assert oa.invalid == []` has proved that every call of the bot was a good one.
What merely happens to bots (a token dies, a window closes, too many calls) is answered as the real
server answers and is no blame. Where sources disagree about the real one, a switch plays each.
"""

import time
from collections.abc import Callable
from typing import Self

from tests.platforms.counting import Tally
from tests.platforms.faults import Faults
from tests.platforms.serving import Serving
from tests.platforms.traffic import Traffic, through
from tests.zalo_oa import people
from tests.zalo_oa.assets import Assets
from tests.zalo_oa.calls import Calls
from tests.zalo_oa.chats import Message
from tests.zalo_oa.delivery import Account, Webhook
from tests.zalo_oa.events import Event, Events
from tests.zalo_oa.forging import Forgery, forged
from tests.zalo_oa.gate import Gate
from tests.zalo_oa.media import Media
from tests.zalo_oa.people import Person
from tests.zalo_oa.signing import Signing
from tests.zalo_oa.tokens import Tokens
from tests.zalo_oa.values import Json
from tests.zalo_oa.watching import Watched
from tests.zalo_oa.world import AGENT, Policy, World

APP_ID, OA_ID = "1234567890123456789", "2222222222222222222"
APP_SECRET, SECRET_KEY = "an-app-secret-of-the-tests", "OA_SECRET_FOR_TESTS"
ACCESS, REFRESH = "A1", "R1"
QUICK = (0.01, 0.02, 0.05, 0.1, 0.2)


class FakeOA(Watched):
    """`async with FakeOA() as oa:`; `clock` dates what happens, `monotonic` counts calls a minute.

    `latency` seconds pass before each answer; `pauses` are the waits before an event is posted
    again, `retries` how often (the real one gives up after 5; None: never).
    """

    def __init__(  # noqa: PLR0913 - each has a default that most tests keep
        self,
        *,
        app_id: str = APP_ID,
        oa_id: str = OA_ID,
        app_secret: str = APP_SECRET,
        secret_key: str = SECRET_KEY,
        access_token: str = ACCESS,
        refresh_token: str = REFRESH,
        latency: float = 0.0,
        government: bool = False,
        per_minute: int | None = None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        pauses: tuple[float, ...] = QUICK,
        retries: int | None = None,
    ) -> None:
        self.account = Account(app_id, oa_id, secret_key, app_secret)
        self.policy = Policy(government=government, per_minute=per_minute)
        self.invalid: list[str] = []  # a sentence for each broken rule
        self.tokens = Tokens(access_token, refresh_token, clock)
        self.media = Media(self.invalid)
        self.world = World(
            self.account, self.tokens, self.policy, clock, Tally(monotonic), Events(clock),
            Assets(clock), self.media, self.invalid,
        )  # fmt: skip
        self.webhook = Webhook(self.world.events, self.account, pauses, retries)
        self.log = Calls(self.world)
        self._gate = Gate(self.world, self.log, latency)
        self._serving = Serving(self._gate.handle)
        self.faults = Faults(self._serving.hang_up, self._serving.pick_up)
        self._gate.faults = self.faults

    async def __aenter__(self) -> Self:
        await self._serving.start()
        self.media.base = self.media_base
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.webhook.stop()
        await self._serving.stop()

    # Where things are.

    @property
    def traffic(self) -> Traffic:
        return self._gate.traffic

    def through(self, door: str) -> str:
        """The base for a process whose requests are to be told from those of others."""
        return through(self.base, door)

    @property
    def base(self) -> str:
        return self._serving.base

    @property
    def oauth_base(self) -> str:
        return f"{self.base}/oauth"

    @property
    def media_base(self) -> str:
        return f"{self.base}/photos"

    @property
    def webhook_url(self) -> str:
        """Where events go; until it is set they wait."""
        return self.webhook.url

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        self.webhook.url = url

    @property
    def signing(self) -> Signing:
        return self.webhook.signing

    @signing.setter
    def signing(self, signing: Signing) -> None:
        self.webhook.signing = signing

    # What a test plays.

    def person(self, name: str, id: str = "", *, follower: bool = False) -> Person:
        """Somebody on Zalo; a `follower` has just followed, and nobody was told."""
        return people.person(self.world, name, id, follower=follower)

    def template(self, name: str, /, **longest: int) -> None:
        """An approved template with its keys, and how long their values may be."""
        self.world.templates[name] = longest

    def forget_quotes(self) -> None:
        """What was said so far is too old to be quoted."""
        for room in self.world.rooms.values():
            room.quotable_from = len(room.messages)

    async def agent_answers(self, who: Person, text: str, admin_id: str = AGENT) -> Message:
        """A human answers in OA Manager."""
        id = self.world.events.message_id()
        said = Message(id, "text", from_oa=True, text=text, admin_id=admin_id)
        return self.world.said(who.room, said)

    async def anonymous_says(self, text: str, id: str = "5555555555555555555") -> Event:
        """Somebody in the widget of a web page, who has no account here."""
        account, message = self.account, {"text": text, "msg_id": self.world.events.message_id()}
        body: Json = {"event_name": "anonymous_send_text", "app_id": account.app_id}
        body |= {"sender": {"id": id}, "recipient": {"id": account.oa_id}, "message": message}
        return self.push(body | {"timestamp": self.world.events.timestamp()}, who=id)

    def push(self, body: Json, who: str = "") -> Event:
        """Queue any JSON as an event, in the order of this person's."""
        return self.world.events.add(who, body)

    async def deliver_again(self, n: int = -1) -> int:
        """Post the n-th event of `events` once more; the status it was answered with."""
        return await self.webhook.send(self.events[n], num_retry=1)

    async def forge(self, event: Event, how: Forgery) -> int:
        """Post an event as it must not be believed; the status it was answered with."""
        return await self.webhook.post(*forged(event, how, self.signing, self.account))

    async def saves_webhook(self, body: bytes = b"{}") -> int:
        """Post what Zalo posts, unsigned, when the address is saved in the console."""
        return await self.webhook.post(body, {})
