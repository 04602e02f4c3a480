"""Dates are read as village cadres say them, or not at all."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.reading_dates import Prefer, read_date
from tests.typed import ANY_TEXT, table

TODAY = date(2021, 4, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    table(
        (
            "20/4/2021|20-4-2021|20.4.21|20/04/2021.|20 4 2021|20 / 4 / 2021|2021-04-20",
            "2021-04-20",
        ),
        ("20/4|20-4|20.4|20 4|ngày 20/4|ngày 20 tháng 4|20 tháng 4 năm 2021", "2021-04-20"),
        ("ngày 20 tháng tư|20042021|200421|họp ngày 20/4/2021|20tháng4|20/4 năm nay", "2021-04-20"),
        ("thứ ba ngày 20/4|vào ngày 20/4 ạ|ngày 20|hôm kia|hom kia", "2021-04-20"),
        ("hôm nay|hom nay|sáng nay|22/4", "2021-04-22"),
        ("hôm qua|hom qua|tối qua|bữa qua", "2021-04-21"),
        ("ngày mai|mai|sáng mai", "2021-04-23"),
        ("ngày kia|ngày mốt", "2021-04-24"),
        ("đầu tháng|đầu tháng 4|mùng 1 tháng 4|đầu quý 2", "2021-04-01"),
        ("giữa tháng|giữa tháng 4|15/4", "2021-04-15"),
        ("cuối tháng|hết tháng 4|tháng 4|tháng này|4/2021|tháng tư năm 2021", "2021-04-30"),
        ("tháng sau|tháng 5|tháng năm|tháng năm năm 2021|cuối tháng tới", "2021-05-31"),
        ("tháng sáu|tháng 6|quý 2|quý II/2021|giữa năm|30-6", "2021-06-30"),
        ("quý 3|quý III|cuối quý 3/2021|quy 3", "2021-09-30"),
        ("cuối năm|cuối năm nay|tháng 12/2021|12/2021|tháng mười hai năm 2021", "2021-12-31"),
        ("cuối năm 2022|năm 2022|31/12/22", "2022-12-31"),
        ("15/12|15/12 năm ngoái", "2020-12-15"),
        ("29/2|29 tháng 2", "2020-02-29"),
        ("ngày 20 tháng trước|20/3", "2021-03-20"),
        ("ngày 31", "2021-03-31"),
        ("20/4 năm ngoái", "2020-04-20"),
    ),
)
def test_a_date(text: str, day: str) -> None:
    assert read_date(text, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "prefer", "day"),
    [
        ("20/4", "future", date(2022, 4, 20)),
        ("25/4", "past", date(2020, 4, 25)),
        ("22/4", "past", TODAY),
        ("22/4", "future", TODAY),
        ("tháng 4", "past", TODAY),
        ("tháng 4", "future", date(2021, 4, 30)),
        ("đầu tháng", "future", date(2021, 5, 1)),
        ("cuối tháng", "past", date(2021, 3, 31)),
        ("cuối năm", "past", date(2020, 12, 31)),
        ("29/2", "future", date(2024, 2, 29)),
        ("20/4/2021", "future", date(2021, 4, 20)),
    ],
)
def test_a_date_without_a_year_goes_the_way_preferred(text: str, prefer: Prefer, day: date) -> None:
    assert read_date(text, TODAY, prefer=prefer) == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "31/4", "29/2/2021", "20/13", "0/4", "20/0", "20/4/1800", "32042021", "20", "2021"),
        *(
            "chưa",
            "một",
            "tháng chạp",
            "20/4 âm lịch",
            "thang sau",
            "quý 5",
            "lâu rồi",
            "20/4 21/4",
        ),
    ],
)
def test_no_certain_date(text: str) -> None:
    assert read_date(text, TODAY) is None


@given(
    ANY_TEXT,
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.sampled_from(get_args(Prefer)),
)
def test_no_text_makes_the_reader_of_dates_raise(text: str, today: date, prefer: Prefer) -> None:
    day = read_date(text, today, prefer=prefer)
    assert day is None or date(1900, 1, 1) <= day <= date(2100, 12, 31)


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from("/-. "))
def test_full_dates_are_read_as_typed(day: date, sign: str) -> None:
    said = sign.join(map(str, (day.day, day.month, day.year)))
    assert read_date(said, TODAY) == read_date(f"{day:%d%m%y}", TODAY) == day
