"""How the cards of six months are listed, and what is said when one was kept."""

from collections import Counter
from collections.abc import Sequence

from campaign.desk import Desk
from campaign.half_year import AMENDS, COPIED, STATE, CardKept, Followed, half_of
from conversations import foster_words, village_card
from conversations.engine import Talk
from conversations.problem_words import desk_name
from conversations.words import Translate


def half_name(t: Translate, half: str) -> str:
    year, _, part = half.partition("-")
    if part == "1":
        return t("6 tháng đầu năm {year}", year=year)
    return t("6 tháng cuối năm {year}", year=year)


def row(one: Followed) -> str:
    mark = "✓ " if one.state else ""
    return f"{mark}{one.number:04d} {one.name} ({one.unit})"


def overview(talk: Talk, desk: Desk, found: Sequence[Followed]) -> str:
    """How many have their card, and how these go on."""
    t, told = talk.t, Counter(one.state for one in found if one.state)
    half = half_name(t, half_of(desk.today))
    lines = [t("Thẻ theo dõi {half}: {n}/{all} gương đã có.", half=half, n=told.total(),
               all=len(found))]  # fmt: skip
    states = next((c.parts[0].options for c in desk.plan.half_year if c.id == STATE), ())
    each = [f"{o.name.said(talk.language).lower()} {told[o.id]}" for o in states if told[o.id]]
    if each:
        lines.append(t("Tình trạng: {each}", each=", ".join(each)))
    lines.append(foster_words.overview(t, found))
    lines += village_card.summed(t, desk.reviews.ground.village_cards())
    return "\n".join(lines)


def kept(t: Translate, done: CardKept) -> str:
    """Thanks, who was asked for help, and the word for what is to follow."""
    lines = [t("Đã ghi thẻ theo dõi {name}. Cảm ơn đồng chí.", name=done.name)]
    if done.problem:
        desk = desk_name(t, done.problem.role).lower()
        lines.append(t("Đề nghị giúp đã gửi tới cấp {desk}.", desk=desk))
    if done.values.get(AMENDS) in {"deeds", "dates"}:
        number = f"{done.number:04d}"
        lines.append(t("Muốn sửa nội dung đã đăng ký, gõ: điều chỉnh {number}", number=number))
    copied = done.values.get(COPIED)
    if isinstance(copied, dict) and "text" in copied:
        lines.append(t("Muốn mời nơi đã đến học giới thiệu gương, gõ: nhân rộng {number}",
                       number=f"{done.number:04d}"))  # fmt: skip
    return "\n".join(lines)
