"""How the channels are called."""

from conversations.words import Translate

CHANNEL_NAMES = {"telegram": "Telegram", "zalo_oa": "Zalo", "zalo_bot": "Zalo"}


def channel_name(t: Translate, channel: str) -> str:
    return CHANNEL_NAMES.get(channel, t("trang chat"))
