"""What Zalo's codes mean for the message, for its contact, and for the whole account."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.base import Body
from bot.channels.failures import (
    Closed,
    MaybeLeft,
    NeverLeft,
    NotReachable,
    NotYet,
    Refused,
    SendFailed,
    TooMany,
)
from bot.channels.zalo_http import NeverReached, NoAnswer, ZaloError
from bot.channels.zalo_oa_http import Says
from bot.clock import wall

RATE = -32
EXPIRED_ASSET = -100
TOKEN = frozenset({-216, -220})
CLOSED = frozenset({-230, -232})
NOT_THEM = frozenset({-213, -217, -227, -244})  # this person takes nothing from this account
QUOTA, USER_QUOTA = -211, -218  # of the account, and for this person
NIGHT = -234
NOT_THIS_KIND = -235  # the third version of messages is closed to accounts of public bodies
V2_CLOSED = -240
# Of the account itself: nothing can be sent until somebody mends it.
ACCOUNT = {
    -204: "the Official Account is disabled", -205: "there is no such Official Account",
    -209: "the app is not activated", -212: "the app is not registered for this API",
    -219: "the app was removed or disabled", -221: "the Official Account is not verified",
    -223: "the account has not authorised the app", -224: "the account's package has lapsed",
    -233: "this kind of message is not allowed", -242: "the app wants appsecret_proof",
    -248: "the account has broken a rule of Zalo", -320: "no Zalo Cloud Account is connected",
    -321: "the Zalo Cloud Account is unpaid",
}  # fmt: skip
RATE_SECONDS, QUOTA_SECONDS = 20.0, 3600.0
MORNING = 6  # o'clock, when what is not sent at night may leave
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def failure(error: ZaloError, rest: Body | None) -> SendFailed:
    """`rest` is what has not left, where something of the message has."""
    why = str(error)
    match error:
        case NeverReached():
            return NeverLeft(why, rest=rest)
        case Says(code=code):
            return _refusal(code, why, rest)
        case NoAnswer() | _:
            return MaybeLeft(why, rest=rest)


def _refusal(code: int, why: str, rest: Body | None) -> SendFailed:
    if code == RATE:
        return TooMany(why, RATE_SECONDS, rest=rest)
    if code == QUOTA:
        return NotYet(why, QUOTA_SECONDS, everybody=True, rest=rest)
    if code == USER_QUOTA:
        return NotYet(why, QUOTA_SECONDS, everybody=False, rest=rest)
    if code == NIGHT:
        return NotYet(why, until_morning(wall()), everybody=True, rest=rest)
    if code in CLOSED:
        return Closed(why, rest=rest)
    if code in NOT_THEM:
        return NotReachable(why, rest=rest)
    if code in TOKEN or code in ACCOUNT:
        return NeverLeft(ACCOUNT.get(code, why), rest=rest)
    return Refused(why, rest=rest)


def until_morning(now: datetime) -> float:
    """Seconds until it is morning in Vietnam."""
    here = now.astimezone(_ZONE)
    morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if morning <= here:
        morning += timedelta(days=1)
    return (morning - here).total_seconds()
