"""What is said when a link was answered or a place was invited, to its author and to others."""

from campaign.desk import Open
from campaign.replication import InvitedToRegister, Link, LinkAnswered, LinkState
from conversations import replication_words as said
from conversations.showing import Say
from conversations.words import Translate


def outcome(t: Translate, came: LinkAnswered | InvitedToRegister) -> tuple[Say, Open | None]:
    if isinstance(came, LinkAnswered):
        return Say(_answered(t, came)), Open("tree", came.link.origin.id)
    return Say(_invited(t, came)), Open("tree", came.origin.id)


def _answered(t: Translate, came: LinkAnswered) -> str:
    where = said.place(came.link.unit, came.link.above)
    if came.link.state is LinkState.CONFIRMED:
        return t("Đã xác nhận: {place} học theo mô hình của đồng chí. Cảm ơn đồng chí.",
                 place=where)  # fmt: skip
    return t("Đã ghi: {place} không học theo mô hình này; hồ sơ ghi là chưa xác nhận.",
             place=where)  # fmt: skip


def _invited(t: Translate, came: InvitedToRegister) -> str:
    if came.again:
        return t("{unit} đã được mời từ trước.", unit=came.unit)
    if not came.reached:
        return t("Đã ghi {unit} đến học. Ở đó chưa có ai dùng Gương Sáng, đồng chí báo giúp nhé.",
                 unit=came.unit)  # fmt: skip
    return t("Đã mời {unit} giới thiệu gương học theo.", unit=came.unit)


# --- to others: a word to type, never digits


def to_origin(t: Translate, link: Link) -> str:
    """To whoever registered what was learned from: told, and asked."""
    return "\n".join([
        t("Tin vui: {place} đã học theo mô hình của đồng chí: {origin}.",
          place=said.place(link.unit, link.above), origin=said.origin_words(t, link.origin)),
        t("Đúng vậy không, đồng chí gõ: nhân rộng {number}", number=f"{link.number:04d}"),
    ])  # fmt: skip


def to_learner(t: Translate, link: Link) -> str:
    """To whoever registered what learned: the answer."""
    values = {"number": f"{link.number:04d}", "place": link.origin.unit}
    if link.state is LinkState.CONFIRMED:
        return t("{place} đã xác nhận hồ sơ {number} học theo mô hình ở đó.", **values)
    return t("{place} chưa xác nhận hồ sơ {number} học theo mô hình ở đó. Hồ sơ vẫn giữ nguyên.",
             **values)  # fmt: skip


def to_invited(t: Translate, came: InvitedToRegister) -> str:
    """To the place that came to learn."""
    return "\n".join([
        t("{place} cho biết đơn vị đồng chí đã đến học mô hình {origin}.", place=came.origin.unit,
          origin=said.bare_origin(t, came.origin)),
        t("Mời đồng chí giới thiệu gương đã làm theo. Đồng chí gõ: đăng ký"),
    ])  # fmt: skip
