"""The commands a channel may show in a menu, and what the bot says of itself there."""

from dataclasses import dataclass

from campaign.additions import MAKERS
from campaign.people import Role
from conversations import menu
from conversations.home import offers
from conversations.words import Translate

BEFORE_JOINING = ("home", "suggest", "help")
LAST = ("language", "help")


@dataclass(frozen=True, slots=True)
class About:
    """For whoever has not talked to the bot yet: at most 120 and 512 characters."""

    short: str
    long: str


def about(t: Translate) -> About:
    return About(
        t("Giới thiệu, theo dõi và nhân rộng điển hình tiên tiến của Mặt trận."),
        t(
            "Gương Sáng giúp Ban Công tác Mặt trận giới thiệu tập thể, cá nhân, hộ gia đình tiêu"
            " biểu ngay trên điện thoại: trả lời từng câu ngắn, gửi ảnh, gửi tin thoại. Đồng chí"
            " bấm Bắt đầu rồi gõ mã mời cán bộ đã gửi. Bà con muốn giới thiệu người tốt, việc tốt"
            " thì gõ: gợi ý"
        ),
    )


def commands(t: Translate, role: Role | None) -> list[tuple[str, str]]:
    """Slash words and what they do, for a post; for nobody's before joining."""
    labels = {
        "home": t("Trang chủ"), "help": t("Trợ giúp"), "language": t("Ngôn ngữ"),
        "find": t("Tìm hồ sơ"), "nearby": t("Gương quanh đây"),
        "additions": t("Tiêu chí riêng"), "suggest": t("Gợi ý người tốt"),
    }  # fmt: skip
    offered = dict(offers(t, role)) if role is not None else {}
    own = ("additions",) if role in MAKERS else ()
    mine = (n for n in offered if n not in LAST)
    names = [*mine, "find", "nearby", "suggest", *own, *LAST] if role else BEFORE_JOINING
    return [(menu.slash(name), offered.get(name) or labels[name]) for name in names]
