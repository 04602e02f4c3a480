"""`thu hồi`: taking a post below away, which a second person agrees to."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open, Refusal
from campaign.people import Verb, may
from campaign.people_wishes import AskRevoke, Holder, Request, SettleRevoke
from conversations import notices
from conversations.engine import Talk
from conversations.invite import unit_named, written
from conversations.people_words import post_name
from conversations.questions import Choice, Choose, Keep, Question, Write

HOME = "home"


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    if not may(me.post, Verb.INVITE, me.post.path):
        talk.say(notices.refusal(talk.t, Refusal.RIGHTS))
        return Open(HOME)
    waiting = desk.people.requests()
    settled = _settle(talk, waiting[0]) if waiting else None
    return settled or _ask(talk, desk)


def _settle(talk: Talk, request: Request) -> Effect | None:
    """The answer of a second person; None where they want something else."""
    t = talk.t
    text = t(
        "{by} đề nghị thu hồi chức vụ của {name}: {post}. Đồng chí có đồng ý không?",
        by=request.asked_by, name=request.holder.name, post=post_name(t, request.holder.post),
    )  # fmt: skip
    options = (
        Choice("no", t("Không đồng ý")), Choice("yes", t("Đồng ý thu hồi")),
        Choice("other", t("Thu hồi người khác")), Choice(HOME, t("Trang chủ")),
    )  # fmt: skip
    asked = Question(f"r{request.id}", text, Choose(options), usual=HOME, keep=Keep.TALK)
    chosen = talk.ask(asked)
    if chosen == "other":
        return None
    return Open(HOME) if chosen == HOME else SettleRevoke(request.id, chosen == "yes")


def _ask(talk: Talk, desk: Desk) -> Effect:
    t = talk.t
    asked = t("Thu hồi chức vụ ở đơn vị nào? Gõ tên thôn, bản, xã.")
    text = written(talk.ask(Question("text", asked, Write(story=False), keep=Keep.TALK)))
    unit = unit_named(talk, desk, text)
    held = desk.people.holders(unit.id) if unit else ()
    if not held:
        talk.say(t("Ở “{text}” không có ai mà đồng chí thu hồi được.", text=text))
        return Open(HOME)
    chosen = _whom(talk, held)
    return AskRevoke(chosen.post.id) if chosen else Open(HOME)


def _whom(talk: Talk, holders: Sequence[Holder]) -> Holder | None:
    t = talk.t
    options = [Choice(f"p{h.post.id}", f"{h.name}, {post_name(t, h.post)}") for h in holders]
    options.append(Choice(HOME, t("Thôi")))
    text = t("Thu hồi của ai? Cần thêm một người cùng cấp hoặc cấp trên đồng ý.")
    asked = Question("which", text, Choose(tuple(options)), usual=HOME, keep=Keep.TALK)
    chosen = talk.ask(asked)
    return next((h for h in holders if f"p{h.post.id}" == chosen), None)
