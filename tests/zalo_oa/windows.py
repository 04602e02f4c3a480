"""Who may be written to now, and who pays: 48 hours free, then the allowance, then nobody."""

from tests.zalo_oa.chats import Room
from tests.zalo_oa.errors import NO_INTERACTION, OA_QUOTA, SEVEN_DAYS, Refused
from tests.zalo_oa.tokens import DAY
from tests.zalo_oa.values import Json
from tests.zalo_oa.world import HOUR, World

FREE, LAST = 48 * HOUR, 7 * DAY


def check_open(world: World, room: Room) -> None:
    """Raise what the bot is told that may not write to this person."""
    if world.policy.refuses:
        raise Refused(world.policy.refuses)
    if room.refusal:
        raise Refused(room.refusal)


def charge(world: World, room: Room) -> Json:
    """The quota that a message to this person is taken from, or an error."""
    silent = LAST + 1 if room.interacted_at is None else world.clock() - room.interacted_at
    if silent > LAST:
        raise Refused(SEVEN_DAYS)
    if silent <= FREE:
        return {"quota_type": "reply"}
    if not world.policy.after_48_hours:
        raise Refused(NO_INTERACTION)
    return _from_allowance(world)


def _from_allowance(world: World) -> Json:
    policy = world.policy
    if policy.used >= policy.allowance:
        raise Refused(OA_QUOTA)
    policy.used += 1
    about = {"quota_type": "sub_quota", "remain": policy.allowance - policy.used}
    return about | {"total": policy.allowance, "owner_type": "OA", "owner_id": world.account.oa_id}
