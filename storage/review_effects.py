"""Wishes about records under review made real. Rights are checked here again, at the row."""

from typing import assert_never

from campaign.batches import MoveAll, SettleAll
from campaign.clusters import KeepCluster, Supervise
from campaign.desk import Outcome, Refusal, Refused
from campaign.exemplar import Value
from campaign.people import Person, Post, Role, Verb
from campaign.review_wishes import AlreadyReplied, Inquire, Inquired, Replied, Reply, ReviewWish
from campaign.workflow import Status
from storage import audit, batch_effects, cluster_effects, inquiries, review
from storage.doing import Doing, acting
from storage.types import AnyRow


def perform(do: Doing, me: Person, effect: ReviewWish) -> Outcome:
    match effect:
        case MoveAll() | SettleAll():
            return batch_effects.perform(do, me, effect)
        case KeepCluster() | Supervise():
            return cluster_effects.perform(do, me, effect)
        case Inquire():
            return _inquire(do, me, effect)
        case Reply():
            return _reply(do, me, effect)
    assert_never(effect)


def _inquire(do: Doing, me: Person, effect: Inquire) -> Outcome:
    row = do.desk.row(effect.record_id)
    post = acting(me, Verb.INQUIRE, row.path) if row is not None else None
    if row is None or post is None or row.status == Status.DRAFT or not effect.text:
        return Refused(Refusal.RIGHTS)
    id = inquiries.ask(do.c, row.id, me.id, post.role, effect.text, do.now)
    _noted(do, me, post, Verb.INQUIRE, row, effect.text)
    record, asked = do.desk.record(row.id), inquiries.get(do.c, id)
    return Inquired(record, asked) if record and asked else Refused(Refusal.GONE)


def _reply(do: Doing, me: Person, effect: Reply) -> Outcome:
    asked = inquiries.get(do.c, effect.inquiry_id)
    row = do.desk.row(asked.record_id) if asked else None
    if asked is None or row is None:
        return Refused(Refusal.GONE)
    post = acting(me, Verb.REPLY, row.path)
    if post is None or (post.role, post.unit_id) != (Role(row.author_role), row.author_unit_id):
        return Refused(Refusal.RIGHTS)
    if not inquiries.answer(do.c, asked.id, effect.value, me.id, do.now):
        return AlreadyReplied(row.id)
    _noted(do, me, post, Verb.REPLY, row, _said(effect.value))
    record, done = do.desk.record(row.id), inquiries.get(do.c, asked.id)
    left = sum(one.is_open for one in inquiries.of_record(do.c, row.id))
    return Replied(record, done, left) if record and done else Refused(Refusal.GONE)


def _said(value: Value) -> str:
    """The words of a reply; nothing where it is to be heard or seen."""
    return str(value["text"]) if isinstance(value, dict) and "text" in value else ""


def _noted(  # noqa: PLR0913, PLR0917 - who said what about which record
    do: Doing, me: Person, post: Post, verb: Verb, row: AnyRow, text: str
) -> None:
    """A line of the record's history, which stays where it is."""
    status = Status(row.status)
    review.happened(
        do.c, do.now, record_id=row.id, person_id=me.id, post=post, verb=verb, source=status,
        target=status, note=text,
    )  # fmt: skip
    audit.note(do.c, do.now, me.id, verb, "record", row.id)
    do.desk.forget()
