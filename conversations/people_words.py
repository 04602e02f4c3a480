"""How people and their posts are spoken of."""

from collections.abc import Sequence

from campaign.people import Post, Role
from campaign.people_wishes import Staff
from campaign.text import shorten
from campaign.vietnam import local_day
from conversations.words import Translate, day

LONGEST = 1900  # characters of one message, on every channel
NAME = 28  # characters of a unit, and of a person, in a list


def role_name(t: Translate, role: Role) -> str:
    return {
        Role.REPORTER: t("Trưởng Ban Công tác Mặt trận"),
        Role.COMMUNE: t("Cán bộ Mặt trận xã"),
        Role.DISTRICT: t("Cán bộ Mặt trận huyện"),
        Role.PROVINCE: t("Cán bộ Mặt trận tỉnh"),
        Role.VIEWER: t("Người xem"),
        Role.ADMIN: t("Người quản trị"),
        Role.CLUSTER: t("Người phụ trách cụm"),
    }[role]


def post_name(t: Translate, post: Post) -> str:
    return f"{role_name(t, post.role)}, {post.unit}"


def spaced(code: str) -> str:
    """A code in groups of four, as it is read aloud."""
    return " ".join(code[n : n + 4] for n in range(0, len(code), 4))


def staff_lines(t: Translate, staff: Sequence[Staff], head: str) -> str:
    """All in one message, whoever is missing first; who does not fit any more is counted."""
    lines = [head]
    ordered = sorted(staff, key=lambda s: (bool(s.name), s.invited_at is not None))
    for place, one in enumerate(ordered):
        line = _line(t, one)
        rest = t("… và {n} đơn vị nữa", n=len(ordered) - place)
        if sum(len(said) + 1 for said in (*lines, line, rest)) > LONGEST:
            return "\n".join([*lines, rest])
        lines.append(line)
    return "\n".join(lines)


def _line(t: Translate, one: Staff) -> str:
    unit = shorten(one.unit, NAME)
    if one.name and one.since:
        who = f"{shorten(one.name, NAME)} {one.phone}".strip()
        return f"• {unit} · {who} · " + t("vào {day}", day=day(local_day(one.since)))
    if one.invited_at:
        return f"• {unit} · " + t("đã gửi mã {day}, chưa vào", day=day(local_day(one.invited_at)))
    return f"• {unit} · " + t("chưa mời")
