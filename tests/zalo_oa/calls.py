"""Every call of the bot: carried out, written down, and blamed where it broke a rule."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from tests.zalo_oa import asking, sending
from tests.zalo_oa.errors import (
    HTTP_MISSING,
    HTTP_OK,
    INVALID_TOKEN,
    NO_PROOF,
    RATE,
    Refused,
    broken,
)
from tests.zalo_oa.values import Json, Upload, an_object
from tests.zalo_oa.world import World

MINUTE = 60.0
CS = "/v3.0/oa/message/cs"
DETAIL = "/v3.0/oa/user/detail"
Carry = Callable[[World, Any], Json]
_UPLOADS: dict[str, Carry] = {
    "image": lambda world, upload: world.assets.image(upload),
    "gif": lambda world, upload: world.assets.gif(upload),
    "file": lambda world, upload: world.assets.file(upload),
}
ROUTES: dict[tuple[str, str], Carry] = {
    ("POST", CS): sending.consult,
    ("POST", "/v3.0/oa/message/template"): sending.by_template,
    ("POST", "/v2.0/oa/message"): sending.second,
    ("POST", "/v3.0/oa/quota/message"): asking.quota,
    ("GET", DETAIL): asking.person,
    ("GET", "/v2.0/oa/getoa"): asking.oa,
    **{("POST", f"/v2.0/oa/upload/{kind}"): carry for kind, carry in _UPLOADS.items()},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as it came in."""

    verb: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content_type: str
    raw: bytes = field(repr=False)
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One call; with `status` 0 the line was cut before it took effect."""

    path: str
    params: Any
    at: float
    status: int
    error: int
    message: str


class Calls:
    def __init__(self, world: World) -> None:
        self.world = world
        self.all: list[Call] = []

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        """The status and the JSON that the bot gets for a call."""
        try:
            data = self._carry_out(asked)
        except Refused as no:
            return self.refuse(asked, no)
        self.note(asked, HTTP_OK, 0, "")
        return HTTP_OK, orjson.dumps({"error": 0, "message": "Success", "data": data})

    def refuse(self, asked: Asked, no: Refused) -> tuple[int, bytes]:
        if no.broken:
            self.world.invalid.append(f"{asked.path}: {no}")
        self.note(asked, no.status, no.code, str(no))
        return no.status, no.json

    def note(self, asked: Asked, status: int, error: int, message: str) -> None:
        params = _params(asked)
        at = self.world.tally.now()
        self.all.append(Call(asked.path, params, at, status, error, message))
        self.world.events.ring()

    @property
    def left(self) -> int:
        """How many calls fit into this minute."""
        at = self.world.tally.now() - MINUTE
        spent = sum(each > at for each in self.world.tally.at)
        return max(0, (self.world.policy.per_minute or 0) - spent)

    def _carry_out(self, asked: Asked) -> Json:
        carry = ROUTES.get((asked.verb, asked.path))
        if carry is None:
            why = f"{asked.verb}: empty or invalid API"
            raise Refused(HTTP_MISSING, why, broken=True, status=HTTP_MISSING)
        self._check_token(asked)
        self._spend()
        return carry(self.world, read_body(asked))

    def _check_token(self, asked: Asked) -> None:
        token = asked.headers.get("access_token", "")
        if "access_token" in asked.query:
            raise broken("the token stands in the address", INVALID_TOKEN)
        if not token or token.lower().startswith("bearer") or "Authorization" in asked.headers:
            raise broken("the header access_token holds the bare token", INVALID_TOKEN)
        self.world.tokens.check(token)
        if self.world.policy.appsecret_proof:
            self._check_proof(token, asked.headers.get("appsecret_proof", ""))

    def _check_proof(self, token: str, proof: str) -> None:
        secret = self.world.account.app_secret.encode()
        if proof != hmac.new(secret, token.encode(), sha256).hexdigest():
            raise broken("appsecret_proof is missing or wrong", NO_PROOF)

    def _spend(self) -> None:
        tally, most = self.world.tally, self.world.policy.per_minute
        if most is not None and not self.left:
            raise Refused(RATE)
        tally.count()


def read_body(asked: Asked) -> Json | Upload:
    """What a call says, where it should say it."""
    if asked.path.startswith("/v2.0/oa/upload/"):
        if asked.uploads.keys() != {"file"} or not asked.uploads["file"].name:
            raise broken("an upload has one part, the file, with its name")
        return asked.uploads["file"]
    if odd := asked.query.keys() - ({"data"} if asked.path == DETAIL else set()):
        raise broken(f"the address has no {', '.join(sorted(odd))}")
    if asked.verb == "GET":
        return _json(asked.query.get("data", "{}"))
    if asked.content_type != "application/json":
        raise broken(f"the body is {asked.content_type}, not application/json")
    return _json(asked.raw)


def _json(raw: bytes | str) -> Json:
    try:
        return an_object(orjson.loads(raw), "body")
    except orjson.JSONDecodeError:
        raise broken("this is no JSON") from None


def recipient(asked: Asked) -> str:
    """Whom a message is for, as far as it says so."""
    params = _params(asked)
    to = params.get("recipient", {}) if isinstance(params, dict) else {}
    return str(to.get("user_id", "")) if isinstance(to, dict) else ""


def _params(asked: Asked) -> Any:  # noqa: ANN401 - what came, whether it is good or not
    if asked.form:
        return dict(asked.form)
    try:
        return read_body(asked)
    except Refused:
        return asked.raw
