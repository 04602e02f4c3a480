"""What is no usable photo gets its reason, and no bytes whatever raise or end the process."""

import zlib
from struct import pack

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import Picture, Refusal, read_picture
from tests import photos
from tests.photos import encoded, exif, picture

HEIC = photos.sample_heic()
REFUSED = [
    (b"", Refusal.EMPTY),
    (photos.thirty_megabytes(), Refusal.TOO_LARGE),
    (photos.bomb_png(), Refusal.TOO_MANY_PIXELS),
    (photos.text_as_jpeg(), Refusal.NOT_A_PICTURE),
    (b"BM is how some texts begin, and also every BMP.", Refusal.NOT_A_PICTURE),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Refusal.NOT_A_PICTURE),
    (b"%PDF-1.7\n", Refusal.NOT_A_PICTURE),
    (photos.truncated_jpeg(), Refusal.TRUNCATED),
    (photos.sample_jpeg(1)[:40], Refusal.TRUNCATED),
    (photos.sample_png(1)[:5000], Refusal.TRUNCATED),
    (photos.sample_webp(1)[:3000], Refusal.TRUNCATED),
    (HEIC[:3000], Refusal.TRUNCATED),
]


@pytest.mark.parametrize(("data", "reason"), REFUSED)
def test_what_cannot_be_used_is_refused_with_its_reason(data: bytes, reason: Refusal) -> None:
    assert read_picture(data) is reason


def test_the_limits_are_exact() -> None:
    data = photos.sample_jpeg(1)
    assert isinstance(read_picture(data, limit_bytes=len(data)), Picture)
    assert read_picture(data, limit_bytes=len(data) - 1) is Refusal.TOO_LARGE


def test_a_size_between_pillows_warning_and_its_error_is_refused() -> None:
    """Pillow only warns up to twice its limit, and the filter that makes it an error is global."""
    head = pack(">IIBBBBB", 8000, 8000, 1, 0, 0, 0, 0)
    chunk = pack(">I", 13) + b"IHDR" + head + pack(">I", zlib.crc32(b"IHDR" + head))
    data = b"\x89PNG\r\n\x1a\n" + chunk + pack(">I", 0) + b"IDAT" + pack(">I", zlib.crc32(b"IDAT"))
    with pytest.warns(Image.DecompressionBombWarning):
        assert read_picture(data) is Refusal.TOO_MANY_PIXELS


small = {
    "image/jpeg": photos.sample_jpeg(1, 64, 48, gps=True, taken=photos.TAKEN),
    "image/png": encoded(picture(1, 64, 48), "PNG", exif=exif(gps=True, orientation=3)),
    "image/webp": photos.sample_webp(1, 64, 48),
    "image/gif": encoded(picture(1, 64, 48), "GIF"),
    "image/bmp": encoded(picture(1, 64, 48), "BMP"),
}
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12
)


def damaged(data: bytes, changes: list[tuple[float, int]]) -> bytes:
    """`data` with some bytes changed, most near its beginning, which breaks in more ways."""
    changed = bytearray(data)
    for place, value in changes:
        changed[int(place**2 * len(data))] = value
    return bytes(changed)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # about damaged EXIF, which is the point
@pytest.mark.parametrize("media_type", small)
@settings(max_examples=30, deadline=None)
@given(changes=CHANGES, kept=st.floats(0.05, 1))
def test_damaged_files_never_raise(
    media_type: str, changes: list[tuple[float, int]], kept: float
) -> None:
    data = damaged(small[media_type], changes)
    assert isinstance(read_picture(data[: int(kept * len(data))]), Picture | Refusal)


@settings(max_examples=5, deadline=None)  # each starts a process
@given(changes=CHANGES)
def test_damaged_heic_never_raises(changes: list[tuple[float, int]]) -> None:
    assert isinstance(read_picture(damaged(HEIC, changes)), Picture | Refusal)


def test_heic_that_crashes_its_decoder_is_refused() -> None:
    """A type of metadata that is not UTF-8 ends pi-heif 1.4 with a segmentation fault."""
    data = HEIC.replace(b"Exif", b"\xffxif", 1)
    assert read_picture(data) is Refusal.TRUNCATED


def test_heic_of_too_many_pixels_is_refused() -> None:
    """Found before anything is unpacked: only the stated size is changed here."""
    size = b"ispe" + pack(">III", 0, 320, 240)
    assert HEIC.count(size) == 1
    data = HEIC.replace(size, b"ispe" + pack(">III", 0, 8000, 8000))
    assert read_picture(data) is Refusal.TOO_MANY_PIXELS


HEADS = st.sampled_from([data[:n] for data in small.values() for n in (4, 12, 40)])


@settings(max_examples=30, deadline=None)
@given(head=HEADS, rest=st.binary(max_size=300))
@example(head=b"\xff\xd8\xff", rest=b"\xe1")
def test_any_bytes_behind_a_good_beginning_never_raise(head: bytes, rest: bytes) -> None:
    assert isinstance(read_picture(head + rest), Picture | Refusal)
