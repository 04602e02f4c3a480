"""`cụm`: the province groups communes under a supervisor, where no district stands between."""

from collections.abc import Sequence

from campaign.clusters import Cluster, KeepCluster, Supervise, matched
from campaign.desk import Desk, Effect, Open, Refusal
from campaign.people import Verb, may
from campaign.phones import plain
from campaign.text import shorten
from conversations import notices
from conversations.asking_words import text_of
from conversations.deciding import text
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question, Write
from conversations.words import Translate

HOME = "home"
NAMES = 400  # characters of the communes of one cụm


def run(talk: Talk, desk: Desk) -> Effect | None:
    me, t = desk.me, talk.t
    if me is None:
        return Open("join")
    if not may(me.post, Verb.GROUP, me.post.path):
        talk.say(notices.refusal(t, Refusal.RIGHTS))
        return Open(HOME)
    if desk.has_districts or not desk.reviews.communes():
        talk.say(t("Còn cấp huyện thì huyện phụ trách các xã, chưa cần lập cụm."))
        return Open(HOME)
    known = desk.reviews.clusters()
    options = [Choice(f"c{one.id}", one.name) for one in known]
    options += [Choice("new", t("Lập cụm mới")), Choice(HOME, t("Trang chủ"))]
    said = "\n".join([_standing(t, desk, known), *(line(t, one) for one in known)])
    question = Question("which", said, Choose(tuple(options)), usual=HOME, keep=Keep.TALK)
    chosen = str(talk.ask(question))
    if chosen == HOME:
        return Open(HOME)
    if chosen == "new":
        return _grouped(talk, desk, text(talk, "name", t("Tên cụm? Ví dụ: Cụm Mù Cang Chải")))
    return _of(talk, desk, next(one for one in known if chosen == f"c{one.id}"))


def _standing(t: Translate, desk: Desk, known: Sequence[Cluster]) -> str:
    inside = sum(len(one.communes) for one in known)
    return t("{n} cụm, {inside}/{all} xã đã vào cụm.", n=len(known), inside=inside,
             all=len(desk.reviews.communes()))  # fmt: skip


def line(t: Translate, one: Cluster) -> str:
    who = ", ".join(one.supervisors) or t("chưa có người phụ trách")
    return t("• {name}: {n} xã, {who}", name=one.name, n=len(one.communes), who=who)


def _of(talk: Talk, desk: Desk, cluster: Cluster) -> Effect:
    t = talk.t
    names = shorten(", ".join(u.name for u in cluster.communes), NAMES)
    options = (
        Choice("who", t("Giao người phụ trách")), Choice("units", t("Ghi lại các xã")),
        Choice(HOME, t("Trang chủ")),
    )  # fmt: skip
    said = f"{line(t, cluster)}\n{names}"
    done = talk.ask(Question("do", said, Choose(options), usual=HOME, keep=Keep.TALK))
    if done == "who":
        asked = t("Số điện thoại của người phụ trách? Người đó đã vào Gương Sáng và đã cho số.")
        return Supervise(cluster.id, plain(text(talk, "phone", asked)))
    return _grouped(talk, desk, cluster.name) if done == "units" else Open(HOME)


def _grouped(talk: Talk, desk: Desk, name: str) -> Effect:
    """The communes by name; what is none, or more than one, is said, and asked for once more."""
    t = talk.t
    asked = t("Cụm gồm những xã, phường nào? Mỗi dòng một tên.")
    value = talk.ask(Question("units", asked, Write(story=False, lines=True), keep=Keep.TALK))
    found, unknown = matched(text_of(value).splitlines(), desk.reviews.communes())
    if unknown:
        talk.say(t("Chưa rõ đơn vị nào: {names}.", names=shorten(", ".join(unknown), NAMES)))
    if not found:
        return Open("clusters")
    said = t("{name}: {n} đơn vị: {names}.", name=name, n=len(found),
             names=shorten(", ".join(u.name for u in found), NAMES))  # fmt: skip
    options = (Choice("yes", t("Ghi cụm này")), Choice("no", t("Thôi")))
    sure = talk.ask(Question("sure", said, Choose(options), usual="yes", keep=Keep.TALK))
    return KeepCluster(name, tuple(u.id for u in found)) if sure == "yes" else Open("clusters")
