"""Which file carries out a wish about what comes after registration."""

from typing import assert_never

from campaign.addition_wishes import MakeAddition, MoveAddition
from campaign.amendments import Amend, AnswerAmendment
from campaign.decisions import MendDecision, ShowPaper, UndoDecision
from campaign.desk import Outcome
from campaign.life import LifeWish
from campaign.people import Person
from campaign.praise import OnPraise
from campaign.renewal import Renew
from storage import (
    addition_effects,
    amendment_effects,
    decision_effects,
    praise_effects,
    renewal_effects,
)
from storage.doing import Doing


def perform(do: Doing, me: Person, effect: LifeWish) -> Outcome:
    match effect:
        case MendDecision() | UndoDecision() | ShowPaper():
            return decision_effects.perform(do, me, effect)
        case Amend() | AnswerAmendment():
            return amendment_effects.perform(do, me, effect)
        case Renew():
            return renewal_effects.perform(do, me, effect)
        case OnPraise(work=work):
            return praise_effects.perform(do, me, work)
        case MakeAddition() | MoveAddition():
            return addition_effects.perform(do, me, effect)
    assert_never(effect)
