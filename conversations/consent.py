"""`Ghi sự đồng ý`: what the person praised agrees to, with the text that is read to them."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Record, Value
from campaign.people import Verb, may
from campaign.privacy import NAME, NONE, PICTURES, PRESS, QUESTION, Agree, Children, FlagChildren
from conversations.asking_words import text_of
from conversations.consent_words import EDITION, read_aloud, wording
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question, Write

CODE = "E"
SAID = "said"


def run(talk: Talk, desk: Desk) -> Effect | None:
    record, me = desk.record(talk.subject), desk.me
    if record is None or me is None or not may(me.post, Verb.ANSWER, record.path):
        talk.say(talk.t("Hồ sơ này không mở được ở đây."))
        return Open("home")
    chosen = _which(talk, record)
    if not chosen:
        talk.say(talk.t("Chưa ghi gì thêm. Khi nào hỏi được, đồng chí mở lại mục này."))
        return Open("card", record.id)
    if record.hidden and NAME not in chosen:
        talk.say(talk.t("Chưa đồng ý ghi tên thì chưa hiện lại được gì."))
        return Open("card", record.id)
    children, guardian = asked_of_children(talk) if shows(chosen) else (Children.UNKNOWN, "")
    if children is Children.UNASKED:
        chosen = [p for p in chosen if p not in {PICTURES, PRESS}]
        talk.say(talk.t("Chưa hỏi người giám hộ của trẻ em thì chưa gửi ảnh, chưa đăng bài."))
        if not chosen:
            return FlagChildren(record.id, children)
    proof = _proof(talk)
    said = {purpose: wording(talk.t, purpose) for purpose in chosen}
    return Agree(
        record.id, said, EDITION, _evidence(proof), text_of(proof), children, guardian
    )  # fmt: skip


def shows(purposes: Sequence[str]) -> bool:
    return not {PICTURES, PRESS}.isdisjoint(purposes)


def asked_of_children(talk: Talk) -> tuple[Children, str]:
    """Whether children are in it and, where somebody stands for them, who that is."""
    t = talk.t
    text = t("Trong ảnh hoặc việc làm này có trẻ em dưới 16 tuổi không?")
    options = (
        Choice(Children.NONE, t("Không có trẻ em")),
        Choice(Children.GUARDIAN, t("Có, giám hộ đồng ý")),
        Choice(Children.UNASKED, t("Có, chưa hỏi")),
    )
    asked = Question("children", text, Choose(options), Children.NONE, keep=Keep.TALK)
    children = Children(str(talk.ask(asked)))
    if children is not Children.GUARDIAN:
        return children, ""
    who = t("Người giám hộ nào đã đồng ý? Trẻ từ 7 tuổi thì hỏi cả các cháu.")
    kind = Write(story=False)
    said = talk.ask(Question("guardian", who, kind, usual={"text": "…"}, keep=Keep.TALK))
    return children, text_of(said)


def _which(talk: Talk, record: Record) -> list[str]:
    part = record.plan.criterion(QUESTION).parts[0]
    options = [Choice(o.id, o.name.said(talk.language)) for o in part.options if o.id != NONE]
    options.append(Choice(NONE, talk.t("Chưa đồng ý")))
    text, kind = read_aloud(talk.t, record.heading.name), _many(options)
    chosen = talk.ask(Question("which", text, kind, usual=[NONE], keep=Keep.TALK))
    return [str(p) for p in chosen if p != NONE] if isinstance(chosen, list) else []


def _many(options: Sequence[Choice]) -> Choose:
    return Choose(tuple(options), many=True, alone=NONE)


def _proof(talk: Talk) -> Value:
    text = talk.t(
        "Đồng chí gửi ảnh chữ ký hoặc tin thoại nói đồng ý. Nếu chỉ nói miệng thì bấm nút dưới."
    )
    no = Choice(SAID, talk.t("Đồng ý bằng miệng"))
    return talk.ask(Question("proof", text, Write(no=no), usual=SAID, keep=Keep.TALK))


def _evidence(proof: Value) -> int:
    found = (proof.get("photo") or proof.get("voice")) if isinstance(proof, dict) else None
    return found if isinstance(found, int) else 0
