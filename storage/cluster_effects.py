"""Wishes about cụm made real. Rights are checked here again, at the row."""

from typing import assert_never

from campaign.clusters import Cluster, ClusterKept, ClusterWish, KeepCluster, Supervise, Supervised
from campaign.desk import Outcome, Refusal, Refused
from campaign.people import Person, Verb, may
from campaign.vietnam import local_day
from storage import audit, clusters
from storage.doing import Doing


def perform(do: Doing, me: Person, effect: ClusterWish) -> Outcome:
    if not may(me.post, Verb.GROUP, me.post.path):
        return Refused(Refusal.RIGHTS)
    match effect:
        case KeepCluster():
            return _keep(do, me, effect)
        case Supervise():
            return _supervise(do, me, effect)
    assert_never(effect)


def _keep(do: Doing, me: Person, effect: KeepCluster) -> Outcome:
    allowed = {u.id for u in do.desk.reviews.communes()}
    if not effect.name or not effect.communes or not allowed.issuperset(effect.communes):
        return Refused(Refusal.RIGHTS)
    id = clusters.keep(do.c, me.post.unit_id, effect.name, effect.communes, do.now)
    audit.note(do.c, do.now, me.id, "group", "cluster", id)
    kept = _found(do, me, id)
    return ClusterKept(kept) if kept else Refused(Refusal.GONE)


def _supervise(do: Doing, me: Person, effect: Supervise) -> Outcome:
    known = _found(do, me, effect.cluster_id)
    if known is None:
        return Refused(Refusal.GONE)
    found = clusters.called(do.c, effect.phone)
    if found is None:
        return Supervised(known, 0, "", effect.phone)
    clusters.appoint(do.c, known.id, found[0], do.now)
    audit.note(do.c, do.now, me.id, "supervise", "cluster", known.id)
    do.desk.forget()
    return Supervised(known, found[0], found[1], effect.phone)


def _found(do: Doing, me: Person, id: int) -> Cluster | None:
    do.desk.forget()
    of_mine = clusters.all_of(do.c, me.post.unit_id, local_day(do.now))
    return next((one for one in of_mine if one.id == id), None)
