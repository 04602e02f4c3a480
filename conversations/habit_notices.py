"""What is said when somebody has changed how they are reminded."""

from datetime import timedelta
from typing import assert_never

from campaign.desk import Desk, Open
from campaign.habits import HabitOutcome, HourSet, Paused, PutOffUntil, Resumed
from conversations.duty_words import short, term_name
from conversations.habits import said
from conversations.showing import Say
from conversations.words import SOURCE, Translate


def outcome(t: Translate, desk: Desk, came: HabitOutcome) -> tuple[Say, Open | None]:
    return Say(_sentence(t, desk, came)), Open("home")


def _sentence(t: Translate, desk: Desk, came: HabitOutcome) -> str:
    match came:
        case HourSet(hour=hour):
            return t("Từ nay Gương Sáng nhắc đồng chí lúc {hour}.", hour=said(hour))
        case Paused(until=until):
            last = short(until - timedelta(days=1))
            return t("Gương Sáng tạm nghỉ nhắc đến hết ngày {day}. Muốn nhắc sớm hơn, đồng chí gõ:"
                     " nhắc lại", day=last)  # fmt: skip
        case Resumed(hour=hour):
            return t("Gương Sáng lại nhắc đồng chí lúc {hour}, ngày có việc gần đến hạn.",
                     hour=said(hour))  # fmt: skip
        case PutOffUntil(term=key, until=until):
            language = desk.me.language if desk.me else SOURCE
            what = next(
                term_name(language, one) for one in desk.deadlines.terms() if one.key == key
            )
            return t("Đã để sau: {what}. Gương Sáng nhắc lại ngày {day}.",
                     what=what, day=short(until))  # fmt: skip
    assert_never(came)
