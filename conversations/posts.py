"""One's posts: acting in another of them, passing one on, giving one up."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.people import Person, Post
from campaign.people_wishes import ActIn, HandOver, Leave
from conversations.engine import Talk
from conversations.invite import written
from conversations.people_words import post_name
from conversations.questions import Choice, Choose, Keep, Question, Write

HOME = "home"


def switch(talk: Talk, desk: Desk) -> Effect | None:
    """`chức vụ`: a numbered list; the first is the one they act in."""
    me, t = desk.me, talk.t
    if me is None:
        return Open("join")
    if len(me.posts) == 1:
        talk.say(t("Đồng chí giữ một chức vụ: {post}.", post=post_name(t, me.post)))
        return Open(HOME)
    text = t("Đồng chí đang làm việc với chức vụ: {post}. Đổi sang:", post=post_name(t, me.post))
    chosen = _chosen(talk, _others(me), text)
    return ActIn(chosen.id) if chosen else Open(HOME)


def hand_over(talk: Talk, desk: Desk) -> Effect | None:
    """`bàn giao`: the code by which a successor takes everything over."""
    me, t = desk.me, talk.t
    if me is None:
        return Open("join")
    post = _which(talk, me, t("Đồng chí bàn giao chức vụ nào?"))
    if post is None:
        return Open(HOME)
    asked = t("Họ và tên người nhận bàn giao?")
    name = written(talk.ask(Question("name", asked, Write(story=False), keep=Keep.TALK)))
    text = t(
        "{name} gõ mã là nhận ngay chức vụ {post}: hồ sơ, bản nháp, việc đang chờ đi theo chức vụ."
        " Từ lúc đó đồng chí thôi giữ chức vụ này.",
        name=name, post=post_name(t, post),
    )  # fmt: skip
    options = (Choice("yes", t("Làm mã bàn giao")), Choice("no", t("Thôi")))
    sure = talk.ask(Question("sure", text, Choose(options), usual="yes", keep=Keep.TALK))
    return HandOver(post.id, name) if sure == "yes" else Open(HOME)


def leave(talk: Talk, desk: Desk) -> Effect | None:
    """`nghỉ`: asked once."""
    me, t = desk.me, talk.t
    if me is None:
        return Open("join")
    post = _which(talk, me, t("Đồng chí thôi giữ chức vụ nào?"))
    if post is None:
        return Open(HOME)
    text = t(
        "Đồng chí thôi giữ chức vụ {post}? Hồ sơ ở lại với đơn vị. Có người kế nhiệm thì đồng chí"
        " gõ: bàn giao",
        post=post_name(t, post),
    )  # fmt: skip
    options = (Choice("no", t("Ở lại")), Choice("yes", t("Thôi giữ chức vụ")))
    sure = talk.ask(Question("sure", text, Choose(options), usual="no", keep=Keep.TALK))
    return Leave(post.id) if sure == "yes" else Open(HOME)


def _others(me: Person) -> Sequence[Post]:
    return tuple(reversed(me.posts[:-1]))


def _which(talk: Talk, me: Person, text: str) -> Post | None:
    return me.post if len(me.posts) == 1 else _chosen(talk, tuple(reversed(me.posts)), text)


def _chosen(talk: Talk, posts: Sequence[Post], text: str) -> Post | None:
    options = [Choice(f"p{p.id}", post_name(talk.t, p)) for p in posts]
    options.append(Choice(HOME, talk.t("Trang chủ")))
    asked = Question("which", text, Choose(tuple(options)), usual=options[0].id, keep=Keep.TALK)
    chosen = talk.ask(asked)
    return next((p for p in posts if f"p{p.id}" == chosen), None)
