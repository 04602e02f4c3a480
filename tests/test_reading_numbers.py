"""Figures are read as village cadres type them, in the unit asked, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.reading_numbers import read_amount, read_number, read_numbers, read_ratio
from tests.typed import ANY_TEXT, table

GIVEN_UNITS = ("m²", "triệu đồng", "công")


@pytest.mark.parametrize(
    ("text", "figure"),
    table(
        ("12,5|12.5|khoảng 12,5|12,50", "12.5"),
        ("1.5|1,5", "1.5"),
        ("1.200|1,200|1200|một nghìn hai trăm|1 nghìn 2|1k2|12 trăm", "1200"),
        ("1.500|1,5 nghìn|1 nghìn rưỡi|1k5", "1500"),
        ("1.200.000|1,200,000|1tr2|1 triệu 2|1,2 triệu|một triệu hai", "1200000"),
        ("1,2 tỷ|1 tỷ 2|1 tỉ 2|1ty2|1 tỷ 200 triệu|một tỷ hai|một tỷ hai trăm", "1200000000"),
        ("12 triệu|12tr|12 trieu|mười hai triệu|12 củ|12 triệu đồng/năm", "12000000"),
        ("12tr5|12 triệu 500 nghìn|12 triệu rưỡi|12 triệu 5|12tr500", "12500000"),
        ("1tr05", "1050000"),
        ("500 nghìn|500k|500 ngàn|500 nghin|năm trăm nghìn|500.000đ|500.000 đồng", "500000"),
        ("khoảng 30|30 hộ|~30|>30|30.|30%|hơn 30 hộ dân|ba mươi|ba chục|có 30 hộ ạ|３０", "30"),
        ("58 tuổi|tôi 58 tuổi|năm mươi tám|nam muoi tam|58", "58"),
        ("hai mươi lăm|hai mươi nhăm|hai muoi lam|hai lăm|25", "25"),
        ("ba mốt|ba mươi mốt|ba muoi mot|ba mot", "31"),
        ("hai tư|hai mươi tư|hai mươi bốn", "24"),
        ("ba|ba hộ|3|3 hộ gia đình", "3"),
        ("mười hai|muoi hai|12|1 chục 2", "12"),
        ("mười một năm|mười một", "11"),
        ("mười|chục|một chục|mười năm", "10"),
        ("2 năm|hai năm|2", "2"),
        ("một trăm linh năm|một trăm lẻ năm|105", "105"),
        ("một trăm hai|120|một trăm hai mươi", "120"),
        ("hai nghìn không trăm hai mươi mốt|2.021", "2021"),
        ("không|0|ko|k|hông|không có|ko có gì|chưa có|chưa có hộ nào|không có ai ạ", "0"),
        ("0,500|0.5", "0.5"),
        ("1.200,5|1,200.5", "1200.5"),
    ),
)
def test_one_number(text: str, figure: str) -> None:
    assert read_number(text) == Decimal(figure)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "chưa",
            "năm tám chục",
            "bà con 3",
            "trăm hai",
            "không biết",
            "ko rõ",
            "chưa có số liệu",
            "nhiều lắm",
            "bà",
            "tư",
        ),
        *("10-12", "10 đến 12", "hai ba", "-5", "âm 5", "- 5 - 6", "12 tháng 4", "5 3", "1.2.3"),
        *("hộ ông Páo ở bản 5", "năm nay có nhiều", "30 hộ chưa làm", "không phải 30"),
        *("99999999999999999", "9" * 5000, "1" + " nghìn tỷ" * 20, "dưới 30", "triệu", "1.20.300"),
    ],
)
def test_no_certain_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "figure"),
    [
        ("12 triệu", "triệu đồng", "12"),
        ("1,2 tỷ", "triệu đồng", "1200"),
        ("500 nghìn", "triệu đồng", "0.5"),
        ("12", "triệu đồng", "12"),
        ("12000000", "triệu đồng", "12"),
        ("12.000.000 đồng", "triệu đồng", "12"),
        ("12.000.000đ", "triệu đồng", "12"),
        ("12000000 vnđ", "triệu đồng", "12"),
        ("12tr5", "triệu đồng", "12.5"),
        ("một trăm rưỡi", "triệu đồng", "150"),
        ("thu nhập 60 triệu một năm", "triệu đồng/năm", "60"),
        ("5 triệu/tháng", "triệu đồng/tháng", "5"),
        ("500k", "đồng", "500000"),
        ("không có", "triệu đồng", "0"),
        ("500 m2", "m²", "500"),
        ("500 mét vuông", "m²", "500"),
        ("500m", "m²", "500"),
        ("0,5 ha", "m²", "5000"),
        ("1 sào", "m²", "360"),
        ("2 mẫu", "m²", "7200"),
        ("2 nghìn", "m2", "2000"),
        ("2 km", "m", "2000"),
        ("5 tạ", "kg", "500"),
        ("30 công", "công", "30"),
        ("30 ngày công", "ngày công", "30"),
        ("5 hộ", "hộ", "5"),
        ("3 tháng", "tháng", "3"),
    ],
)
def test_an_amount_comes_in_the_unit_asked(text: str, unit: str, figure: str) -> None:
    assert read_amount(text, unit) == Decimal(figure)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5 triệu", "m²"),
        ("200 m2", "triệu đồng"),
        ("5 tạ", "m²"),
        ("5 triệu/tháng", "triệu đồng/năm"),
        ("5 triệu một tháng", "triệu đồng"),
        ("200m2 5 triệu", "m²"),
    ],
)
def test_an_amount_of_something_else_is_not_used(text: str, unit: str) -> None:
    assert read_amount(text, unit) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("200m2 5 triệu 30 công", (200, 5, 30)),
        ("200 5 30", (200, 5, 30)),
        ("200 5 triệu 30", (200, 5, 30)),
        ("200m2, 5tr và 30 ngày công", (200, 5, 30)),
        ("đất 200m2, tiền 5 triệu, công 30", (200, 5, 30)),
        ("200m2\n5tr\n30", (200, 5, 30)),
        ("5 triệu, 200m2, 30 công", (200, 5, 30)),
        ("0 m2, 5 triệu, không công", (0, 5, 0)),
        ("0 0 0", (0, 0, 0)),
        ("không không không", (0, 0, 0)),
        ("không có gì", (0, 0, 0)),
        ("không", (0, 0, 0)),
        ("1,2,3", (1, 2, 3)),
        ("200 5", None),
        ("30 công 5 triệu", None),
        ("200m2 5 triệu 30 công 4", None),
        ("200m2, 100m2, 30 công", None),
        ("nhiều", None),
    ],
)
def test_gifts_in_one_message(text: str, read: tuple[int, ...] | None) -> None:
    assert read_numbers(text, 3, GIVEN_UNITS) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5 3", ("5", "3")),
        ("5, 3", ("5", "3")),
        ("5,3", ("5", "3")),
        ("5.3", ("5", "3")),
        ("5/3", ("5", "3")),
        ("5 và 3", ("5", "3")),
        ("năm ba", ("5", "3")),
        ("5 thường xuyên, 3 thời vụ", ("5", "3")),
        ("5 lao động thường xuyên 3 thời vụ", ("5", "3")),
        ("12,5 3", ("12.5", "3")),
        ("12,5, 3", ("12.5", "3")),
        ("1.200 3", ("1200", "3")),
        ("1,500", None),
        ("5", None),
        ("5 3 2", None),
    ],
)
def test_two_figures_in_one_message(text: str, read: tuple[str, str] | None) -> None:
    assert read_numbers(text, 2, ()) == (read and tuple(map(Decimal, read)))


@pytest.mark.parametrize(
    "text",
    [
        *("45/50", "45 / 50.", "45 trên 50", "45 tren tong 50", "45 trong tổng số 50", "45 50"),
        *("45,50", "45 người/50 hộ", "có 45 trên 50 hộ ạ", "bốn mươi lăm trên năm mươi"),
    ],
)
def test_a_ratio(text: str) -> None:
    assert read_ratio(text) == (45, 50)


@pytest.mark.parametrize(
    "text", ["", "100%", "50/45", "0/0", "45", "không", "45-50", "4,5/50", "45/50/60", "đông"]
)
def test_no_ratio(text: str) -> None:
    assert read_ratio(text) is None


@given(ANY_TEXT, st.integers(0, 20))
def test_no_text_makes_a_reader_of_figures_raise(text: str, n: int) -> None:
    number = read_number(text)
    assert number is None or (number >= 0 and number.is_finite())
    amounts = read_numbers(text, n, GIVEN_UNITS)
    assert amounts is None or len(amounts) == n
    assert all((read_amount(text, unit) or 0) >= 0 for unit in GIVEN_UNITS)
    part, whole = read_ratio(text) or (0, 0)
    assert 0 <= part <= whole


@given(st.integers(0, 999_999_999))
def test_whole_numbers_are_read_as_typed_with_or_without_dots(number: int) -> None:
    assert read_number(str(number)) == read_number(f"{number:,}".replace(",", ".")) == number
