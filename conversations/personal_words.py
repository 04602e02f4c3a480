"""How personal data are spoken of: the sheet of what is kept, and how somebody was recognised."""

from collections.abc import Mapping, Sequence

from campaign.exemplar import Record
from campaign.privacy import Consent, How, Verified
from campaign.vietnam import local_day
from conversations.consent_words import purposes
from conversations.words import Translate, day


def verified_labels(t: Translate) -> Mapping[Verified, str]:
    return {
        Verified.KNOWN: t("Gặp mặt, quen biết"),
        Verified.PHONE: t("Gọi điện hỏi lại"),
        Verified.PAPER: t("Có giấy đề nghị"),
    }


def sheet(t: Translate, record: Record, consents: Sequence[Consent]) -> str:
    """What is kept of the person praised, so that it can be read to them."""
    lines = [
        t("Dữ liệu về {name} ({code}):", name=record.heading.name, code=record.code),
        *(_consent(t, one) for one in consents),
        t("• Ảnh, tin thoại, tệp: {n}", n=sum(record.evidence.values())),
        t("• Người giới thiệu: {name}, {unit}", name=record.author, unit=record.unit),
    ]
    if not consents:
        lines.insert(1, t("• Chưa hỏi sự đồng ý"))
    return "\n".join(lines)


def _consent(t: Translate, one: Consent) -> str:
    how = {
        How.TAP: t("nói miệng"), How.PHOTO: t("có chữ ký"), How.VOICE: t("có tin thoại"),
    }[one.how]  # fmt: skip
    what = purposes(t).get(one.purpose, one.purpose)
    when = day(local_day(one.at))
    said = t("• Đồng ý {what}: {day}, {how}, {by} ghi", what=what, day=when, how=how, by=one.by)
    if one.withdrawn_at is not None:
        said += "; " + t("đã rút {day}", day=day(local_day(one.withdrawn_at)))
    return said
