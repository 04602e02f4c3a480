"""The one request that renews the pair of tokens of a Zalo Official Account.

What matters is what became of the refresh token, which works once: surely unused, surely refused,
or unknown. No error carries a token or what Zalo said in words.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
)
from pydantic import SecretStr

PATH = "/v4/oa/access_token"
LIVES = 90_000.0  # seconds an access token works, unless Zalo says otherwise
_SLOW_DOWN = "-32"
_TIMES = ClientTimeout(total=20, sock_connect=10)


class NotRenewed(Exception):
    """One sentence says why."""


class Unused(NotRenewed):
    """The request did not leave, or was not worked on: the refresh token works as before."""


class Unsure(NotRenewed):
    """Nobody knows whether the refresh token was used."""


class TokenRefused(NotRenewed):
    """Zalo answered that it does not renew this pair."""


@dataclass(frozen=True, slots=True)
class Pair:
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lives: float = LIVES


@dataclass(frozen=True, slots=True)
class OAuth:
    """Zalo's server of tokens, for one application."""

    base: str
    app_id: str
    app_secret: SecretStr  # not the secret key that webhooks are signed with

    async def renewed(self, pair: Pair) -> Pair:
        """The pair that follows; `pair` is worth nothing afterwards. Raises NotRenewed."""
        try:
            status, data = await self._asked(pair.refresh)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Unused(f"Zalo's token server: {type(error).__name__}") from None
        except (ClientError, OSError, ValueError) as error:
            raise Unsure(f"Zalo's token server: {type(error).__name__}") from None
        return _read(status, data)

    async def _asked(self, refresh: str) -> tuple[int, bytes]:
        form = {"refresh_token": refresh, "app_id": self.app_id, "grant_type": "refresh_token"}
        headers = {"secret_key": self.app_secret.get_secret_value()}
        # Once a day: a connection of its own, so that none from yesterday breaks in the middle.
        async with (
            ClientSession(cookie_jar=DummyCookieJar(), timeout=_TIMES, trust_env=True) as session,
            session.post(
                self.base.rstrip("/") + PATH, data=form, headers=headers, allow_redirects=False
            ) as answer,
        ):
            return answer.status, await answer.read()


def _read(status: int, data: bytes) -> Pair:
    said = _json(data)
    code = str(said.get("error") or 0)
    if code == _SLOW_DOWN:
        raise Unused("Zalo's token server asks to slow down")
    access, refresh = said.get("access_token"), said.get("refresh_token")
    if access and refresh and isinstance(access, str) and isinstance(refresh, str):
        return Pair(access, refresh, _seconds(said.get("expires_in")))
    if code != "0" and status < 500:  # noqa: PLR2004 - a fault of the server is no refusal
        plain = code if re.fullmatch(r"-?\d{1,9}", code) else "without a number"
        raise TokenRefused(f"error {plain}")
    raise Unsure(f"Zalo's token server says {status} and gives no pair")


def _json(data: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _seconds(given: object) -> float:
    """`expires_in` is a number or a string of digits."""
    text = str(given)
    return float(text) if re.fullmatch(r"[1-9]\d{0,8}", text) else LIVES
