"""The tokens a Zalo Official Account sends with: always one that works, renewed exactly once.

The hard idea: a refresh token works once and renewing kills the access token everybody uses, so one
process renews under a lease, keeps the new pair before anybody uses it, and the others take it from
the row. A renewal is a task of its own that no caller can cancel: its answer comes only once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import structlog

from bot.channels.zalo_oauth import NotRenewed, OAuth, Pair, TokenRefused, Unused
from bot.channels.zalo_pairs import LATER, SOON, Held, NotNow, Pairs
from bot.settings import Settings
from storage.database import Database
from storage.secrets import Keyring
from storage.tokens import RENEWING

LOOKS = (0.2, 0.3, 0.5, 1.0, 2.0, 3.0, 3.0)  # seconds between looks while another one renews
PATIENCE = 6.0  # seconds a caller waits for a renewal: a send is cut off after 20, in doubt
REREAD = 60.0  # seconds until a token in memory is looked up again
OLD = 0.8  # of its life: 20 of 25 hours
DAY = 86_400.0
AGEING = 80 * DAY  # a refresh token lives for three months
NEW_PAIR = "set a new pair as ZALO_OA_ACCESS_TOKEN and ZALO_OA_REFRESH_TOKEN"

_log = structlog.get_logger()


class TokenKeeper:
    """One for each process. `access` and `renew` raise NotNow: nothing has left, try later."""

    def __init__(
        self,
        pairs: Pairs,
        oauth: OAuth,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._pairs = pairs
        self._oauth = oauth
        self._sleep = sleep
        self._clock = clock
        self._access = ""
        self._looked = self._rests_until = 0.0
        self._unsaved: tuple[Held, Pair] | None = None
        self._renewal: asyncio.Task[str] | None = None
        self._hinders = ""
        self._warned = False

    @property
    def state(self) -> str:
        return self._hinders or "on"

    async def access(self) -> str:
        """The token to send with."""
        if self._access and self._clock() - self._looked < REREAD:
            return self._access
        return self._use(await self._read())

    async def renew(self, bad: str) -> str:
        """The token that follows `bad`, which Zalo called invalid or expired."""
        renewal = self._renewal
        if renewal is None or renewal.done():
            if self._clock() < self._rests_until:
                raise NotNow(self._hinders, SOON)
            renewal = self._renewal = asyncio.create_task(self._renewed(bad))
            renewal.add_done_callback(_heard)
        await asyncio.wait([renewal], timeout=PATIENCE)
        if not renewal.done():
            raise NotNow("the tokens are being renewed", SOON)
        return renewal.result()

    async def tend(self) -> None:
        """Called once a minute: renew in time, finish what a crash left, notice what changed.

        A message may be put off for want of tokens just after others were given, so all that waits
        for them is looked for each time, not only when they change.
        """
        try:
            held = await self._read()
            self._use(held)
            if held.broken == RENEWING or held.age > OLD * held.pair.lives:
                await self.renew(held.pair.access)
            await self._pairs.unblock()
        except NotNow:
            return  # the state says so

    async def close(self) -> None:
        """Wait for a renewal under way: its answer would be lost."""
        if self._renewal is not None:
            await asyncio.wait([self._renewal])

    async def _read(self) -> Held:
        try:
            return await self._pairs.read()
        except NotNow as hindrance:
            self._hinders = str(hindrance)
            raise

    def _use(self, held: Held) -> str:
        """Whatever is stored is what everybody uses."""
        self._access = ""
        if held.is_broken:
            self._hinders = held.broken
            raise NotNow(held.broken, LATER)
        self._hinders = self._ageing(held.age)
        self._access, self._looked = held.pair.access, self._clock()
        return self._access

    def _ageing(self, age: float) -> str:
        if age < AGEING:
            self._warned = False
            return ""
        why = f"tokens not renewed for {age / DAY:.0f} days, they end after 90: {NEW_PAIR}"
        if not self._warned:
            _log.error("zalo_tokens_end_soon", why=why)
        self._warned = True
        return why

    # --- a renewal

    async def _renewed(self, bad: str) -> str:
        try:
            return await self._followed(bad)
        except NotNow as hindrance:
            self._access, self._hinders = "", str(hindrance)
            self._rests_until = self._clock() + SOON
            raise

    async def _followed(self, bad: str) -> str:
        if self._unsaved is not None:
            return await self._saved(*self._unsaved)
        for pause in (*LOOKS, 0.0):
            ours, held = await self._pairs.take(bad)
            if ours:
                return await self._exchanged(held)
            if held.is_broken or held.pair.access != bad:
                return self._use(held)
            await self._sleep(pause)
        raise NotNow("another process is renewing the tokens", SOON)

    async def _exchanged(self, held: Held) -> str:
        try:
            pair = await self._oauth.renewed(held.pair)
        except TokenRefused as refusal:
            return await self._given_up(held, refusal)
        except NotRenewed as hindrance:
            _log.warning("zalo_tokens_not_renewed", why=str(hindrance))
            unused = isinstance(hindrance, Unused)
            await self._pairs.release(held, held.broken if unused else RENEWING)
            raise NotNow(str(hindrance), SOON) from None
        return await self._saved(held, pair)

    async def _saved(self, held: Held, pair: Pair) -> str:
        # Kept in memory, too, as long as the database is away: nobody else has it.
        self._unsaved = held, pair
        await self._pairs.save(held, pair)
        self._unsaved = None
        return self._use(await self._pairs.read())

    async def _given_up(self, held: Held, refusal: TokenRefused) -> str:
        lost = " after a renewal that was cut off" if held.broken == RENEWING else ""
        why = f"Zalo refuses to renew the tokens ({refusal}){lost}: check the secret, {NEW_PAIR}"
        if await self._pairs.give_up(held, why):
            _log.error("zalo_tokens_broken", why=why)
        return self._use(await self._pairs.read())  # unless somebody has a pair after all


def keeper(settings: Settings, database: Database, keyring: Keyring) -> TokenKeeper | None:
    """None where the settings name no application that tokens could be renewed for."""
    app_id, secret = settings.zalo_oa_app_id, settings.zalo_oa_app_secret
    if app_id is None or secret is None:
        return None
    oauth = OAuth(settings.zalo_oauth_base, app_id, secret)
    return TokenKeeper(Pairs(database, keyring, _given(settings)), oauth)


def _given(settings: Settings) -> Pair | None:
    access, refresh = settings.zalo_oa_access_token, settings.zalo_oa_refresh_token
    if access is None or refresh is None:
        return None
    return Pair(access.get_secret_value(), refresh.get_secret_value())


def _heard(renewal: asyncio.Task[str]) -> None:
    """Its fault is known even where no caller is left to hear it."""
    if not renewal.cancelled() and (fault := renewal.exception()) and not isinstance(fault, NotNow):
        _log.error("zalo_tokens_renewal_failed", error=type(fault).__name__)
