"""Which answers of a record are on its path: what is submitted, frozen and exported.

Answers off the path (of a subject that was changed, of a condition that no longer holds) are kept,
but belong to no report.
"""

from collections.abc import Mapping

from campaign.additions import is_local
from campaign.asking import items
from campaign.desk import Desk
from campaign.exemplar import Value
from conversations import register
from conversations.engine import Reach, Talk, replay
from conversations.words import words


def on_path(desk: Desk, record_id: int) -> Mapping[str, Value]:
    """The answers of a record that count, by key, with what was filled in for its author."""
    answers = desk.answers(record_id)
    talk = Talk(words("vi"), "vi", record_id, answers, reach=Reach.PATH)
    replay(register.run, talk, desk)
    keys = {q.key for q in talk.asked}
    if talk.heading is not None:
        plan = desk.plan_of(record_id)
        keys |= {i.key for i in items(plan, talk.heading, answers, desk.today)}
    keys |= {key for key in answers if is_local(key)}
    return talk.filled | {key: value for key, value in answers.items() if key in keys}
