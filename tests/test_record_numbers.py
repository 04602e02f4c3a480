"""The number of a record is read however it is typed, and never taken for a line of a list."""

import pytest

from campaign.record_numbers import (
    PRAISE,
    RECORD,
    names_record,
    read_record,
    read_record_numbers,
    spelled,
)

RECORDS = ("0002 Giàng A Khua", "✓ 0009 Tổ tự quản", "Trang chủ", "YB-12345 Hộ ông Páo")


@pytest.mark.parametrize(
    ("text", "labels", "places"),
    [
        ("0002", RECORDS, (1,)),  # the record of that number, not the second line
        ("0009", RECORDS, (2,)),
        ("yb-0009", RECORDS, (2,)),
        ("YB12345", RECORDS, (4,)),
        ("0009, 0002", RECORDS, (1, 2)),
        ("0003", RECORDS, ()),  # not the third line
        ("0002 0003", RECORDS, ()),
        ("2", RECORDS, None),  # the second line
        ("02", RECORDS, None),
        ("YB-9", RECORDS, (2,)),
        ("0002 nhé", RECORDS, None),
        ("", RECORDS, None),
        ("1234", ("Máy móc", "Con giống", "Vốn", "Ngày công"), None),  # all four of them
        ("2021", ("2021", "2022"), (1,)),
        ("2021", ("2021 tốt", "2021 khá"), None),
    ],
)
def test_records_are_known_by_their_numbers(
    text: str, labels: tuple[str, ...], places: tuple[int, ...] | None
) -> None:
    assert read_record_numbers(text, labels) == places


@pytest.mark.parametrize(
    ("text", "prefix", "number"),
    [
        ("412", RECORD, 412),
        (" 0412 ", RECORD, 412),
        ("YB-0412", RECORD, 412),
        ("yb412", RECORD, 412),
        ("KT-0412", RECORD, None),
        ("KT-0007", PRAISE, 7),
        ("7", PRAISE, 7),
        ("YB-0007", PRAISE, None),
        ("0912345678", RECORD, None),
        ("-412", RECORD, None),
        ("٤١٢", RECORD, None),
        ("", RECORD, None),
    ],
)
def test_a_number_behind_a_verb(text: str, prefix: str, number: int | None) -> None:
    assert read_record(text, prefix) == number


@pytest.mark.parametrize(
    ("text", "named"),
    [("0412", True), ("yb-412", True), ("YB0412", True)]
    + [(text, False) for text in ("412", "1412", "012", "kt-0007", "0912345678", "0412 nhé", "")],
)
def test_what_opens_a_record_though_no_verb_stands_before_it(text: str, *, named: bool) -> None:
    assert names_record(text) is named


def test_it_reads_what_it_spells() -> None:
    for number in (1, 412, 9999, 12345):
        assert read_record(spelled(number)) == number
        assert names_record(spelled(number))
