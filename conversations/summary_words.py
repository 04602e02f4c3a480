"""A summary as one message of at most `LONGEST` characters, for the chat and for the command."""

from collections import Counter

from campaign.plan import Plan
from campaign.summary import QuotaLine, Summary
from campaign.text import shorten
from campaign.vietnam import ZONE
from campaign.workflow import Status
from conversations import local_summary, praise_words
from conversations.contribution_words import amounts
from conversations.words import Translate, day

LONGEST = 1900  # Zalo's 2,000 characters, less the words around the message
NAMED = 8  # units named one by one; of more only the number is said


def told(t: Translate, language: str, plan: Plan, summary: Summary) -> str:
    """The whole message: against the quotas, the week, who is missing, each unit one level down."""
    blocks = [
        _title(t, language, plan, summary),
        _quotas(t, language, plan, summary),
        _around(t, language, plan, summary),
    ]
    head = "\n\n".join("\n".join(lines) for lines in blocks if lines)
    room = LONGEST - len(head) - 2
    children = _children(t, summary, room)
    return shorten(head, LONGEST) if not children else f"{head}\n\n{children}"


def _title(t: Translate, language: str, plan: Plan, summary: Summary) -> list[str]:
    at = summary.as_of.astimezone(ZONE)
    return [
        t("TỔNG HỢP – {unit}", unit=summary.unit.name),
        t("{phase}, đến {time} ngày {day}", phase=plan.phase(summary.phase).name.said(language),
          time=f"{at.hour}:{at.minute:02d}", day=day(at.date())),
    ]  # fmt: skip


def _quotas(t: Translate, language: str, plan: Plan, summary: Summary) -> list[str]:
    """One line a quota; what owes nothing and has nothing is left out."""
    lines = [
        _quota(t, plan, line, language) for line in summary.quotas if line.min or line.registered
    ]
    return lines or [t("Chưa có gương nào được đăng ký.")]


def _quota(t: Translate, plan: Plan, line: QuotaLine, language: str) -> str:
    quota = next(q for q in plan.quotas if q.id == line.id)
    label = f"{line.category} {quota.name.said(language)}"
    done = f"{line.counts_as_done}/{line.min}" if line.min else str(line.counts_as_done)
    mark = " ✓" if line.min and line.counts_as_done >= line.min else ""
    if line.frozen:
        mark += " " + t("(chốt đến {day})", day=day(line.frozen))
    if quota.counts == "recognised":
        said = t("{label}: {done} được công nhận (đăng ký {registered}, đã kiểm tra {verified})",
                 label=label, done=done, registered=line.registered,
                 verified=line.verified)  # fmt: skip
    else:
        said = t("{label}: {done} được chọn (đăng ký {registered}, đã kiểm tra {verified})",
                 label=label, done=done, registered=line.registered,
                 verified=line.verified)  # fmt: skip
    return said + mark


def _around(t: Translate, language: str, plan: Plan, summary: Summary) -> list[str]:
    lines = [
        t("Ngoài chỉ tiêu: {name} {n}", name=plan.category(id).name.said(language), n=n)
        for id, n in summary.others.items()
    ]
    lines.append(_week(t, summary))
    if summary.copies.places:
        lines.append(t("Đã nhân rộng ra {n} nơi ({confirmed} đã xác nhận)",
                       n=summary.copies.places, confirmed=summary.copies.confirmed))  # fmt: skip
    if summary.praises and summary.praises.n:
        lines.append(praise_words.summed(t, summary.praises))
    if summary.giving and summary.giving.total.is_any:
        lines.append(t("Bà con đóng góp năm {year}: {amounts}", year=summary.giving.year,
                       amounts=amounts(t, summary.giving.total)))  # fmt: skip
    if summary.waiting:
        waiting = (f"{words} {n}" for words, n in _waiting(t, summary).items())
        lines.append(t("Đang chờ: {list}", list=" · ".join(waiting)))
    lines += local_summary.lines(t, summary.local)
    lines += [_missing(t, line) for line in summary.quotas if line.missing]
    for part in (summary, *summary.children):
        lines += [
            _uncovered(t, language, plan, part, id) for q in part.quotas for id in q.uncovered
        ]
    return lines


def _week(t: Translate, summary: Summary) -> str:
    grown = sum(line.registered - summary.last_week.get(line.id, 0) for line in summary.quotas)
    if grown == 0:
        return t("Tuần qua: số đăng ký không đổi.")
    if grown < 0:
        return t("Tuần qua: bớt {n} đăng ký.", n=-grown)
    return t("Tuần qua: thêm {n} đăng ký.", n=grown)


def _waiting(t: Translate, summary: Summary) -> Counter[str]:
    """How many wait for what; where there are no districts, two statuses wait for the province."""
    province = t("tỉnh tiếp nhận")
    words = {
        Status.SUBMITTED: t("xã xác nhận"), Status.SELECTED: province,
        Status.COMMUNE_CONFIRMED: t("huyện lựa chọn") if summary.district else province,
        Status.RETURNED: t("bổ sung"),
    }  # fmt: skip
    found = Counter[str]()
    for status, n in summary.waiting.items():
        found[words[Status(status)]] += n
    return found


def _missing(t: Translate, line: QuotaLine) -> str:
    if len(line.missing) > NAMED:
        return t("Chưa đăng ký {category}: {n} đơn vị", category=line.category, n=len(line.missing))
    names = ", ".join(line.missing)
    return t("Chưa đăng ký {category}: {names}", category=line.category, names=names)


def _uncovered(t: Translate, language: str, plan: Plan, part: Summary, category: str) -> str:
    name = plan.category(category).name.said(language)
    return t("Lưu ý: {unit} chưa có {name}", unit=part.unit.name, name=name[:1].lower() + name[1:])


def _children(t: Translate, summary: Summary, room: int) -> str:
    """One line a child while there is room; the rest is a number."""
    lines: list[str] = []
    for left, child in zip(range(len(summary.children), 0, -1), summary.children, strict=True):
        more = t("… và {n} đơn vị khác", n=left)
        line = _child(t, child)
        last = left == 1
        if sum(len(x) + 1 for x in lines) + len(line) + (0 if last else len(more) + 1) > room:
            return "\n".join((*lines, more))
        lines.append(line)
    return "\n".join(lines)


def _child(t: Translate, child: Summary) -> str:
    """A part of what is summed up. What one quota has too much of makes up for no other."""
    registered = sum(q.registered for q in child.quotas)
    seen = sum(q.verified for q in child.quotas)
    owing = [q for q in child.quotas if not q.frozen]
    owed = sum(q.min for q in owing)
    if not owed:
        return t("• {unit}: đăng ký {n}, kiểm tra {seen}", unit=child.unit.name, n=registered,
                 seen=seen)  # fmt: skip
    done = sum(min(q.counts_as_done, q.min) for q in owing)
    return t("• {unit}: đăng ký {n}, kiểm tra {seen}, đạt {done}/{owed}", unit=child.unit.name,
             n=registered, seen=seen, done=done, owed=owed)  # fmt: skip
