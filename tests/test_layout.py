"""Messages that fit their channel: buttons, digits, numbered lines, and texts in parts."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Body, Layout
from bot.channels.layout import fits, numbered, pages
from conversations.showing import Button, Say

BACK = ("q", Button("Quay lại", "x!back"))
LATER = ("s", Button("Để sau", "x!later"))
UNKNOWN = ("?", Button("Không rõ", "x!unknown"))
ABOVE = ("nhờ xã", Button("Nhờ xã trả lời", "x!above"))
QUESTION = Body(
    "Câu 3/8\nThôn có nhà văn hóa chưa?",
    (Button("Có", "x.yes"), Button("Chưa", "x.no")),
    (BACK, LATER, UNKNOWN),
)
LONG = Button("Có, nhưng đang xuống cấp nặng", "x.old")


def test_numbered_text() -> None:
    assert numbered(QUESTION) == (
        "Câu 3/8\nThôn có nhà văn hóa chưa?\n1. Có\n2. Chưa\nq quay lại · s để sau · ? không rõ"
    )
    assert numbered(Body("Đã nhận 2 ảnh.")) == "Đã nhận 2 ảnh."
    assert numbered(Body("?", controls=(ABOVE,))) == "?\nnhờ xã trả lời"


def test_a_word_that_stands_for_several_buttons_is_said_once() -> None:
    taps = (("hạn", Button("Kỳ này chưa có", "D.a")), ("hạn", Button("Mở việc có hạn", "D.b")))
    assert numbered(Body("Mời", controls=taps)) == "Mời\nhạn mở việc có hạn"


def test_channel_with_room_shows_everything_as_buttons() -> None:
    assert fits(QUESTION, Layout(4096, max_buttons=100)) == QUESTION


def test_few_buttons_are_for_answers() -> None:
    fitted = fits(QUESTION, Layout(2000, max_buttons=4))
    assert fitted.text.endswith("chưa?\nq quay lại · s để sau · ? không rõ")
    assert (fitted.choices, fitted.controls) == (QUESTION.choices, ())


@pytest.mark.parametrize(("most", "last"), [(100, "3. "), (4, "q quay")])
def test_long_labels_are_lines_with_digits_below(most: int, last: str) -> None:
    body = Body("Nhà văn hóa?", (*QUESTION.choices, LONG), QUESTION.controls)
    fitted = fits(body, Layout(4096, max_buttons=most))
    assert [b.label for b in fitted.choices] == ["1", "2", "3"]
    assert [b.payload for b in fitted.choices] == ["x.yes", "x.no", "x.old"]
    assert fitted.text.startswith("Nhà văn hóa?\n1. Có\n2. Chưa\n3. Có, nhưng đang xuống cấp nặng")
    assert fitted.text.splitlines()[-1].startswith(last)


@pytest.mark.parametrize("most", [0, 1])
def test_without_enough_buttons_all_is_text(most: int) -> None:
    fitted = fits(QUESTION, Layout(2000, max_buttons=most))
    assert fitted == Body(numbered(QUESTION))


@given(
    st.text("âbc \n", max_size=400),
    st.integers(0, 8),
    st.sampled_from([Layout(200), Layout(200, max_buttons=5), Layout(300, max_buttons=100)]),
)
def test_every_page_fits_and_nothing_is_lost(text: str, n: int, layout: Layout) -> None:
    choices = tuple(Button(f"Lựa chọn {k}", f"x.{k}") for k in range(n))
    body = Body(text, choices, QUESTION.controls)
    parts = pages(body, layout)
    assert all(len(fits(part, layout).text) <= layout.text_length for part in parts)
    assert "".join("".join(part.text for part in parts).split()) == "".join(text.split())
    assert [part.choices for part in parts] == [()] * (len(parts) - 1) + [choices]


def test_pages_break_between_lines() -> None:
    parts = pages(Body("một hai ba\nbốn năm", QUESTION.choices), Layout(24))
    assert [part.text for part in parts] == ["một hai ba", "bốn năm"]


def test_pages_break_at_the_end_of_a_sentence() -> None:
    parts = pages(Body("Một hai ba. Bốn năm sáu bảy tám."), Layout(22))
    assert [part.text for part in parts] == ["Một hai ba.", "Bốn năm sáu bảy tám."]


def test_an_emoji_counts_twice_as_platforms_count_it() -> None:
    assert [len(part.text) for part in pages(Body("🌾" * 12), Layout(10))] == [5, 5, 2]


def test_choices_that_never_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        pages(Body("một hai ba", (LONG, LONG)), Layout(30))


@pytest.mark.parametrize(
    "body", [Body("Xin chào"), QUESTION, Body("Ảnh", pictures=(3, 4), file="ab/cd.xlsx")]
)
def test_body_survives_json(body: Body) -> None:
    assert Body.from_json(orjson.loads(orjson.dumps(body.to_json()))) == body


def test_body_mirrors_what_is_said() -> None:
    say = Say(QUESTION.text, QUESTION.choices, QUESTION.controls, (3,), "f")
    assert Body.of(say) == Body(QUESTION.text, QUESTION.choices, QUESTION.controls, (3,), "f")
    assert Body("chỉ chữ").to_json() == {"text": "chỉ chữ"}
