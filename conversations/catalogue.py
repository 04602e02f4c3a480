"""Every conversation there is. To add one: write its file, and add one line here."""

from conversations import (
    amend,
    broadcast,
    card,
    close,
    clusters,
    coming,
    connect,
    contributions,
    criteria,
    days,
    decision,
    discard,
    due,
    find,
    habits,
    half_year,
    help,  # noqa: A004 - the word people type
    home,
    inquiry,
    invite,
    join,
    known,
    language,
    late,
    lists,
    mending,
    mine,
    photo,
    posts,
    problems,
    received,
    register,
    report,
    resume,
    revoke,
    summary,
    together,
    tray,
    yearly,
)
from conversations.engine import Conversation

# A code stands in button payloads for ever: never reuse one.
CONVERSATIONS = (
    Conversation("home", "h", home.run),
    Conversation("coming", "w", coming.run),
    Conversation("join", "j", join.run),
    Conversation("help", "t", help.run),
    Conversation("language", "l", language.run),
    Conversation("register", "r", register.run, about_record=True, counted=True),
    Conversation("criteria", "k", criteria.run, about_record=True, counted=True),
    Conversation("assist", "a", criteria.assist, about_record=True, counted=True),
    Conversation("mending", "g", mending.run, about_record=True),
    Conversation("card", "c", card.run, about_record=True),
    Conversation("next", "n", card.next_steps, about_record=True),
    Conversation("discard", "d", discard.run, about_record=True),
    Conversation("mine", "m", mine.run),
    Conversation("resume", "u", resume.run),
    Conversation("photo", "p", photo.run),
    Conversation("tray", "y", tray.run),
    Conversation("lists", "s", lists.run),
    Conversation("find", "f", find.run),
    Conversation("mend", "b", find.mend),
    Conversation("invite", "i", invite.run),
    Conversation("summary", "o", summary.run),
    Conversation("connect", "e", connect.run),
    Conversation("due", due.CODE, due.run),
    Conversation("late", "N", late.run),
    Conversation("days", "T", days.run),
    Conversation("close", "L", close.run),
    Conversation("received", "K", received.run),
    Conversation("report", "R", report.run),
    Conversation("habits", "H", habits.run),
    Conversation("again", "z", habits.again),
    Conversation("posts", "P", posts.switch),
    Conversation("handover", "G", posts.hand_over),
    Conversation("leave", "Q", posts.leave),
    Conversation("revoke", "M", revoke.run),
    Conversation("broadcast", "B", broadcast.run),
    Conversation("known", "V", known.run),
    Conversation("reply", "A", inquiry.run, about_record=True),
    Conversation("replies", "J", inquiry.by_number),
    Conversation("together", "C", together.run),
    Conversation("clusters", "I", clusters.run),
    Conversation("yearly", "ζ", yearly.run),
    Conversation("problems", "η", problems.run),
    Conversation("half", "θ", half_year.run, about_record=True),
    Conversation("follow", "ι", half_year.follow),
    Conversation("giving", "κ", contributions.run),
    Conversation(amend.NAME, "Y", amend.run, about_record=True),
    Conversation(decision.NAME, "X", decision.run, about_record=True),
)


_BY_NAME = {c.name: c for c in CONVERSATIONS}


def by_name(name: str) -> Conversation:
    """The conversation called `name`; home for a name of a release that had another one."""
    return _BY_NAME.get(name, CONVERSATIONS[0])


def by_code(code: str) -> Conversation | None:
    return next((c for c in CONVERSATIONS if c.code == code), None)
