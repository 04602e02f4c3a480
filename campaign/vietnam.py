"""Where the calendar is: every date the product shows or compares is Vietnam's."""

from datetime import date, datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no summer time since the plan began


def local_day(moment: datetime) -> date:
    """The day on which `moment` (aware) falls in Vietnam."""
    return moment.astimezone(ZONE).date()
