"""A word that is kept for what Gương Sáng cannot do yet: says so, and what can be done instead."""

from campaign.desk import Desk, Effect, Open
from conversations.engine import Talk


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    talk.say(
        talk.t("Việc này Gương Sáng chưa làm được. Đồng chí gõ tổng hợp để xem số liệu của đơn vị.")
    )
    return Open("home")
