"""Every list a supervisor works from. To add one: one row here.

A new kind of condition is also a value of `campaign.worklists` and a case in storage.
"""

from dataclasses import dataclass

from campaign.field import AHEAD
from campaign.people import Role
from campaign.workflow import Status
from campaign.worklists import (
    Aged,
    Condition,
    Copied,
    Lying,
    Praised,
    Ready,
    Silent,
    Standing,
    Unchecked,
    Uncommended,
    Unproved,
    Unrated,
    Visits,
)
from conversations.words import Translate

MEND_DAYS, CHECK_DAYS = 7, 90
VISITS = "visits"  # also opened from the first screen

ALL = frozenset(Role)
ABOVE = ALL - {Role.REPORTER}
RATINGS = frozenset({Role.COMMUNE, Role.DISTRICT, Role.PROVINCE})  # who may see ratings


@dataclass(frozen=True, slots=True)
class Listed:
    """One list: how it is called, what is in it, and who may see it. `id` stands in buttons."""

    id: str
    name: str
    wanted: Condition
    roles: frozenset[Role]


def table(t: Translate, year: int | None, *, districts: bool) -> tuple[Listed, ...]:
    """The lists in the order of the way of a record; `year`: the last one that has ratings."""
    returned, recognised = Standing((Status.RETURNED,)), Standing((Status.RECOGNISED,))
    found = (
        Listed("silent", t("Chưa trả lời"), Silent(), ABOVE),
        Listed("draft", t("Còn nháp"), Standing((Status.DRAFT,)), ALL),
        Listed("commune", t("Chờ xã"), Lying(Role.COMMUNE), ALL),
        Listed("returned", t("Cần bổ sung"), returned, ALL),
        Listed("returned7", t("Cần bổ sung quá {n} ngày", n=MEND_DAYS),
               Aged(Status.RETURNED, MEND_DAYS), ABOVE),
        Listed("district", t("Chờ huyện"), Lying(Role.DISTRICT), ALL if districts else frozenset()),
        Listed("province", t("Chờ tỉnh"), Lying(Role.PROVINCE), ALL),
        Listed("registered", t("Tỉnh đã tiếp nhận"), Standing((Status.REGISTERED,)), ALL),
        Listed("building", t("Đang xây dựng"), Standing((Status.BUILDING,)), ALL),
        Listed("assessed", t("Đã đánh giá"), Standing((Status.ASSESSED,)), ALL),
        Listed("ready", t("Đủ điều kiện chờ công nhận"), Ready(), RATINGS),
        Listed("recognised", t("Đã công nhận"), recognised, ALL),
        Listed("uncommended", t("Đã công nhận chưa khen"), Uncommended(), ABOVE),
        Listed("praised", t("Khen ngoài đăng ký"), Praised(), ALL),
        Listed("unchecked", t("{n} ngày chưa kiểm tra", n=CHECK_DAYS), Unchecked(CHECK_DAYS),
               ABOVE),
        Listed(VISITS, t("Đến hẹn kiểm tra"), Visits(AHEAD), ABOVE),
        Listed("unproved", t("Thiếu minh chứng"), Unproved(), ALL),
        Listed("copied", t("Đã nhân rộng ở đâu"), Copied(), ALL),
    )  # fmt: skip
    return found if year is None else (*found, _unrated(t, year))


def _unrated(t: Translate, year: int) -> Listed:
    return Listed("unrated", t("Chưa có xếp loại {year}", year=year), Unrated(year), RATINGS)
