"""The summary in the chat: one message to forward, down to each part, the other phase, rights."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from campaign.people import Role
from campaign.summary import Summary
from campaign.workflow import Status
from conversations.dialogue import respond
from conversations.heard import Typed
from conversations.session import Place, Session
from conversations.showing import Say
from conversations.summary_words import LONGEST, told
from conversations.words import words
from storage import people, summaries, units
from storage.database import Database
from storage.desk import StoredDesk
from storage.people import Contact
from storage.secrets import Keyring
from tests.territory import DAY, FIRST, NOW, PLAN, SECOND, record, unit

KEYRING = Keyring("khóa thử")
VILLAGE = ("1.3", "village")
PICTURE = "Ảnh để gửi nhóm"
UP = (Status.SUBMITTED, Status.COMMUNE_CONFIRMED)


@dataclass
class Chat:
    """Somebody's talk in one transaction."""

    c: Connection
    contact: Contact
    session: Session = field(default_factory=Session)

    def say(self, text: str) -> Say:
        desk = StoredDesk(self.c, KEYRING, self.contact, NOW)
        turned = respond(desk, self.session, Typed(text))
        self.session = turned.session
        return turned.says[-1]


def talk(c: Connection, code: str, role: Role) -> Chat:
    """Somebody who holds a post of the unit `code`."""
    contact = people.take(c, "web", f"{code} {role}", NOW)
    person_id = people.add(c, "Giàng A Páo", NOW)
    people.attach(c, contact.id, person_id)
    people.appoint(c, person_id, unit(c, code).id, role, NOW)
    return Chat(c, people.find(c, contact.id))


def labels(said: Say) -> list[str]:
    return [button.label for button in said.choices]


async def test_one_message_that_can_be_forwarded(settled: Database) -> None:
    def play(c: Connection) -> None:
        full = (*UP, Status.SELECTED, Status.REGISTERED, Status.BUILDING, Status.ASSESSED)
        record(c, "04249", VILLAGE, *full, Status.RECOGNISED)
        record(c, "04249", VILLAGE, *full, Status.RECOGNISED)
        record(c, "04252", VILLAGE, *UP, at=NOW - timedelta(days=1))
        record(c, "132", ("1.1", "party_org"), *UP)
        for _ in range(2):
            record(c, "04255", ("2A", "person_front"), *UP)
        said = talk(c, "132", Role.DISTRICT).say("tổng hợp").text
        assert said.splitlines()[:9] == [
            "TỔNG HỢP – Thành phố Yên Bái",
            "Giai đoạn 2021–2023, đến 8:00 ngày 5/5/2022",
            "",
            "1.2A MTTQ xã giảm nghèo, làm giàu: 0/1 được chọn (đăng ký 0, đã kiểm tra 0)",
            "1.2B HTX, tổ hợp tác, hộ gia đình: 0/2 được chọn (đăng ký 0, đã kiểm tra 0)",
            "1.3 Nông thôn mới, đô thị văn minh: 2/30 được công nhận (đăng ký 3, đã kiểm tra 0)",
            "1.4 Mặt trận điển hình: 0/2 được chọn (đăng ký 0, đã kiểm tra 0)",
            "2A+2B Gương cá nhân: 0/2 được công nhận (đăng ký 2, đã kiểm tra 0)",
            "",
        ]
        assert "Ngoài chỉ tiêu: Tổ chức đảng điển hình 1" in said
        assert "Tuần qua: thêm 1 đăng ký." in said
        assert "Đang chờ: huyện lựa chọn 4" in said
        assert "Chưa đăng ký 1.3: 13 đơn vị" in said
        assert "Lưu ý: Thành phố Yên Bái chưa có cá nhân là người dân" in said
        assert "• Phường Yên Thịnh: đăng ký 2, kiểm tra 0, đạt 2/2" in said
        assert "• Phường Yên Ninh: đăng ký 1, kiểm tra 0, đạt 0/2" in said

    await settled.transact(play)


async def test_down_up_and_to_the_other_phase(settled: Database) -> None:
    def play(c: Connection) -> None:
        record(c, "04249", VILLAGE, *UP)
        record(c, "04249", VILLAGE, *UP, phase=SECOND)
        chat = talk(c, "15", Role.PROVINCE)
        said = chat.say("/tonghop")
        assert labels(said)[:2] == ["Thành phố Yên Bái", "Thị xã Nghĩa Lộ"]
        said = chat.say("1")
        assert said.text.startswith("TỔNG HỢP – Thành phố Yên Bái")
        assert chat.say("yen thinh").text.startswith("TỔNG HỢP – Phường Yên Thịnh")
        said = chat.say("giai đoạn 2023–2025")
        assert "Giai đoạn 2023–2025" in said.text
        assert (
            "1.3 Nông thôn mới, đô thị văn minh: 0 được công nhận (đăng ký 1, đã kiểm tra 0)"
            in said.text
        )
        assert labels(said) == [
            "Giai đoạn 2021–2023",
            "Xem Thành phố Yên Bái",
            PICTURE,
            "Trang chủ",
        ]
        said = chat.say("giai doan 2021–2023")
        assert "0/2 được công nhận (đăng ký 1, đã kiểm tra 0)" in said.text
        assert chat.say("xem thành phố yên bái").text.startswith("TỔNG HỢP – Thành phố Yên Bái")
        assert chat.say("trang chủ").text.startswith("Chào")

    await settled.transact(play)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.VIEWER])
async def test_a_village_sees_itself_and_nothing_above(settled: Database, role: Role) -> None:
    def play(c: Connection) -> None:
        village = units.add_village(c, unit(c, "04249").id, "Tổ 1", "tổ dân phố", DAY)
        chat = talk(c, village.code, role)
        said = chat.say("tong hop")
        assert "Chưa có gương nào được đăng ký." in said.text
        assert "đạt" not in said.text
        assert labels(said) == ["Giai đoạn 2023–2025", PICTURE, "Trang chủ"]
        record(c, village.code, VILLAGE, *UP)
        again = chat.say("tổng hợp").text
        assert (
            "1.3 Nông thôn mới, đô thị văn minh: 0 được công nhận (đăng ký 1, đã kiểm tra 0)"
            in again
        )

    await settled.transact(play)


async def test_a_stranger_is_asked_for_a_code_and_nobody_sees_above(settled: Database) -> None:
    def play(c: Connection) -> None:
        stranger = Chat(c, people.take(c, "web", "lạ", NOW))
        assert "TỔNG HỢP" not in stranger.say("tổng hợp").text
        chat = talk(c, "132", Role.DISTRICT)
        chat.session = Session(Place("summary", unit(c, "15").id))
        desk = StoredDesk(c, KEYRING, chat.contact, NOW)
        says = respond(desk, chat.session, Typed("?")).says
        assert "chưa xem được số liệu" in says[0].text
        assert all("TỔNG HỢP" not in say.text for say in says)

    await settled.transact(play)


def _told(c: Connection, code: str) -> tuple[str, Summary]:
    summary = summaries.summary(c, PLAN, unit(c, code).id, FIRST, None, NOW)
    return told(words("vi"), "vi", PLAN, summary), summary


@pytest.mark.parametrize("code", ["15", "136", "140"])
async def test_it_fits_one_message(settled: Database, code: str) -> None:
    def look(c: Connection) -> None:
        for place in units.subtree(c, unit(c, code).id, DAY):
            for what in (VILLAGE, ("2A", "person_front"), ("1.1", "party_org")):
                record(c, place.code, what, *UP)
        text, summary = _told(c, code)
        assert len(text) <= LONGEST
        assert text.count("•") == len(summary.children)

    await settled.transact(look)


async def test_a_commune_of_many_villages_ends_with_a_number(settled: Database) -> None:
    def look(c: Connection) -> None:
        commune = unit(c, "04249")
        for n in range(90):
            units.add_village(c, commune.id, f"Tổ dân phố số {n}", "tổ dân phố", DAY)
        text, _ = _told(c, "04249")
        shown = text.count("•")
        assert len(text) <= LONGEST
        assert text.endswith(f"… và {90 - shown} đơn vị khác")

    await settled.transact(look)
