"""Yes and no, choices and labels are read as village cadres type them, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.reading import (
    match_option,
    read_choice,
    read_choices,
    read_yes_no,
)
from tests.typed import ANY_TEXT

LABELS = ("Có", "Một phần", "Chưa")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "có",
            "co",
            "CÓ",
            "Có ạ",
            "có rồi",
            "rồi",
            "rồi ạ",
            "roi",
            "ok",
            "OKE",
            "okie",
            "ừ",
            "uh",
        ),
        *("vâng", "dạ", "dạ có", "dạ vâng ạ", "đúng", "đúng rồi", "phải", "yes", "y", "Có.", "có!"),
        *("đồng ý", "nhất trí", "được", "đc", "xong rồi nhé", "báo cáo đồng chí có ạ", "👍", "✔️"),
    ],
)
def test_yes(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize(
    "text",
    [
        *("không", "khong", "ko", "k", "Ko ạ", "hông", "hong", "hem", "chưa", "chua", "chưa ạ"),
        *("không ạ", "dạ không", "dạ chưa ạ", "chưa có", "ko có", "không phải", "no", "n", "sai"),
        *("không đồng ý", "k được", "không có đâu", "❌"),
    ],
)
def test_no(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nó",
        "có không",
        "không biết",
        "không rõ",
        "có lẽ",
        "hôm nay",
        "1",
        "dạ thưa",
        "có " * 99,
    ],
)
def test_neither_yes_nor_no(text: str) -> None:
    assert read_yes_no(text) is None


@pytest.mark.parametrize(
    ("text", "n", "chosen"),
    [
        ("1", 3, (1,)),
        ("1 2", 3, (1, 2)),
        ("1,2", 3, (1, 2)),
        ("1.2", 3, (1, 2)),
        ("2 1 2", 3, (1, 2)),
        ("1-2", 3, (1, 2)),
        ("1-3", 3, None),
        ("1 đến 3", 3, None),
        ("1 và 3", 3, (1, 3)),
        ("12", 5, (1, 2)),
        ("12", 12, (12,)),
        ("12", 11, (1, 2)),
        ("13", 2, None),
        ("số 2", 3, (2,)),
        ("câu 2 ạ", 3, (2,)),
        ("2.", 3, (2,)),
        ("(2)", 3, (2,)),
        ("02", 3, (2,)),
        ("2️⃣", 3, (2,)),
        ("một và ba", 3, (1, 3)),
        ("tất cả", 3, (1, 2, 3)),
        ("cả 3", 3, (1, 2, 3)),
        ("cả 2", 3, None),
        ("tất cả", 0, None),
        ("0", 3, None),
        ("0 1", 3, None),
        ("4", 3, None),
        ("1 4", 3, None),
        ("hai hộ", 3, None),
        ("có", 3, None),
        ("", 3, None),
        ("0912345678", 9, None),
        ("0001", 3, None),  # a record
        ("0412", 4, None),
    ],
)
def test_choices_from_a_numbered_list(text: str, n: int, chosen: tuple[int, ...] | None) -> None:
    assert read_choices(text, n) == chosen


@pytest.mark.parametrize(
    ("text", "n", "chosen"), [("2", 3, 2), ("số hai", 3, 2), ("1 2", 3, None), ("9", 3, None)]
)
def test_one_choice(text: str, n: int, chosen: int | None) -> None:
    assert read_choice(text, n) == chosen


@pytest.mark.parametrize(
    ("text", "labels", "index"),
    [
        ("có", LABELS, 0),
        ("co", LABELS, 0),
        ("rồi ạ", LABELS, 0),
        ("ok", LABELS, 0),
        ("👍", LABELS, 0),
        ("ko", LABELS, 2),
        ("không", LABELS, 2),
        ("một phần", LABELS, 1),
        ("mot phan", LABELS, 1),
        ("MỘT", LABELS, 1),
        ("mo", LABELS, None),
        ("ko", ("Có", "Chưa", "Không"), 2),
        ("chưa", ("Có", "Chưa", "Không"), 1),
        ("hông có", ("Có", "Chưa", "Không"), 2),
        ("ok", ("Đồng ý", "Không đồng ý"), 0),
        ("k", ("Có", "Không", "Không rõ"), 1),
        ("có", ("Có đầy đủ", "Có một ít", "Chưa"), None),
        ("không", ("Cao hơn", "Ngang", "Thấp hơn", "Không rõ"), None),
        ("ko", ("Tốt", "Khá", "Không hoàn thành"), None),
        ("không", ("Tốt", "Khá", "Không hoàn thành"), None),
        ("cao hon", ("Cao hơn", "Ngang", "Thấp hơn"), 0),
        ("thấp", ("Cao hơn", "Ngang", "Thấp hơn"), 2),
        ("hộ gia đình", ("👤 Một người", "🏠 Hộ gia đình"), 1),
        ("🏠 hộ gia đình!", ("👤 Một người", "🏠 Hộ gia đình"), 1),
        ("hoàn", ("Hoàn thành tốt", "Hoàn thành"), None),
        ("hoàn thành", ("Hoàn thành tốt", "Hoàn thành"), 1),
        ("bản", ("Bán", "Bản"), 1),
        ("ban", ("Bán", "Bản"), None),
        ("", LABELS, None),
        ("😀", LABELS, None),
        ("có", (), None),
    ],
)
def test_a_label_typed(text: str, labels: tuple[str, ...], index: int | None) -> None:
    assert match_option(text, labels) == index


@given(ANY_TEXT, st.integers(0, 20))
def test_no_text_makes_a_reader_of_choices_raise(text: str, n: int) -> None:
    assert set(read_choices(text, n) or ()) <= set(range(1, n + 1))
    assert read_choice(text, n) in {None, *range(1, n + 1)}
    assert match_option(text, LABELS) in {None, 0, 1, 2}
    assert read_yes_no(text) in {None, True, False}
