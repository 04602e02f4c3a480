"""Numbers of identity cards in what is typed: not kept, and said why."""

from campaign.id_cards import holds_number, says_card
from conversations.exchange import Exchange
from conversations.questions import Keep, Photos, Question, Write


def personal_number(x: Exchange, question: Question, text: str) -> bool:
    """Whether the words were refused; of a photo that was just sent they say what it shows."""
    if question.keep is Keep.TALK:
        return False
    if isinstance(question.kind, Photos) and says_card(text):
        x.disowned.append((x.session.place.subject, question.key))
        x.tell(x.t("Gương Sáng không giữ giấy tờ tùy thân. Ảnh vừa gửi được bỏ đi."))
        return True
    if isinstance(question.kind, Write) and holds_number(text):
        x.tell(x.t("Gương Sáng không giữ số CCCD, CMND. Đồng chí viết lại, bỏ số đó đi nhé."))
        return True
    return False
