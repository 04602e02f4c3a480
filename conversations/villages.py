"""A commune lists its villages: names pasted, or in a file, shown before any is kept."""

from collections.abc import Sequence

from campaign.desk import Desk, Effect, Open
from campaign.exemplar import FILE
from campaign.people import Person
from campaign.people_wishes import AddVillages
from campaign.text import shorten
from campaign.villages import Listing, read
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question, Write

NAMES = 900  # characters of names in one list


def listing(talk: Talk, desk: Desk, me: Person) -> Effect:
    t = talk.t
    lines = _lines(talk, desk)
    if lines is None:
        return _wait(talk)
    found = _read(desk, me, lines)
    if not found.new:
        talk.say(_nothing(talk, found))
        return Open("invite")
    options = (
        Choice("yes", t("Ghi cả {n}", n=len(found.new))), Choice("again", t("Dán lại")),
        Choice("no", t("Thôi")),
    )  # fmt: skip
    question = Question("sure", _preview(talk, found), Choose(options), usual="yes",
                        keep=Keep.TALK)  # fmt: skip
    match talk.ask(question):
        case "yes":
            return AddVillages(me.post.unit_id, found.new)
        case "again":
            return Open("invite", given={"what": "list"})
    return Open("invite")


def _lines(talk: Talk, desk: Desk) -> Sequence[str] | None:
    """The names as they were pasted, or as a file lists them; None while it is still read."""
    if FILE in talk.answers:
        return desk.people.pasted(int(str(talk.answers[FILE])))
    asked = talk.t("Đồng chí dán tên các thôn, bản, tổ dân phố, mỗi dòng một tên; hoặc gửi tệp"
                   " Excel.")  # fmt: skip
    kind = Write(story=False, lines=True)
    value = talk.ask(Question("names", asked, kind, usual={"text": ""}, keep=Keep.TALK))
    said = value if isinstance(value, dict) else {}
    if FILE in said:
        return desk.people.pasted(int(str(said[FILE])))
    return str(said.get("text", "")).splitlines()


def _wait(talk: Talk) -> Effect:
    t, named = talk.t, talk.answers.get("names")
    id = named.get(FILE) if isinstance(named, dict) else talk.answers.get(FILE)
    options = (Choice("look", t("Xem danh sách")), Choice("no", t("Thôi")))
    text = t("Gương Sáng đang đọc tệp. Chờ vài giây rồi bấm Xem danh sách.")
    asked = Question("wait", text, Choose(options), usual="look", keep=Keep.TALK)
    given = {"what": "list", FILE: str(id)} if talk.ask(asked) == "look" else {}
    return Open("invite", given=given)


def _read(desk: Desk, me: Person, lines: Sequence[str]) -> Listing:
    commune = desk.unit(me.post.unit_id)
    known = [unit.name for unit in desk.below(me.post.unit_id)]
    return read(lines, known, commune.kind if commune else "")


def _nothing(talk: Talk, found: Listing) -> str:
    lines = [talk.t("Chưa có tên mới nào để ghi."), *_left_out(talk, found)]
    return "\n".join(lines)


def _preview(talk: Talk, found: Listing) -> str:
    t = talk.t
    names = [name for _, name in found.new]
    lines = [t("Sẽ ghi {n} đơn vị: {names}", n=len(names), names=_some(names))]
    return "\n".join([*lines, *_left_out(talk, found)])


def _left_out(talk: Talk, found: Listing) -> list[str]:
    t = talk.t
    lines = []
    if found.known:
        lines.append(t("Đã có rồi: {names}", names=_some(found.known)))
    if found.twice:
        lines.append(t("Ghi hai lần: {names}", names=_some(found.twice)))
    if found.unclear:
        lines.append(t("Chưa rõ tên: {names}", names=_some(found.unclear)))
    return lines


def _some(names: Sequence[str]) -> str:
    return shorten(", ".join(names), NAMES)
