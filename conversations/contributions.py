"""`đóng góp`: what people gave for an exemplar or for the common works of a place, and its sums."""

from itertools import count

from campaign.contributions import FIELDS, MOST, Contribute, is_sound
from campaign.desk import Desk, Effect, Open
from campaign.exemplar import Value
from campaign.ground import OnGround
from campaign.people import Verb, may
from conversations.contribution_words import overview, said
from conversations.engine import Talk
from conversations.half_words import row
from conversations.questions import Choice, Choose, Figures, Keep, Question, Review

HOME = "home"
UNITS = ("người", "m²", "triệu đồng", "công")


def run(talk: Talk, desk: Desk) -> Effect | None:
    me, giving = desk.me, desk.reviews.ground.giving()
    if me is None or giving is None:
        return Open("join")
    t = talk.t
    tells = me.post.unit_id > 0 and may(me.post, Verb.TELL, me.post.path)
    if talk.subject and tells:
        return _new(talk, talk.subject)
    options = [Choice("new", t("Ghi đóng góp"))] if tells else []
    options.append(Choice(HOME, t("Trang chủ")))
    asked = Question("what", overview(t, giving), Choose(tuple(options)), usual=HOME,
                     keep=Keep.TALK)  # fmt: skip
    if talk.ask(asked) != "new":
        return Open(HOME)
    return _new(talk, _for_what(talk, desk, giving.unit))


def _new(talk: Talk, record_id: int) -> Effect:
    key, figures = _figures(talk)
    t = talk.t
    card = ((key, t("Đóng góp"), said(t, figures)),)
    send = Choice("keep", t("Ghi vào sổ"))
    talk.ask(Question("review", t("Đồng chí xem lại:"), Review(card, send), usual=send.id,
                      keep=Keep.TALK))  # fmt: skip
    return OnGround(Contribute(record_id, figures))


def _for_what(talk: Talk, desk: Desk, unit: str) -> int:
    """The exemplar it is for; 0 for the place itself, asked only where there are exemplars."""
    followed = desk.reviews.ground.followed()
    if not followed:
        return 0
    t = talk.t
    options = [Choice("r0", t("Việc chung của {unit}", unit=unit))]
    options += [Choice(f"r{one.record_id}", row(one).removeprefix("✓ ")) for one in followed]
    kind = Choose(tuple(options), searchable=True)
    asked = Question("for", t("Bà con góp cho việc nào?"), kind, usual="r0", keep=Keep.TALK)
    return int(str(talk.ask(asked))[1:])


def _figures(talk: Talk) -> tuple[str, dict[str, Value]]:
    """Asked, each time under a key of its own, until it can be a note."""
    t = talk.t
    text = t("Bao nhiêu người góp, bao nhiêu m² đất, bao nhiêu triệu đồng, bao nhiêu ngày công?")
    note = t("Ghi lần lượt 4 số, không có thì ghi 0. Ví dụ: 12 300 5,5 40")
    kind = Figures(FIELDS, UNITS, MOST)
    for n in count(1):
        key = f"given{n}"
        usual: Value = dict.fromkeys(FIELDS, 1)
        value = talk.ask(Question(key, text, kind, usual=usual, keep=Keep.TALK, note=note))
        if isinstance(value, dict) and is_sound(value):
            return key, value
        talk.say(t("Số người phải là số nguyên, và có ít nhất một số lớn hơn 0."))
    raise AssertionError
