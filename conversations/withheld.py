"""What is said where a record still stays in the commune."""

from campaign import consent
from campaign.exemplar import Record
from campaign.people import Post
from conversations.review_card import is_none
from conversations.words import Translate


def stays_below(post: Post, record: Record) -> bool:
    said = record.answers.get("R10")
    agreed = said is not None and not is_none(said)
    return consent.stays_below(post.role, record.registrant, record.status, agreed=agreed)


def withheld(t: Translate) -> str:
    return t("Người được giới thiệu chưa được hỏi ý kiến nên hồ sơ còn ở xã, chưa mở ở đây được.")
