"""Good news and summaries as pictures: what is on them, who gets one, and when there is none."""

from io import BytesIO

import pytest
from PIL import Image, ImageFont
from sqlalchemy import Connection, delete, select, update

from bot.drawing import SIDE, draw, lettering
from bot.result_cards import order
from campaign.desk import Moved, Refusal, Refused
from campaign.exemplar import Value
from campaign.field import NoteCheck
from campaign.people import Role, Verb
from campaign.proof import Finding
from campaign.results import Result
from campaign.summary import PictureComing, SendPicture
from conversations import summary_card
from conversations.result_words import ResultCard, card
from conversations.words import words
from storage import result_cards
from storage.database import Database
from storage.effects import perform
from storage.tables import evidence
from storage.tables import records as table
from tests.closing import doing
from tests.made_up import officer
from tests.stage import Stage
from tests.territory import DAY, FIRST, NOW, PLAN, unit
from tests.test_field import UP, exemplar, village

T = words("vi")
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


def words_on(c: Connection, verb: Verb, record_id: int) -> ResultCard | None:
    found = result_cards.read(c, {"record": record_id, "verb": verb})
    return card(T, "vi", *found) if found else None


async def test_it_says_no_more_than_has_been_agreed_to(settled: Database) -> None:
    def look(c: Connection) -> None:
        officer(c, Role.PROVINCE, "15")
        place = village(c, "04474", "Bản Háng Sung")
        consents: list[tuple[Value, str]] = [
            (["name"], "Hộ gia đình\nGiàng A Tủa"), (["photo"], "Một hộ gia đình"),
        ]  # fmt: skip
        for consent, who in consents:
            said = words_on(c, Verb.RECOGNISE, exemplar(c, place, "Giàng A Tủa", consent))
            assert said is not None
            assert (said.who, said.what) == (who, "được công nhận điển hình tiên tiến")
            assert said.lines == (
                "Hộ, hợp tác xã, tổ hợp tác làm kinh tế giỏi", "Bản Háng Sung, Xã Lao Chải",
                "Huyện Mù Căng Chải", "Quyết định 1/QĐ ngày 5/5/2022",
            )  # fmt: skip
            assert "Tủa" not in repr(said) or who.endswith("Tủa")

    await settled.transact(look)


def test_a_person_is_addressed_and_a_collective_is_named() -> None:
    person = Result(Verb.SELECT, "Lò Thị Sua", "Bà", "person_resident", "2B", ("Bản A",), DAY)
    assert card(T, "vi", PLAN, person).who == "Bà Lò Thị Sua"
    assert card(T, "vi", PLAN, person).lines[-1] == "Ngày 5/5/2022"
    shared = Result(Verb.RECEIVE, "HTX Suối Giàng", "", "cooperative", "1.2B", ("Xã B",), DAY)
    assert card(T, "vi", PLAN, shared).who == "HTX Suối Giàng"
    assert card(T, "vi", PLAN, shared).what == "được tỉnh tiếp nhận đăng ký"


NAMES = ("Lò A Ỷ", "Tổ hợp tác " + "chè Shan tuyết " * 12, "Ư" * 200, "Hộ gia đình\nVàng A Lử")


@pytest.mark.parametrize("who", NAMES)
def test_whatever_a_name_is_nothing_runs_over_the_edge_or_the_foot(who: str) -> None:
    lines = ("Một loại " * 9, "Xã " + "Rất Dài " * 30, "Ngày 1/1/2022")
    drawn = draw(ResultCard("TIN VUI", who, "được công nhận", lines, "MTTQ"))
    with Image.open(BytesIO(drawn)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (SIDE, SIDE))
        left, right = (0, 300, 80, SIDE), (SIDE - 80, 300, SIDE, SIDE)
        above_foot = (0, SIDE - 124, SIDE, SIDE - 110)
        assert all(_is_plain(picture.crop(box)) for box in (left, right, above_foot))


def _is_plain(part: Image.Image) -> bool:
    """Whether nothing is drawn there, but for the traces that JPEG leaves."""
    grey = part.convert("L").tobytes()
    return max(grey) - min(grey) < 16


def test_the_font_has_every_letter_of_vietnamese() -> None:
    for weight in ("Bold", "SemiBold", "Regular"):
        font = lettering(weight, 40)
        assert isinstance(font, ImageFont.FreeTypeFont)
        missing = bytes(font.getmask("\uffff"))
        assert [c for c in LETTERS + LETTERS.upper() if bytes(font.getmask(c)) == missing] == []


async def test_the_village_and_who_registered_it_get_one_each(settled: Database) -> None:
    def play(c: Connection) -> None:
        place = village(c, "04474", "Bản Háng Sung")
        head, minh = officer(c, Role.REPORTER, place), officer(c, Role.COMMUNE, "04474")
        lan = officer(c, Role.DISTRICT, "137")
        id = exemplar(c, place, "Giàng A Tủa", ["name"], *UP[:3])
        for registrant, hear in ((Role.REPORTER, [head.id]), (Role.COMMUNE, [head.id, minh.id])):
            c.execute(update(table).where(table.c.id == id).values(author_role=registrant))
            desk = doing(c, lan, NOW).desk
            found = desk.record(id)
            assert found is not None
            for verb in (Verb.SELECT, Verb.BUILD):
                order(c, NOW, desk.me, Moved(found, verb, None))
            rows = c.execute(select(evidence).where(evidence.c.key == result_cards.KEY)).all()
            assert [row.contact_id for row in rows] == hear
            assert "Tủa" not in repr([row.ref for row in rows])
            c.execute(delete(evidence).where(evidence.c.key == result_cards.KEY))

    await settled.transact(play)


async def test_news_that_are_none_any_more_are_not_sent(on_stage: Stage) -> None:
    transact = on_stage.database.transact
    for text in ("đăng ký", "2", "Giàng A Tủa", "Trồng chè", "x", "1 2", "1"):
        await on_stage.say("hoa", text)
    await on_stage.say("minh", "mở 0001")
    await on_stage.tap("minh", "Xác nhận")
    await on_stage.say("lan", "mở 0001")
    await on_stage.tap("lan", "Lựa chọn")
    await on_stage.say("lan", "15-CV/HU")
    await on_stage.say("lan", "hôm nay")
    await transact(lambda c: c.execute(update(table).values(status="declined")))
    assert await on_stage.idle() == []
    states = await transact(
        lambda c: c.scalars(select(evidence.c.state).where(evidence.c.key == "card")).all()
    )
    assert states == ["refused"]


# --- a summary as a picture


async def test_a_summary_to_share_carries_both_totals(on_stage: Stage) -> None:
    await on_stage.say("lan", "tổng hợp")
    await on_stage.say("lan", "ảnh")
    (heard,) = await on_stage.idle()
    assert (heard.name, len(heard.body.pictures)) == ("lan", 1)

    def look(c: Connection) -> str:
        kept = c.execute(select(evidence).where(evidence.c.id == heard.body.pictures[0])).one()
        assert (kept.state, kept.record_id, kept.dhash) == ("stored", None, None)
        return str(kept.sha256)

    key = await on_stage.database.transact(look)
    with Image.open(BytesIO(on_stage.blobs.get(key))) as picture:
        assert (picture.format, picture.width) == ("JPEG", SIDE)


async def test_what_the_picture_says_is_what_the_summary_says(settled: Database) -> None:
    def look(c: Connection) -> None:
        lan = officer(c, Role.DISTRICT, "137")
        first, _ = (exemplar(c, "04474", f"Hộ {n}", ["name"]) for n in range(2))
        perform(doing(c, lan, NOW), NoteCheck(first, "", Finding.RIGHT, DAY))
        place = {"unit": unit(c, "137").id, "phase": FIRST}
        found = result_cards.read_summary(c, place, NOW)
        assert found is not None
        said = summary_card.card(T, "vi", *found)
        assert (said.title, said.under) == (
            "Huyện Mù Căng Chải", "Giai đoạn 2021–2023, đến 8:00 ngày 5/5/2022",
        )  # fmt: skip
        row = next(row for row in said.rows if row.label.startswith("1.2B"))
        assert (row.done, row.owed, row.said) == (2, 2, "đã khai 2 · đã kiểm tra 1")
        assert result_cards.read_summary(c, {**place, "phase": "1999"}, NOW) is None

    await settled.transact(look)


async def test_a_picture_of_another_unit_is_not_drawn(settled: Database) -> None:
    def play(c: Connection) -> None:
        lan = officer(c, Role.DISTRICT, "137")
        for code, came in (("132", Refused(Refusal.RIGHTS)), ("04474", PictureComing())):
            assert perform(doing(c, lan, NOW), SendPicture(unit(c, code).id, FIRST)) == came
        assert len(c.execute(select(evidence)).all()) == 1

    await settled.transact(play)
