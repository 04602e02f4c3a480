"""Wishes about personal data made real. Rights are checked here again, at the row."""

from typing import assert_never

from campaign.desk import Outcome
from campaign.people import Person
from campaign.privacy import (
    Agree,
    AskErase,
    Correct,
    FlagChildren,
    PrivacyWish,
    Rename,
    See,
    SettleData,
    Withdraw,
)
from storage import agreeing, asked_data
from storage.doing import Doing


def perform(do: Doing, me: Person, effect: PrivacyWish) -> Outcome:
    match effect:
        case Agree():
            return agreeing.agree(do, me, effect)
        case Withdraw():
            return agreeing.withdraw(do, me, effect)
        case See():
            return asked_data.see(do, me, effect)
        case Correct():
            return asked_data.correct(do, me, effect)
        case AskErase():
            return asked_data.ask_erase(do, me, effect)
        case SettleData():
            return asked_data.settle(do, me, effect)
        case FlagChildren():
            return agreeing.flag(do, me, effect)
        case Rename():
            return asked_data.rename(do, me, effect)
    assert_never(effect)
