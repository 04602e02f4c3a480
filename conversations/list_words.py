"""How a list is said: what goes up, what is missing, what is new since the last one.

A list of a district is longer than any message, so it is said in pages; the first begins with what
is missing, and of a supplement what is new comes before what was there already.
"""

from collections.abc import Sequence

from campaign.closing import MEND, RECEIVED, SENT, Changes, Closed, Entry, Owed, Snapshot
from campaign.plan import Plan
from campaign.text import shorten
from campaign.vietnam import local_day
from conversations.duty_words import short
from conversations.record_words import status_words
from conversations.words import Translate

LONGEST = 1600  # characters of a page, so that its choices fit below it on every channel
NAMES = 400  # characters of names in one line
NAME = 60  # characters of a record's name


def pages(head: Sequence[str], lines: Sequence[str]) -> tuple[str, ...]:
    """The lines under their head, as many to a message as fit."""
    found = ["\n".join(head)]
    for line in lines:
        if len(found[-1]) + 1 + len(line) > LONGEST:
            found.append(line)
        else:
            found[-1] += f"\n{line}"
    return tuple(found)


def missing(t: Translate, language: str, plan: Plan, snapshot: Snapshot) -> list[str]:
    """Units that have not answered, and quotas that are not reached."""
    lines = []
    if snapshot.silent:
        names = shorten(", ".join(snapshot.silent), NAMES)
        lines.append(t("Chưa trả lời ({n}): {names}", n=len(snapshot.silent), names=names))
    missed = [owed for owed in snapshot.quotas if owed.is_missed]
    if missed:
        lines.append(t("Chưa đủ chỉ tiêu:"))
    return lines + [_owed(t, language, plan, owed) for owed in missed]


def _owed(t: Translate, language: str, plan: Plan, owed: Owed) -> str:
    quota = next((q for q in plan.quotas if q.id == owed.quota), None)
    name = f"{'+'.join(quota.categories)} {quota.name.said(language)}" if quota else owed.quota
    said = t("• {name}: đăng ký {n}/{min}", name=name, n=owed.registered, min=owed.min)
    return said + (t(", phấn đấu {target}", target=owed.target) if owed.target > owed.min else "")


def entries(
    t: Translate, language: str, plan: Plan, snapshot: Snapshot, since: Changes
) -> list[str]:
    """Each record in a line: what is new and what has changed first, what is gone last."""
    news = {e.id: t(" (mới)") for e in since.new} | {e.id: t(" (sửa)") for e in since.changed}
    ordered = sorted(snapshot.entries, key=lambda e: (e.id not in news, e.number))
    said = [_entry(t, language, plan, e) + news.get(e.id, "") for e in ordered]
    return said + [t("• {code} {name}: không còn trong danh sách", code=f"{e.number:04d}",
                     name=shorten(e.name, NAME)) for e in since.gone]  # fmt: skip


def _entry(t: Translate, language: str, plan: Plan, entry: Entry) -> str:
    """`• 0001 Giàng A Tủa – 1.2B Hộ gia đình – Bản Háng Sung – chờ huyện lựa chọn`."""
    kind = next((k.name.said(language) for k in plan.kinds if k.id == entry.kind), "")
    parts = (
        f"{entry.number:04d} {shorten(entry.name, NAME)}", f"{entry.category} {kind}".strip(),
        entry.unit, status_words(t, entry.status),
    )  # fmt: skip
    return "• " + " – ".join(part for part in parts if part)


def since_last(t: Translate, number: int, since: Changes) -> str:
    """What is other than in the list before, list `number`."""
    if not since:
        return t("So với danh sách số {number}: không có gì thay đổi.", number=number)
    return t(
        "So với danh sách số {number}: thêm {new}, sửa {changed}, bớt {gone}.",
        number=number, new=len(since.new), changed=len(since.changed), gone=len(since.gone),
    )  # fmt: skip


def state(t: Translate, closed: Closed) -> str:
    return {
        SENT: t("chờ tiếp nhận"), RECEIVED: t("đã tiếp nhận"), MEND: t("đề nghị bổ sung"),
    }[closed.state]  # fmt: skip


def answered(t: Translate, closed: Closed) -> str:
    """Who answered a list, when and why; nothing while it waits."""
    if closed.answered_at is None:
        return ""
    day = short(local_day(closed.answered_at))
    said = t("{by} {day}: {state}", by=closed.answered_by, day=day, state=state(t, closed))
    return said + (t(" – “{why}”", why=closed.note) if closed.note else "")
