"""What is said when a wish about work on the ground was granted."""

from campaign.desk import Open
from campaign.ground import Done
from campaign.yearly import Part, SheetKept
from conversations import problem_words
from conversations.showing import Say
from conversations.words import Translate


def outcome(t: Translate, done: Done) -> tuple[Say, Open | None]:
    said = _sheet(t, done) if isinstance(done, SheetKept) else problem_words.outcome(t, done)
    return Say(said), Open("home")


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
