"""How a record is spoken of: its status, its category, its card, and how it is addressed."""

from collections.abc import Mapping, Sequence
from datetime import date

from campaign.asking import Item, items
from campaign.decisions import is_paper
from campaign.desk import Desk
from campaign.exemplar import Line, Record, is_state
from campaign.gates import Reading, Verdict, readings
from campaign.people import Role
from campaign.plan import Rule, Test
from campaign.text import shorten
from campaign.workflow import Status
from conversations import decision_words
from conversations.engine import Talk
from conversations.words import Translate


def status_words(t: Translate, status: Status, *, district: bool = True) -> str:
    """Where a record stands; `district`: one stands above it."""
    if status is Status.COMMUNE_CONFIRMED and not district:
        return t("chờ tỉnh tiếp nhận")
    return {
        Status.DRAFT: t("bản nháp"), Status.SUBMITTED: t("chờ xã xác nhận"),
        Status.RETURNED: t("cần bổ sung"), Status.COMMUNE_CONFIRMED: t("chờ huyện lựa chọn"),
        Status.SELECTED: t("chờ tỉnh tiếp nhận"),
        Status.REGISTERED: t("tỉnh đã tiếp nhận"), Status.BUILDING: t("đang xây dựng"),
        Status.ASSESSED: t("đã đánh giá"), Status.RECOGNISED: t("đã công nhận"),
        Status.CLOSED: t("đã kết thúc"), Status.SUSPENDED: t("tạm dừng"),
        Status.WITHDRAWN: t("đã rút"), Status.REVOKED: t("đã thu hồi công nhận"),
        Status.DECLINED: t("không đưa vào danh sách"),
    }[status]  # fmt: skip


def desk_name(t: Translate, role: Role) -> str:
    """Whose desk something lies on; nothing for a village's."""
    return {
        Role.COMMUNE: t("Mặt trận xã"), Role.DISTRICT: t("Mặt trận huyện"),
        Role.PROVINCE: t("Mặt trận tỉnh"),
    }.get(role, "")  # fmt: skip


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def in_sentence(unit: str) -> str:
    """A unit's name inside a sentence: the word for its kind without a capital."""
    return unit[:1].lower() + unit[1:]


def line_words(t: Translate, line: Line) -> str:
    """One record in a list: number, name, where it stands."""
    number = f"{line.number:04d} " if line.number else ""
    name = shorten(line.name, 60) or t("chưa có tên")
    return f"{number}{name} – {status_words(t, line.status, district=line.district)}"


def fill_of(talk: Talk, desk: Desk, record: Record) -> dict[str, object]:
    """What the plan's questions may name."""
    above = [unit for id in record.path if (unit := desk.unit(id))]
    commune = next((u.name for u in above if u.level == "commune"), record.unit)
    title = talk.answers.get("R4/title")
    part = next(p for p in record.plan.criterion("R4").parts if p.id == "title")
    address = next((o.name.said(talk.language) for o in part.options if o.id == title), "")
    return {
        "name": record.heading.name, "title": address.partition(" ")[0],
        "unit": in_sentence(record.unit), "commune": in_sentence(commune),
    }  # fmt: skip


def card_text(talk: Talk, record: Record, today: date, *, restricted: bool) -> str:
    """The record on one card: where it stands, what was told, rules and minh chứng.

    `restricted`: the reader may see what is said of ratings and of Party membership.
    """
    t, heading = talk.t, record.heading
    lines = [f"{record.code} · {heading.name}"]
    if heading.category:
        category = record.plan.category(heading.category).name.said(talk.language)
        lines.append(f"{category} · {record.unit}")
    lines.append(
        t("Hiện nay: {status}", status=status_words(t, record.status, district=record.district))
    )
    lines.append(_registered_by(t, record))
    lines += _told(t, record)
    lines += _rules(talk, record, today, restricted=restricted)
    return "\n".join(lines)


def _registered_by(t: Translate, record: Record) -> str:
    if record.entered_by:
        return t("Người giới thiệu: {name}; nhập giúp: {helper}", name=record.author,
                 helper=record.entered_by)  # fmt: skip
    return t("Người giới thiệu: {name}", name=record.author)


def _told(t: Translate, record: Record) -> list[str]:
    story = record.answers.get("R5")
    lines = []
    if isinstance(story, dict):
        text = story.get("text")
        said = shorten(str(text), 300) if text else t("(có tin thoại hoặc ảnh bản viết tay)")
        lines.append(t("Việc làm: {story}", story=said))
    proofs = sum(n for key, n in record.evidence.items() if not is_paper(key))
    lines.append(t("Minh chứng: {n} tệp", n=proofs))
    return lines + decision_words.said(t, record.decisions)


def _rules(talk: Talk, record: Record, today: date, *, restricted: bool) -> list[str]:
    """The plan's hard rules as they read now, and how many of the other questions are answered."""
    if record.status is Status.DRAFT:
        return []
    found = readings(record.plan, record.heading, record.answers, record.answered, today)
    shown = [r for r in found if restricted or not _is_restricted(record, r)]
    lines = [_rule(talk, r) for r in _once(shown)]
    if len(shown) < len(found):
        lines.append(talk.t("· Xếp loại cá nhân: cấp trên ghi"))
    core = [i for i in items(record.plan, record.heading, record.answers, today) if _is_core(i)]
    done = sum(_is_done(record, i) for i in core)
    if core:
        lines.append(talk.t("Nội dung khác: đã trả lời {done}/{total}", done=done, total=len(core)))
    return lines


def _once(found: Sequence[Reading]) -> list[Reading]:
    """The first of several rules that read the same answers in the same way."""
    kept: dict[tuple[str, str], Reading] = {}
    for reading in found:
        gate = reading.criterion.gate
        if gate is not None:
            kept.setdefault((gate.test, gate.source), reading)
    return list(kept.values())


def _is_restricted(record: Record, reading: Reading) -> bool:
    gate = reading.criterion.gate
    return gate is not None and record.plan.criterion(gate.source).restricted


def _is_core(item: Item) -> bool:
    return item.criterion.rule is not Rule.GATE


def _is_done(record: Record, item: Item) -> bool:
    return item.key in record.answered and not is_state(record.answers.get(item.key))


def _rule(talk: Talk, reading: Reading) -> str:
    t = talk.t
    said: Mapping[Verdict, str] = {
        Verdict.PASSED: t("đạt"), Verdict.FAILED: t("chưa đạt"),
        Verdict.PENDING: t("chưa có kết quả"), Verdict.HIDDEN: t("cấp trên đã ghi"),
    }  # fmt: skip
    mark = {Verdict.PASSED: "✓", Verdict.FAILED: "✗"}.get(reading.verdict, "·")
    each = reading.criterion.gate is not None and reading.criterion.gate.test is Test.EACH_YEAR
    years = "" if not each else ", ".join(f"{year} {said[v]}" for year, v in reading.years)
    name = reading.criterion.name.said(talk.language)
    return f"{mark} {name}: {years or said[reading.verdict]}"
