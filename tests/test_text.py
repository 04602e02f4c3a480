"""What is kept, compared and sent on is safe for every store and loses no word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.text import clean, fold, shorten, split_message

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
WORDS = st.lists(st.text("aăâđếồợ.,!?12…\n ", max_size=12), max_size=30).map(" ".join)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Hộ ông Páo \n", "Hộ ông Páo"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\x00b\x07c\x7fd\x9fe\tf", "abcde\tf"),
        ("Ho\u0323\u0302", "Hộ"),
        ("a\u202eb\u2066c\u200bd\ufeffe\u200ff", "abcdef"),
        ("a\ud800b\udfffc", "abc"),
        ("\ud83d\ude00", "😀"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("a\u200db", "ab"),
        ("e\u200d\u0301", "é"),
        ("", ""),
        (" \u200b \x00", ""),
    ],
)
def test_clean_drops_what_nobody_sees(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@given(ANY_TEXT)
def test_clean_text_can_be_stored_and_cleaned_again(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    assert "\x00" not in kept
    assert kept.encode().decode() == kept
    assert unicodedata.is_normalized("NFC", kept)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đồng chí  Giàng A Páo", "dong chi giang a pao"),
        ("HỦY", "huy"),
        ("hủy", "huy"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Đượm"), "nguyen thi duom"),
        ("500 m²", "500 m2"),
        ("１２，５", "12,5"),
        ("1\ufe0f\u20e3", "1"),
        ("Câu\u00a0hỏi\n3", "cau hoi 3"),
        ("", ""),
    ],
)
def test_fold_ignores_accents_case_width_and_blanks(text: str, key: str) -> None:
    assert fold(text) == key


@given(ANY_TEXT)
def test_fold_is_stable_under_folding_and_normal_forms(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Hộ ông Páo", 10, "Hộ ông Páo"),
        ("Hộ ông Páo, bản Háng", 12, "Hộ ông Páo…"),
        ("Hộ ông Páo hiến đất", 8, "Hộ ông…"),
        ("khôngcóchỗcắt", 5, "khôn…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("👍🏽👍🏽", 3, "👍🏽…"),
        ("a👍🏽👍🏽", 3, "a…"),
    ],
)
def test_shorten_stops_at_a_word(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@given(ANY_TEXT, st.integers(0, 90))
def test_shortened_text_fits(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("ngắn", 10, ["ngắn"]),
        (" \n ", 10, []),
        ("Câu một. Câu hai. Câu ba.", 17, ["Câu một. Câu hai.", "Câu ba."]),
        ("1. Có\n2. Không\n3. Chưa", 14, ["1. Có\n2. Không", "3. Chưa"]),
        ("một đoạn\n\nhai\nba bốn", 15, ["một đoạn", "hai\nba bốn"]),
        ("một hai ba bốn", 8, ["một hai", "ba bốn"]),
        ("mộthaiba", 3, ["một", "hai", "ba"]),
    ],
)
def test_messages_split_at_the_best_place(text: str, limit: int, pieces: list[str]) -> None:
    assert split_message(text, limit) == pieces


@given(WORDS, st.integers(15, 60))
def test_split_messages_keep_every_word(text: str, limit: int) -> None:
    pieces = split_message(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    longest = max(map(len, text.split()), default=0)
    if longest <= limit:
        assert " ".join(pieces).split() == text.split()


@given(ANY_TEXT, st.integers(1, 20))
def test_split_messages_keep_every_letter(text: str, limit: int) -> None:
    pieces = split_message(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_piece_must_hold_something() -> None:
    with pytest.raises(ValueError, match="at least one"):
        split_message("a", 0)
