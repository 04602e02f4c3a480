"""The calls that only ask: about a person, about the OA, about what may still be sent."""

from tests.zalo_oa.values import USER_ID, Json, shape
from tests.zalo_oa.world import World

BUSINESS, GOVERNMENT = 2, 4
_WHO = shape({"user_id": USER_ID})


def person(world: World, data: Json) -> Json:
    room = world.room(_WHO(data, "data")["user_id"])
    about = {"user_id": room.id, "user_id_by_app": room.by_app, "display_name": room.name}
    about |= {"user_alias": "", "avatar": f"{world.media.base}/avatar.jpg"}
    return about | {"user_is_follower": room.following, "shared_info": room.info}


def oa(world: World, _: Json) -> Json:
    kind = GOVERNMENT if world.policy.government else BUSINESS
    followers = sum(room.following for room in world.rooms.values())
    about = {"oaid": world.account.oa_id, "name": "Gương Sáng", "is_verified": True}
    about |= {"oa_type": kind, "num_follower": followers, "package_name": "Growth"}
    return about | {"package_valid_through_date": "31/12/2099", "linked_zca": ""}


def quota(world: World, body: Json) -> Json:
    """How the real answer is nested is not known; its names are."""
    room = world.room(_WHO(body, "body")["user_id"])
    at = "" if room.interacted_at is None else str(int(room.interacted_at * 1000))
    left = world.policy.allowance - world.policy.used
    return {"last_interaction": at, "cs_reply": {"remain": left}, "promotion": {"remain": 0}}
