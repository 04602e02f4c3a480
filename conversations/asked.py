"""Everything that is asked about a record: the plan's questions, then those its place adds."""

from collections.abc import Mapping

from campaign.additions import PHOTOS, TOPIC, items_of
from campaign.asking import Item, items
from campaign.desk import Desk
from campaign.exemplar import Record, Value
from conversations.engine import Talk
from conversations.planned import kind_of, planned
from conversations.questions import Question, Skip

SKIPS = frozenset({Skip.LATER, Skip.NOT_APPLICABLE})


def every(desk: Desk, record: Record, answers: Mapping[str, Value]) -> tuple[Item, ...]:
    """In the order of asking, answered or not."""
    own = items(record.plan, record.heading, answers, desk.today)
    return own + local(desk, record, answers)


def local(desk: Desk, record: Record, answers: Mapping[str, Value]) -> tuple[Item, ...]:
    return items_of(desk.life.local.at(record.path), record.heading, answers)


def is_local(item: Item) -> bool:
    return item.criterion.topic == TOPIC


def local_question(talk: Talk, desk: Desk, record: Record, item: Item) -> Question:
    """A question that says it is none of the plan's; nobody has to answer it."""
    t, kept = talk.t, desk.kept(record.id, item.key)
    kind = kind_of(talk, item.part, desk.today, kept)
    unit = next(a.place for a in desk.life.local.at(record.path) if a.key == item.criterion.id)
    note = t("Câu hỏi thêm của {unit}, không bắt buộc.", unit=unit)
    family = record.plan.kind(record.heading.kind or "").family
    asked = planned(talk, item.criterion, item.part, family, {}, kind, skips=SKIPS, note=note)
    if item.part.id != PHOTOS:
        return asked
    said = t("Ảnh minh chứng cho “{text}”", text=item.criterion.name.said(talk.language))
    done = t("Gửi xong thì bấm Xong (hoặc gõ x).")
    return Question(asked.key, said, kind, asked.usual, SKIPS, note=f"{note}\n{done}")
