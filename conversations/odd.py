"""What comes in besides words, taps and evidence: a phone number, and what nobody can use."""

from campaign.desk import GivePhone, Open
from campaign.people_wishes import JoinByPhone
from conversations.acts import go
from conversations.exchange import Exchange, Turned
from conversations.session import HOME


def shared(x: Exchange, phone: str) -> Turned:
    """A number given by a button of the channel. Only one's own is kept; to whoever has not joined
    it opens the posts that are kept for it.
    """
    if x.desk.me is None and not phone:
        return go(x, Open(HOME), {})
    if x.desk.me is None:
        x.effect = JoinByPhone(phone)
        return x.turned()
    if not phone:
        x.tell(x.t("Gương Sáng chỉ ghi số điện thoại của chính đồng chí."))
        return x.settle()
    x.effect = GivePhone(phone)
    return x.turned()


def odd(x: Exchange, *, files: bool) -> Turned:
    x.tell(_taken(x) if files else _taken_here(x))
    return x.settle()


def _taken(x: Exchange) -> str:
    return x.t(
        "Gương Sáng nhận được chữ, ảnh, tin thoại, video, tệp và vị trí; loại tin này thì chưa."
    )


def _taken_here(x: Exchange) -> str:
    """Where the platform hands on neither files nor places: what helps instead."""
    return x.t(
        "Ở đây Gương Sáng nhận được chữ, ảnh và tin thoại. Có giấy tờ, đồng chí chụp ảnh gửi vào;"
        " video, tệp và vị trí thì gửi trên trang chat: gõ kết nối."
    )
