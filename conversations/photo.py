"""Something sent out of the blue: the record it is for, or the new one it begins."""

from campaign.desk import Assign, Desk, Effect, Open
from campaign.text import shorten
from campaign.workflow import OPEN_TO_ANSWERS
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.receipts import named
from conversations.record_words import line_words

PHOTOS = "R5/photos"  # where evidence belongs that is about a record as a whole
NEW = 0  # "a record still to be begun"


def run(talk: Talk, desk: Desk) -> Effect | None:
    if desk.me is None:
        return Open("join")
    loose = desk.loose()
    if loose is None:
        return Open("home")
    t = talk.t
    lines = [line for line in desk.mine() if line.status in OPEN_TO_ANSWERS][:7]
    options = [Choice(f"r{line.id}", line_words(t, line)) for line in lines]
    options += [Choice("new", t("Giới thiệu mới")), Choice("later", t("Để đó đã"))]
    said = [t("Gương Sáng đã nhận {what} đồng chí gửi.", what=named(t, loose.kinds))]
    if loose.caption:
        said.append(t("Kèm lời: “{caption}”", caption=shorten(loose.caption, 160)))
    text = "\n".join([*said, t("Gửi vào hồ sơ nào?")])
    question = Question("whose", text, Choose(tuple(options)), usual="new", keep=Keep.TALK)
    chosen = str(talk.ask(question))
    if chosen == "later":
        talk.say(t("Gương Sáng giữ lại. Lần sau đồng chí gửi thêm là được hỏi lại."))
        return Open("home")
    return Assign(loose.ids, NEW if chosen == "new" else int(chosen[1:]), PHOTOS)
