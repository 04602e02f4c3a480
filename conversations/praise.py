"""`khen thưởng`: signed decisions that commend somebody who is not registered.

The list with its number, one of them with what may be done to it, and the way to record one.
"""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Line
from campaign.people import Person, Verb, may
from campaign.phases import present
from campaign.praise import (
    Act,
    EndPraise,
    ForgetPraise,
    LinkPraise,
    OnPraise,
    Praise,
    ShowPraise,
    Who,
)
from campaign.record_numbers import PRAISE, read_record
from conversations import praise_words as said
from conversations.asking_words import text_of, words_of
from conversations.engine import Talk
from conversations.numbered import numbered
from conversations.personal import who_asks
from conversations.praise_record import mend, new
from conversations.questions import Choice, Choose, Keep, Paper, Question, Write
from conversations.record_words import line_words
from conversations.signing import paper_of

NAME, CODE, HOME = "praise", "ρ", "home"


def run(talk: Talk, desk: Desk) -> Effect | None:
    me = desk.me
    if me is None:
        return Open("join")
    asked = text_of(talk.answers.get("text"))
    if asked:
        return _named(talk, desk, praise_number(asked))
    if talk.subject:
        return _one(talk, desk, talk.subject)
    chosen = str(talk.ask(_menu(talk, desk, me)))
    if chosen == "new":
        return new(talk, desk)
    return Open(HOME) if chosen == HOME else Open(NAME, int(chosen.removeprefix("k")))


def _named(talk: Talk, desk: Desk, id: int) -> Effect:
    if id and desk.life.praises.one(id) is not None:
        return Open(NAME, id)
    talk.say(talk.t("Không tìm thấy khen thưởng này trong phạm vi của đồng chí."))
    return Open(HOME)


def praise_number(text: str) -> int:
    """`KT-0007`, `7`; 0 for anything else."""
    return read_record(text, PRAISE) or 0


def _menu(talk: Talk, desk: Desk, me: Person) -> Question:
    """What counts, phase by phase, each with its number."""
    t, lists = talk.t, {p: desk.life.praises.listed(p.id) for p in desk.plan.phases}
    shown = [p for p in lists if lists[p] or p is present(desk.plan, desk.today)]
    text = "\n".join(
        f"{said.summed(t, desk.life.praises.counted(p.id))} – {p.name.said(talk.language)}"
        for p in shown
    )
    options = []
    if me.post.unit_id > 0 and may(me.post, Verb.PRAISE, me.post.path):
        options.append(Choice("new", t("Ghi khen thưởng")))
    options += [Choice(f"k{one.id}", said.row(t, one)) for p in shown for one in lists[p]]
    kind = Choose((*options, Choice(HOME, t("Trang chủ"))), searchable=True)
    return Question("which", text, kind, usual=HOME, keep=Keep.TALK)


def _one(talk: Talk, desk: Desk, id: int) -> Effect:
    one = desk.life.praises.one(id) if id else None
    if one is None:
        talk.say(talk.t("Không tìm thấy khen thưởng này trong phạm vi của đồng chí."))
        return Open(HOME)
    t = talk.t
    options = (*_offers(talk, desk, one), Choice("list", t("Các khen thưởng khác")),
               Choice(HOME, t("Trang chủ")))  # fmt: skip
    question = Question("do", said.card(t, one), Choose(options), usual=HOME, keep=Keep.TALK,
                        pictures=one.papers, page=12)  # fmt: skip
    chosen = str(talk.ask(question))
    return _do(talk, desk, one, chosen)


def _offers(talk: Talk, desk: Desk, one: Praise) -> list[Choice]:
    if not one.counts or not desk.life.praises.changes(one):
        return []
    t = talk.t
    found = []
    if not one.forgotten and not one.withheld:
        photo = t("Gửi thêm ảnh") if one.papers else t("Gửi ảnh")
        found = [
            Choice("photo", photo), Choice("mend", t("Sửa")), Choice("link", t("Gắn vào hồ sơ")),
        ]  # fmt: skip
        if one.who is not Who.COLLECTIVE:
            found.append(Choice("forget", t("Xóa tên")))
    return [*found, Choice("revoke", t("Thu hồi")), Choice("mistake", t("Ghi nhầm, bỏ đi"))]


def _do(talk: Talk, desk: Desk, one: Praise, chosen: str) -> Effect:
    t = talk.t
    match chosen:
        case "photo":
            return _show(talk, one)
        case "mend":
            return mend(talk, desk, one)
        case "link":
            return _link(talk, desk, one)
        case "forget":
            return _forget(talk, one)
        case "revoke":
            why = words_of(talk, "why", t("Vì sao thu hồi? Đồng chí ghi ngắn gọn:"))
            return OnPraise(EndPraise(one.id, one.version, Act.REVOKE, why))
        case "mistake":
            why = words_of(talk, "why", t("Vì sao bỏ quyết định này? Đồng chí ghi rõ:"))
            return OnPraise(EndPraise(one.id, one.version, Act.MISTAKE, why))
        case "list":
            return Open(NAME)
    return Open(HOME)


def _show(talk: Talk, one: Praise) -> Effect:
    text = talk.t("Đồng chí chụp gửi quyết định đã ký.")
    kind = Paper(Choice("none", talk.t("Để sau")))
    paper = talk.ask(Question("paper", text, kind, usual="none", keep=Keep.TALK))
    if not isinstance(paper, dict):
        return Open(NAME, one.id)
    return OnPraise(ShowPraise(one.id, paper_of(paper)))


def _forget(talk: Talk, one: Praise) -> Effect:
    """For good: who came, how that is known, and a second person who agrees."""
    t = talk.t
    text = t(
        "Xóa tên, thành tích và ảnh của {code}? Cần thêm một cán bộ đồng ý; "
        "xóa rồi không lấy lại được, quyết định vẫn được tính.",
        code=one.code,
    )
    options = (Choice("no", t("Không xóa")), Choice("yes", t("Xóa tên")))
    sure = talk.ask(Question("sure", text, Choose(options), usual="no", keep=Keep.TALK))
    if sure != "yes":
        return Open(NAME, one.id)
    asker, verified = who_asks(talk)
    return OnPraise(ForgetPraise(one.id, one.version, asker, verified))


def _link(talk: Talk, desk: Desk, one: Praise) -> Effect:
    """Records of the same name are offered; any other is named by its number."""
    t = talk.t
    place = one.path[-1]
    lines = desk.life.praises.registered(one.name, place)
    id = _offered(talk, lines) if lines else 0
    if not id:
        asked = t("Gắn vào hồ sơ số nào?")
        text = text_of(talk.ask(Question("number", asked, Write(story=False),
                                         usual={"text": "…"}, keep=Keep.TALK)))  # fmt: skip
        record = numbered(desk, text)
        if record is None:
            talk.say(t("Không tìm thấy hồ sơ số {text}.", text=text))
            return Open(NAME, one.id)
        id = record.id
    return OnPraise(LinkPraise(one.id, one.version, id))


def _offered(talk: Talk, lines: Sequence[Line]) -> int:
    t = talk.t
    options = [Choice(f"r{line.id}", line_words(t, line)) for line in lines]
    kind = Choose((*options, Choice("other", t("Hồ sơ khác"))))
    text = t("Quyết định này của ai trong các hồ sơ đã đăng ký?")
    chosen = str(talk.ask(Question("record", text, kind, usual="other", keep=Keep.TALK)))
    return 0 if chosen == "other" else int(chosen.removeprefix("r"))
