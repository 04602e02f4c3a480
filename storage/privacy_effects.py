"""Wishes about personal data made real. Rights are checked here again, at the row."""

from typing import assert_never

from campaign.desk import Outcome
from campaign.people import Person
from campaign.privacy import Agree, PrivacyWish, Withdraw
from storage import agreeing
from storage.doing import Doing


def perform(do: Doing, me: Person, effect: PrivacyWish) -> Outcome:
    match effect:
        case Agree():
            return agreeing.agree(do, me, effect)
        case Withdraw():
            return agreeing.withdraw(do, me, effect)
    assert_never(effect)
