"""The legal clock of a request about personal data: an answer soon, and an end of the use of it.

Law 91/2025/QH15 and decree 356/2025: whoever asks gets an answer within 2 working days; after a
withdrawal or a request to erase, the data are no longer used after 15 days at the latest.
"""

from datetime import date, timedelta

from campaign.calendar import is_holiday
from campaign.plan import Plan

ANSWER_WORKING_DAYS = 2
STOP_DAYS = 15
SATURDAY = 5


def answer_by(plan: Plan, asked: date) -> date:
    """The last day for an answer: working days after the day of the request."""
    day, left = asked, ANSWER_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= _is_working(plan, day)
    return day


def stop_by(asked: date) -> date:
    """The last day on which the data may still be used."""
    return asked + timedelta(days=STOP_DAYS)


def _is_working(plan: Plan, day: date) -> bool:
    return day.weekday() < SATURDAY and not is_holiday(plan, day)
