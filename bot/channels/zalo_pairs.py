"""The stored pair of a Zalo Official Account, opened, and the right to renew it.

Whoever renews holds a lease, never a lock: nothing waits for Zalo inside a transaction.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from bot.channels.zalo_oauth import Pair
from storage import leases, settling, tokens
from storage.database import Database, Unreachable
from storage.secrets import Keyring, Sealed
from storage.tokens import RENEWING

NAME = "zalo_oa"  # of the tokens and of the channel
LEASE = "zalo_oa_tokens"
LEASE_SECONDS = 60.0  # longer than a request takes
SOON, LATER = 15.0, 900.0  # seconds: after a hindrance, and while somebody has to do something
UNKNOWN = "no tokens: set ZALO_OA_ACCESS_TOKEN and ZALO_OA_REFRESH_TOKEN"

P = ParamSpec("P")
T = TypeVar("T")


class NotNow(Exception):
    """No token to send with. `seconds` is when to ask again; the sentence says why."""

    def __init__(self, why: str, seconds: float) -> None:
        super().__init__(why)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Held:
    """A stored pair, its age in seconds, and its mark."""

    pair: Pair
    seed: str
    age: float
    broken: str

    @property
    def is_broken(self) -> bool:
        return self.broken not in {"", RENEWING}


class Pairs:
    """`given` is the pair of the settings; it replaces the stored one when it is a new one."""

    def __init__(self, database: Database, keyring: Keyring, given: Pair | None) -> None:
        self._database = database
        self._keyring = keyring
        self._given = given
        self._holder = secrets.token_hex(8)

    async def read(self) -> Held:
        return await self._do(self._read)

    async def take(self, bad: str) -> tuple[bool, Held]:
        """Whether it is on us to renew, and what is stored; `bad` no longer works."""
        return await self._do(self._take, bad)

    async def save(self, held: Held, pair: Pair) -> None:
        """Keep what came from `held`, before anybody uses it."""
        await self._do(self._save, held, pair)

    async def give_up(self, held: Held, why: str) -> bool:
        """Hold everything until an operator gives a new pair; whether that is news."""
        return await self._do(self._give_up, held, why)

    async def release(self, held: Held, mark: str) -> None:
        """Let anybody try."""
        await self._do(self._release, held, mark)

    async def unblock(self) -> None:
        """There is a pair that works: let everything leave that waited for one."""
        await self._do(settling.unblock, NAME)

    async def _do(
        self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        try:
            done = await self._database.transact(fn, *args, **kwargs)
        except Unreachable:
            raise NotNow("the database does not answer", SOON) from None
        except Sealed as sealed:
            raise NotNow(f"{sealed} {UNKNOWN}", LATER) from None
        # Given once: beside a process with other settings, the one that started last is right.
        self._given = None
        return done

    def _read(self, c: Connection) -> Held:
        if self._given is not None:
            tokens.seed(c, NAME, _hash(self._given), self._sealed(self._given))
        stored = tokens.read(c, NAME)
        if stored is None:
            raise NotNow(UNKNOWN, LATER)
        return Held(self._opened(stored.pair), stored.seed, stored.age, stored.broken)

    def _take(self, c: Connection, bad: str) -> tuple[bool, Held]:
        mine = leases.hold(c, LEASE, self._holder, LEASE_SECONDS)
        held = self._read(c)
        ours = mine and held.pair.access == bad and not held.is_broken
        if ours:
            tokens.mark(c, NAME, held.seed, RENEWING)
        elif mine:  # somebody has renewed, or cannot
            leases.drop(c, LEASE, self._holder)
        return ours, held

    def _save(self, c: Connection, held: Held, pair: Pair) -> None:
        leases.drop(c, LEASE, self._holder)
        tokens.save(c, NAME, held.seed, self._sealed(pair))

    def _give_up(self, c: Connection, held: Held, why: str) -> bool:
        leases.drop(c, LEASE, self._holder)
        return tokens.give_up(c, NAME, held.seed, why)

    def _release(self, c: Connection, held: Held, mark: str) -> None:
        leases.drop(c, LEASE, self._holder)
        tokens.mark(c, NAME, held.seed, mark)

    def _sealed(self, pair: Pair) -> str:
        return self._keyring.seal([pair.access, pair.refresh, pair.lives])

    def _opened(self, sealed: str) -> Pair:
        match self._keyring.open(sealed):
            case [str(access), str(refresh), lives] if isinstance(lives, float):
                return Pair(access, refresh, lives)
        raise Sealed("What is stored is no pair of tokens.")


def _hash(pair: Pair) -> str:
    return sha256(f"{pair.access}\n{pair.refresh}".encode()).hexdigest()
