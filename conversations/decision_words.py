"""Signed decisions as they are spoken of: on the card, in lists, in notices."""

from collections.abc import Sequence

from campaign.exemplar import COMMENDATION, RECOGNITION, Decision, Record
from conversations.signing import said_authority
from conversations.words import Translate, day


def said(t: Translate, decisions: Sequence[Decision]) -> list[str]:
    """The lines of a card: the recognition, then every commendation, the earliest first."""
    meant = sorted((d for d in decisions if not d.mistaken), key=lambda d: d.date)
    recognised = [d for d in meant if d.kind == RECOGNITION]
    praised = [d for d in meant if d.kind == COMMENDATION]
    lines = [t("Công nhận: {what}", what=one(t, d)) for d in recognised]
    if len(praised) == 1:
        lines.append(t("Khen thưởng: {what}", what=one(t, praised[0])))
    elif praised:
        lines.append(t("Khen thưởng: {n} quyết định", n=len(praised)))
        lines += [f"{n}. {one(t, d)}" for n, d in enumerate(praised, 1)]
    return lines


def one(t: Translate, decision: Decision) -> str:
    """Number, day, who signed; whether there is a photo of it, or whether it counts no more."""
    what = bare(t, decision)
    photo = t("(có ảnh)") if decision.papers else t("(chưa có ảnh)")
    return f"{what} {t('(đã thu hồi)') if decision.revoked else photo}"


def bare(t: Translate, decision: Decision) -> str:
    return t(
        "quyết định số {number} ngày {day}, {authority}",
        number=decision.number, day=day(decision.date),
        authority=said_authority(t, decision.authority),
    )  # fmt: skip


def whole(t: Translate, record: Record, decision: Decision) -> str:
    """One decision about a record, on two lines."""
    kind = t("Công nhận") if decision.kind == RECOGNITION else t("Khen thưởng")
    return f"{record.code} {record.heading.name}\n{kind}: {one(t, decision)}"


def short(t: Translate, decision: Decision) -> str:
    """One decision as a line to choose from."""
    kind = t("Công nhận") if decision.kind == RECOGNITION else t("Khen thưởng")
    return f"{kind}: {decision.number}, {day(decision.date)}"
