"""What is said when a wish about personal data was granted."""

from campaign.desk import Open
from campaign.privacy import PrivacyOutcome
from conversations.consent_words import purposes
from conversations.showing import Say
from conversations.words import Translate


def outcome(t: Translate, came: PrivacyOutcome) -> tuple[Say, Open | None]:
    said = purposes(t)
    what = "; ".join(said.get(p, p) for p in came.purposes)
    name = came.record.heading.name
    text = t("Đã ghi: {name} đồng ý để Mặt trận {what}.", name=name, what=what)
    return Say(text), Open("card", came.record.id)
