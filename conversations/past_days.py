"""The day something was done: today, yesterday, or one that is written."""

from datetime import date, timedelta
from itertools import count

from campaign.desk import Desk
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Day, Keep, Question

TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"


def past_day(talk: Talk, desk: Desk, asked: str) -> date:
    t = talk.t
    options = (
        Choice(TODAY, t("Hôm nay")), Choice(YESTERDAY, t("Hôm qua")),
        Choice(OTHER, t("Ngày khác")),
    )  # fmt: skip
    said = talk.ask(Question("when", asked, Choose(options), usual=TODAY, keep=Keep.TALK))
    if said != OTHER:
        return desk.today - timedelta(days=1) if said == YESTERDAY else desk.today
    return _other_day(talk, desk)


def _other_day(talk: Talk, desk: Desk) -> date:
    for n in count(1):
        asked = talk.t("Ngày nào? Ví dụ: 20/4/2021.")
        usual = desk.today.isoformat()
        question = Question(f"day{n}", asked, Day(desk.today), usual=usual, keep=Keep.TALK)
        found = date.fromisoformat(str(talk.ask(question)))
        if found <= desk.today:
            return found
        talk.say(talk.t("Ngày này chưa tới, xin ghi ngày đã làm."))
    raise AssertionError  # counting never ends
