"""The pair of tokens: access for 25 hours, and a refresh that works once and kills what was before.

Whoever loses the answer to a refresh has lost the channel until an admin of the OA consents again.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from tests.zalo_oa.errors import (
    EXPIRED_TOKEN,
    INVALID_TOKEN,
    OAUTH_CODE,
    OAUTH_REFRESH,
    OAUTH_VERIFIER,
    Refused,
    broken,
)
from tests.zalo_oa.values import Json

DAY = 24 * 3600
ACCESS_LIFE, REFRESH_LIFE, CODE_LIFE = 25 * 3600, 90 * DAY, 10 * 60


@dataclass(frozen=True, slots=True)
class Pair:
    access: str
    refresh: str
    at: float  # since when


@dataclass(frozen=True, slots=True)
class Consent:
    """An admin of the OA agreed, to whoever knows the word behind the challenge."""

    challenge: str
    at: float


class Tokens:
    def __init__(self, access: str, refresh: str, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.past: list[Pair] = []
        self.pair = Pair(access, refresh, clock())
        self.refreshes = 0
        self.lifetime_as_number = False  # sources disagree
        self._issued = 1
        self._consents: dict[str, Consent] = {}

    def check(self, access: str) -> None:
        """Raise what a call with this access token is told."""
        if access == self.pair.access:
            if self.clock() - self.pair.at > ACCESS_LIFE:
                raise Refused(EXPIRED_TOKEN)
        elif any(access == pair.access for pair in self.past):
            raise Refused(INVALID_TOKEN)
        else:
            raise broken("nobody was ever given this token", INVALID_TOKEN)

    def refresh(self, token: str) -> Json:
        if any(token == pair.refresh for pair in self.past):
            raise Refused(OAUTH_REFRESH, "it was used before")
        if token != self.pair.refresh:
            raise broken("nobody was ever given this token", OAUTH_REFRESH)
        if self.clock() - self.pair.at > REFRESH_LIFE:
            raise Refused(OAUTH_REFRESH, "it has expired")
        self.refreshes += 1
        return self._issue()

    def consent(self, challenge: str) -> str:
        """The code that the browser of an admin who agrees brings back."""
        code = f"code-{len(self._consents) + 1}"
        self._consents[code] = Consent(challenge, self.clock())
        return code

    def exchange(self, code: str, verifier: str) -> Json:
        consent = self._consents.pop(code, None)
        if consent is None or self.clock() - consent.at > CODE_LIFE:
            raise Refused(OAUTH_CODE)
        if challenge_of(verifier) != consent.challenge:
            raise broken("it does not fit the challenge", OAUTH_VERIFIER)
        return self._issue()

    def revoke(self) -> None:
        """The pair dies, as when an admin withdraws the consent."""
        self.past.append(self.pair)
        self.pair = Pair("", "", self.clock())

    def _issue(self) -> Json:
        self._issued += 1
        self.past.append(self.pair)
        self.pair = Pair(f"A{self._issued}", f"R{self._issued}", self.clock())
        given = {"access_token": self.pair.access, "refresh_token": self.pair.refresh}
        lifetime = ACCESS_LIFE if self.lifetime_as_number else str(ACCESS_LIFE)
        return given | {"expires_in": lifetime}


def challenge_of(verifier: str) -> str:
    digest = sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
