"""What is said when a wish about work on the ground was granted."""

from typing import assert_never

from campaign.contributions import Contributed
from campaign.desk import Open
from campaign.fostering import Fostering
from campaign.ground import Done
from campaign.half_year import OTHERS, CardKept
from campaign.problems import Answered, PassedUp, Raised, Settled
from campaign.survey import (
    Added,
    Judged,
    JudgedBefore,
    NotedDown,
    Suggested,
    TakenBack,
    TooMany,
)
from campaign.village_card import VillageCardKept
from campaign.yearly import Part, SheetKept
from conversations import (
    contribution_words,
    foster_words,
    half_words,
    problem_words,
    survey_words,
    village_card,
)
from conversations.showing import Say
from conversations.words import Translate


def outcome(t: Translate, done: Done) -> tuple[Say, Open | None]:
    match done:
        case SheetKept():
            return Say(_sheet(t, done)), Open("home")
        case CardKept(values=values):
            news = Open("survey", given={"news": "yes"})
            there_are = values.get(OTHERS) == "yes"
            return Say(half_words.kept(t, done)), news if there_are else Open("home")
        case Contributed(record_id=id):
            to = Open("foster", id) if id else Open("home")
            return Say(contribution_words.kept(t, done)), to
        case Raised() | Answered() | PassedUp() | Settled():
            return Say(problem_words.outcome(t, done)), Open("home")
        case (
            Suggested() | TooMany() | TakenBack() | Added() | NotedDown() | Judged()
            | JudgedBefore()
        ):  # fmt: skip
            return survey_words.outcome(t, done)
        case Fostering():
            return Say(foster_words.kept(t, done)), Open("foster", done.record_id)
        case VillageCardKept():
            said, to = village_card.kept(t, done)
            return Say(said), to
    assert_never(done)


def _sheet(t: Translate, done: SheetKept) -> str:
    if not done.missing:
        return t("Vậy là đủ sổ hằng năm của {unit}. Cảm ơn đồng chí.", unit=done.unit)
    names = {
        Part.COMMITTED: t("ký cam kết"), Part.RATING: t("xếp loại"),
        Part.FAMILIES: t("Gia đình văn hóa"),
    }  # fmt: skip
    left = ", ".join(names[part] for part in done.missing)
    return t("Đã ghi sổ hằng năm của {unit}. Còn: {left}. Khi có số, đồng chí gõ: hằng năm",
             unit=done.unit, left=left)  # fmt: skip
