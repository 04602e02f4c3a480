"""The card of a village that has no exemplar to be asked about: two questions, a tap each.

What they find leads on: somebody new to registering, a difficulty to `khó khăn`.
"""

from campaign.desk import Desk, Effect, Open
from campaign.ground import OnGround
from campaign.half_year import half_of
from campaign.people import Post, Role, Verb, may
from campaign.village_card import KeepVillageCard, VillageCard, VillageCardKept, VillageCards
from conversations.engine import Talk
from conversations.questions import Choice, Choose, Keep, Question
from conversations.words import Translate

YES, NO = "yes", "no"


def tells(post: Post) -> bool:
    return post.role is Role.REPORTER and may(post, Verb.TELL, post.path)


def run(talk: Talk, desk: Desk) -> Effect | None:
    me, t = desk.me, talk.t
    if me is None:
        return Open("join")
    if not tells(me.post):
        return Open("follow")
    unit, half = me.post.unit, half_of(desk.today)
    asked = t("{unit} có người tốt, cách làm hay nào chưa đăng ký không?", unit=unit)
    fresh = _asked(talk, f"fresh@{half}", asked, t("Có"), t("Chưa có"))
    asked = t("{unit} có vướng gì không?", unit=unit)
    stuck = _asked(talk, f"stuck@{half}", asked, t("Có vướng"), t("Không vướng"))
    return OnGround(KeepVillageCard(VillageCard(fresh, stuck)))


def _asked(talk: Talk, key: str, text: str, yes: str, no: str) -> bool:
    options = (Choice(YES, yes), Choice(NO, no))
    return talk.ask(Question(key, text, Choose(options), usual=NO, keep=Keep.TALK)) == YES


def kept(t: Translate, done: VillageCardKept) -> tuple[str, Open]:
    """Thanks, and where what was found is told."""
    lines = [t("Đã ghi thẻ 6 tháng của {unit}. Cảm ơn đồng chí.", unit=done.unit)]
    if done.card.fresh and done.card.stuck:
        lines.append(t("Ghi xong khó khăn, đồng chí gõ: đăng ký"))
    news = Open("survey", given={"news": YES})
    to = news if done.card.fresh else Open("home")
    if done.card.stuck:
        to = Open("problems", given={"what": "new"})
    return "\n".join(lines), to


def summed(t: Translate, found: VillageCards) -> list[str]:
    """For the levels above; nothing before a village has told its own."""
    if not found.told:
        return []
    return [
        t("Thôn, bản chưa có gương: {told} nơi đã ghi thẻ, {fresh} nơi có nhân tố mới, "
          "{stuck} nơi có vướng.", told=found.told, fresh=found.fresh, stuck=found.stuck)
    ]  # fmt: skip
