"""In a group: the numbers for whoever may call for them, and the way to the talk in private."""

from campaign.desk import Desk
from campaign.people import Person, Role
from conversations import menu
from conversations.summary import present_phase
from conversations.summary_words import told
from conversations.words import SOURCE, words

MAY_CALL = frozenset({Role.COMMUNE, Role.DISTRICT, Role.PROVINCE})


def answer(desk: Desk, text: str) -> str:
    """What is said in the group. Others read along: numbers only, and nobody's name."""
    me = desk.me
    t = words(me.language if me else SOURCE)
    if not _calls_for_numbers(text):
        return t(
            "Gương Sáng làm việc trong tin nhắn riêng. Đồng chí bấm vào tên Gương Sáng, mở tin nhắn"
            " rồi gõ: bắt đầu"
        )
    if me is None or me.post.role not in MAY_CALL:
        return t("Trong nhóm, chỉ cán bộ Mặt trận từ cấp xã trở lên xem được số liệu.")
    return _numbers(desk, me)


def _calls_for_numbers(text: str) -> bool:
    """Beside it may stand whom it is said to: a name of nobody knows how many words."""
    before, _, name = text.partition("@")
    parts = name.split()
    said = [before, *(" ".join(parts[n:]) for n in range(1, len(parts)))]
    return any(menu.command(one, free=False) == menu.Command("summary") for one in said)


def _numbers(desk: Desk, me: Person) -> str:
    summary = desk.summary(me.post.unit_id, present_phase(desk), None)
    return told(words(me.language), me.language, desk.plan, summary)
