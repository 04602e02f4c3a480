"""The review card before sending: everything on one card, each line opened again by a tap."""

from collections.abc import Mapping, Sequence
from functools import cache

from campaign.exemplar import Value, is_state
from conversations.engine import Talk
from conversations.questions import Choice, Keep, Question, Review
from conversations.words import Translate

Line = tuple[str, str, str]  # question key, label, answer as said


@cache
def labels(t: Translate) -> Mapping[str, str]:
    """Short names of lines whose criterion has several, or a long one."""
    return {
        "R4": t("Tên"), "R4/title": t("Gọi là"), "R4/unit": t("Ở"), "R4/village": t("Thôn, bản"),
        "R5/photos": t("Ảnh"), "R6": t("Người phụ trách"), "R6/mentor": t("Người giúp đỡ"),
        "R7": t("Định xong"), "R7/check": t("Tự kiểm tra"), "R9/from": t("Học theo"),
    }  # fmt: skip


def card(
    talk: Talk, lines: Sequence[Line], self_named: str, helper: str, *, keeps_here: bool
) -> Question:
    """`self_named`: the proposer, who is the subject; `helper`: who fills it in for them;
    `keeps_here`: it may not leave the commune yet.
    """
    t = talk.t
    notes = []
    if self_named and helper:
        notes.append(t("Lưu ý: {name} giới thiệu chính mình; cấp trên sẽ thấy điều này.",
                       name=self_named))  # fmt: skip
    elif self_named:
        notes.append(t("Lưu ý: đồng chí đang giới thiệu chính mình; cấp trên sẽ thấy điều này."))
    if is_none(talk.answers.get("R10")):
        notes.append(t("Chưa hỏi ý kiến thì hồ sơ chưa rời khỏi xã và không hiện ảnh."))
    send = Choice("send", t("Gửi – nội dung đúng sự thật"))
    if keeps_here:
        send = Choice("keep", t("Giữ lại, hỏi ý kiến rồi gửi"))
    return Question(
        "review", t("Đồng chí xem lại trước khi gửi:"), Review(tuple(lines), send), usual=send.id,
        keep=Keep.TALK, note="\n".join(notes), page=20,
    )  # fmt: skip


def is_none(consent: Value) -> bool:
    """Whether nobody has consented to anything yet."""
    return consent == ["none"] or is_state(consent)
