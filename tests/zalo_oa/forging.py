"""Posts that a bot must not believe: made by an attacker, a proxy or a wrong setting."""

import hmac
import json
from enum import StrEnum
from hashlib import sha256

from tests.zalo_oa.delivery import Account
from tests.zalo_oa.events import Event
from tests.zalo_oa.signing import TIMESTAMP_HEADER, Signing, mac

SHIFT = 3  # digits


class Forgery(StrEnum):
    WRONG_SECRET = "wrong secret"
    APP_SECRET = "the App Secret instead of the secret key of the OA"
    HMAC = "HMAC instead of plain SHA-256"
    OTHER_APP = "another app's id"
    OTHER_TIME = "another timestamp"
    RESERIALISED = "the same JSON written differently"
    TRUNCATED = "a body that ends early"
    CHANGED = "another word in the body"
    SHIFTED = "digits of the timestamp moved from the header into the body"
    EMPTY = "an empty signature"
    UNSIGNED = "no signature at all"


def forged(
    event: Event, how: Forgery, signing: Signing, account: Account
) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a forged post."""
    first = "999" if how is Forgery.OTHER_APP else str(getattr(account, signing.first))
    at = str(int(event.timestamp) + 1) if how is Forgery.OTHER_TIME else event.timestamp
    signature = _signature(how, first, event.raw, at, account)
    headers = {} if how is Forgery.UNSIGNED else {signing.header: signature}
    if how is Forgery.SHIFTED:
        headers[TIMESTAMP_HEADER] = at[SHIFT:]
    elif signing.timestamp == "header":
        headers[TIMESTAMP_HEADER] = event.timestamp
    return _body(how, event), headers


def _signature(how: Forgery, first: str, raw: bytes, at: str, account: Account) -> str:
    match how:
        case Forgery.EMPTY:
            return "mac="
        case Forgery.HMAC:
            signed = first.encode() + raw + at.encode()
            return "mac=" + hmac.new(account.secret_key.encode(), signed, sha256).hexdigest()
        case Forgery.WRONG_SECRET:
            return "mac=" + mac(first, raw, at, "no secret of ours")
        case Forgery.APP_SECRET:
            return "mac=" + mac(first, raw, at, account.app_secret)
    return "mac=" + mac(first, raw, at, account.secret_key)


def _body(how: Forgery, event: Event) -> bytes:
    match how:
        case Forgery.RESERIALISED:
            return json.dumps(event.body).encode()
        case Forgery.TRUNCATED:
            return event.raw[:-10]
        case Forgery.CHANGED:
            return event.raw.replace(b'"event_name":"', b'"event_name":"x')
        case Forgery.SHIFTED:
            return event.raw + event.timestamp[:SHIFT].encode()
    return event.raw
