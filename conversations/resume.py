"""Going on where one stopped: the one thing that is open, or a choice of several."""

from campaign.desk import Desk, Effect, Open
from campaign.workflow import Status
from conversations.engine import Talk
from conversations.mine import pick
from conversations.questions import Choice, Choose, Keep, Question


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    lines = [n for n in desk.mine() if n.status in (Status.DRAFT, Status.RETURNED)]
    asked = desk.unanswered()
    if not lines and not asked:
        talk.say(talk.t("Đồng chí không có việc nào làm dở."))
        return Open("home")
    if len(lines) + len(asked) == 1:
        return (
            _only(lines[0].id, draft=lines[0].status is Status.DRAFT)
            if lines
            else Open("criteria", asked[0].line.id)
        )
    if not asked:
        return pick(talk, talk.t("Đồng chí muốn làm tiếp hồ sơ nào?"), lines)
    options = [Choice(f"r{n.id}", n.name or talk.t("chưa có tên")) for n in lines]
    options += [
        Choice(f"q{c.line.id}", talk.t("{name}: {n} câu", name=c.line.name, n=len(c.keys)))
        for c in asked
    ]
    text = talk.t("Đồng chí muốn làm tiếp hồ sơ nào?")
    kind = Choose(tuple(options), searchable=True)
    chosen = str(talk.ask(Question("record", text, kind, keep=Keep.TALK, usual=options[0].id)))
    drafts = {n.id for n in lines if n.status is Status.DRAFT}
    if chosen[0] == "q":
        return Open("criteria", int(chosen[1:]))
    return _only(int(chosen[1:]), draft=int(chosen[1:]) in drafts)


def _only(record_id: int, *, draft: bool) -> Open:
    return Open("register" if draft else "card", record_id)
