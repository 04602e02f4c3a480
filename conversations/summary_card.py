"""A summary as the words of a picture: one row a quota, with what was declared and verified."""

from dataclasses import dataclass

from campaign.plan import Plan
from campaign.summary import QuotaLine, Summary
from campaign.vietnam import ZONE
from conversations.words import Translate, day


@dataclass(frozen=True, slots=True)
class Row:
    """`done` of `owed`, 0 where nothing is owed; `said` are the numbers in words."""

    label: str
    done: int
    owed: int
    said: str


@dataclass(frozen=True, slots=True)
class SummaryCard:
    title: str
    under: str
    rows: tuple[Row, ...]
    foot: str


def card(t: Translate, language: str, plan: Plan, summary: Summary) -> SummaryCard:
    at = summary.as_of.astimezone(ZONE)
    under = t("{phase}, đến {time} ngày {day}", phase=plan.phase(summary.phase).name.said(language),
              time=f"{at.hour}:{at.minute:02d}", day=day(at.date()))  # fmt: skip
    shown = [line for line in summary.quotas if line.min or line.registered]
    rows = tuple(_row(t, language, plan, line) for line in shown)
    return SummaryCard(summary.unit.name, under, rows, plan.issuer.said(language))


def _row(t: Translate, language: str, plan: Plan, line: QuotaLine) -> Row:
    quota = next(q for q in plan.quotas if q.id == line.id)
    label = f"{line.category} {quota.name.said(language)}"
    said = t("đã khai {declared} · đã kiểm tra {verified}", declared=line.registered,
             verified=line.verified)  # fmt: skip
    return Row(label, line.counts_as_done, line.min, said)


def caption(t: Translate) -> str:
    return t("Ảnh tổng hợp, đồng chí gửi được vào nhóm.")
