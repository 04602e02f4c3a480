"""How it is said who follows and helps an exemplar, and what help it was given."""

from collections.abc import Sequence

from campaign.contributions import Given
from campaign.exemplar import Record
from campaign.fostering import Fostered, Fostering, Help, Mentor
from campaign.half_year import Followed
from campaign.people import Post, Role
from campaign.text import shorten
from conversations.contribution_words import card_lines as given_lines
from conversations.record_words import in_sentence
from conversations.words import Translate, day

SHOWN = 5  # of what was done
BEFORE = 3  # of those who followed it before
NAME, WHAT = 60, 160  # characters


def overview(t: Translate, found: Sequence[Followed]) -> str:
    return t("Có người theo dõi, giúp đỡ: {n}/{all} gương.", n=sum(one.mentored for one in found),
             all=len(found))  # fmt: skip


def told(t: Translate, record: Record, found: Fostered, given: Given) -> str:
    lines = [t("{code} {name} – theo dõi, giúp đỡ", code=record.code, name=record.heading.name)]
    lines += _mentors(t, found.mentors)
    if found.helps:
        lines.append(t("Đã giúp {n} lần:", n=len(found.helps)))
        lines += [f"• {_help(one)}" for one in found.helps[:SHOWN]]
    else:
        lines.append(t("Chưa ghi việc đã giúp nào."))
    return "\n".join([*lines, *given_lines(t, given)])


def _mentors(t: Translate, named: Sequence[Mentor]) -> list[str]:
    if not named:
        return [t("Chưa ghi ai theo dõi, giúp đỡ.")]
    before = "; ".join(_mentor(t, one) for one in named[1 : BEFORE + 1])
    said = [t("Người theo dõi, giúp đỡ: {who}", who=_mentor(t, named[0]))]
    return said + ([t("Trước đó: {who}", who=before)] if before else [])


def _mentor(t: Translate, one: Mentor) -> str:
    name = shorten(one.name, NAME)
    return t("{name} (từ {day})", name=name, day=day(one.since)) if one.since else name


def _help(one: Help) -> str:
    """`5/5/2021 Tập huấn chăm sóc chè (Hội Nông dân xã)`."""
    return f"{day(one.day)} {shorten(one.what, WHAT)} ({shorten(one.whose, NAME)})"


def help_lines(t: Translate, found: Fostered) -> list[str]:
    """Everything, for whom it is about: who followed them since they were registered, and what they
    were helped with.
    """
    named = [_mentor(t, one) for one in found.mentors if one.since]
    mentors = [t("• Người theo dõi, giúp đỡ: {who}", who=who) for who in named]
    return mentors + [t("• Đã giúp: {what}", what=_help(one)) for one in found.helps]


def own_front(t: Translate, post: Post) -> str:
    """The Front of the own place: `Mặt trận xã Lao Chải`."""
    if post.role is Role.REPORTER:
        return t("Ban CT Mặt trận {unit}", unit=in_sentence(post.unit))
    return t("Mặt trận {unit}", unit=in_sentence(post.unit))


def card_lines(t: Translate, found: Fostered) -> list[str]:
    """What the card says of it: nothing until something was told since the registration."""
    told_since = found.mentor is not None and found.mentor.since is not None
    lines = []
    if found.mentor is not None and (told_since or found.helps):
        name = shorten(found.mentor.name, NAME)
        lines.append(t("Người theo dõi, giúp đỡ: {who}", who=name))
    if found.helps:
        lines.append(t("Đã giúp {n} lần, gần nhất ngày {day}", n=len(found.helps),
                       day=day(found.helps[0].day)))  # fmt: skip
    return lines


def kept(t: Translate, done: Fostering) -> str:
    match done.kept:
        case Mentor(name=name):
            return t("Đã ghi: {who} theo dõi, giúp đỡ {name}.", who=name, name=done.name)
        case Help() as one:
            return t("Đã ghi việc giúp {name}: {what}.", name=done.name, what=_help(one))
