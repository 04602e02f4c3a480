"""How a message to many is said: to those who get it, and to the desk that sends it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from campaign.broadcasts import Broadcast, Counts, Doing, Fate, Progress, Reach, Segment, Silent
from campaign.desk import Desk
from campaign.people import Role
from campaign.vietnam import ZONE, local_day
from conversations.address import OPEN, Address
from conversations.due import KEY as DUTIES
from conversations.duty_words import level_name, term_name
from conversations.showing import Button, Say
from conversations.ways import channel_name
from conversations.words import Translate, day

KNOWN = "known"
LONGEST_LIST = 1900  # characters of one message, on every channel


def message(t: Translate, broadcast: Broadcast) -> Say:
    """What its people see. It names a word and never offers digits, which would collide with an
    open question.
    """
    # The letters are those of the catalogue, which knows all who say something.
    known = Button(t("Đã nắm nội dung"), str(Address("V", broadcast.id, KNOWN, "!yes")))
    controls = [(f"nắm {broadcast.id}", known)]  # the word is the same in every language
    if broadcast.term:
        due = Button(t("Mở việc này"), str(Address("D", 0, DUTIES, OPEN)))
        controls.append(("hạn", due))
    return Say(
        broadcast.text, controls=tuple(controls), pictures=broadcast.pictures, file=broadcast.file
    )


# --- to whom and when


def audience(t: Translate, desk: Desk, language: str, broadcast: Broadcast) -> str:
    """`thôn, bản, tổ dân phố · Huyện Trạm Tấu · chưa gửi đăng ký`."""
    segment = broadcast.segment
    level = segment.level and level_name(language, desk.plan, segment.level)
    place = desk.unit(segment.unit_id)
    parts = [
        level or t("tất cả các cấp"), place.name if place else "", _role(t, segment.role),
        doing(t, segment), _category(desk, language, segment), _term(t, desk, language, broadcast),
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)


def _role(t: Translate, role: str) -> str:
    return role and roles(t)[role]


def roles(t: Translate) -> Mapping[str, str]:
    return {
        Role.REPORTER: t("Trưởng ban CTMT"), Role.COMMUNE: t("Cán bộ xã"),
        Role.DISTRICT: t("Cán bộ huyện"), Role.VIEWER: t("Người theo dõi"),
    }  # fmt: skip


def doing(t: Translate, segment: Segment) -> str:
    return {
        Doing.ANY: "", Doing.UNREGISTERED: t("chưa gửi đăng ký"),
        Doing.DRAFT: t("còn bản nháp"), Doing.MEND: t("đang chờ bổ sung"),
        Doing.SILENT: t("im lặng từ {n} ngày", n=segment.days),
    }[segment.doing]  # fmt: skip


def _category(desk: Desk, language: str, segment: Segment) -> str:
    return segment.category and desk.plan.category(segment.category).name.said(language)


def _term(t: Translate, desk: Desk, language: str, broadcast: Broadcast) -> str:
    found = next((one for one in desk.deadlines.terms() if one.key == broadcast.term), None)
    if found is None:
        return ""
    return t("chỉ đơn vị chưa xong “{what}”", what=term_name(language, found))


def when(t: Translate, at: datetime | None) -> str:
    if at is None:
        return t("ngay")
    local = at.astimezone(ZONE)
    return t("{hour} giờ ngày {day}", hour=local.hour, day=day(local_day(at)))


def reach(t: Translate, found: Reach) -> str:
    """How many people, by channel, how many on none, and how long it takes."""
    ways = [f"{channel_name(t, name)} {n}" for name, n in found.channels.items()]
    lines = [t("Gửi tới {n} người", n=found.total) + (f": {', '.join(ways)}." if ways else ".")]
    if found.unreachable:
        lines.append(t("{n} người chưa nhắn được, vì chưa vào kênh nào.", n=found.unreachable))
    lines.append(_lasts(t, found.seconds))
    return "\n".join(lines)


def _lasts(t: Translate, seconds: float) -> str:
    minutes = -(-int(seconds) // 60)
    if minutes <= 1:
        return t("Gửi xong trong khoảng một phút.")
    if minutes < 120:  # noqa: PLR2004 - two hours are said in hours
        return t("Gửi xong trong khoảng {n} phút.", n=minutes)
    return t("Gửi xong trong khoảng {n} giờ.", n=-(-minutes // 60))


# --- what became of it


def fates(t: Translate) -> Mapping[Fate, str]:
    """Every fate has its word, in the order they are told."""
    return {
        Fate.SENT: t("đã tới"), Fate.QUEUED: t("chờ gửi"), Fate.SENDING: t("đang gửi"),
        Fate.AWAITED: t("chờ người nhận nhắn lại trước"),
        Fate.UNKNOWN: t("chưa rõ tới hay chưa"), Fate.FAILED: t("không gửi được"),
        Fate.UNREACHABLE: t("chưa vào kênh nào"), Fate.SPARED: t("đã xong việc, không phải nhắc"),
        Fate.SUPPRESSED: t("bỏ qua (vừa nhận tin ấy, hoặc đã thôi nhiệm vụ)"),
        Fate.EXPIRED: t("quá hạn gửi"), Fate.CANCELLED: t("đã hủy"),
    }  # fmt: skip


def counted(t: Translate, counts: Counts) -> str:
    return ", ".join(
        f"{word} {counts[fate]}" for fate, word in fates(t).items() if counts.get(fate)
    )


def result(t: Translate, found: Progress) -> str:
    lines = [t("{n} người nhận.", n=found.total)]
    lines += [f"• {word}: {found.counts[fate]}" + _why(t, fate, found)
              for fate, word in fates(t).items() if found.counts.get(fate)]  # fmt: skip
    lines.append(t("Đã nắm nội dung: {n} người.", n=found.known))
    if found.gives_way:
        lines.append(t("Đang nhường cho tin trả lời; lát nữa thông báo tự gửi tiếp."))
    return "\n".join(lines)


def _why(t: Translate, fate: Fate, found: Progress) -> str:
    """Of those who got nothing: who takes no messages any more, and what a channel refused."""
    if fate is not Fate.FAILED:
        return ""
    refused = found.counts[Fate.FAILED] - found.blocked
    parts = [t("{n} người không nhận tin nữa", n=found.blocked)] if found.blocked else []
    parts += [t("{n} tin kênh không nhận", n=refused)] if refused else []
    return f" ({', '.join(parts)})"


def listed(head: str, lines: Sequence[str], t: Translate) -> str:
    """All in one message: what does not fit any more is counted."""
    said = [head]
    for place, line in enumerate(lines):
        rest = t("… và {n} nữa", n=len(lines) - place)
        if sum(len(one) + 1 for one in (*said, line, rest)) > LONGEST_LIST:
            return "\n".join([*said, rest])
        said.append(line)
    return "\n".join(said)


def silent_line(place: int, one: Silent) -> str:
    return f"{place}. {one.name}, {one.unit}"
