"""Photos: every format in, a clean JPEG out, and the same photo known again."""

from datetime import datetime
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.demo_pictures import HEIGHT, WIDTH, demo_picture
from bot.pictures import (
    LONGEST_SIDE,
    SAME_PHOTO_AT_MOST,
    THUMBNAIL_SIDE,
    Picture,
    hamming,
    read_picture,
)
from tests import photos
from tests.photos import encoded, exif, picture


def read(data: bytes) -> Picture:
    found = read_picture(data)
    assert isinstance(found, Picture), found
    return found


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data), formats=["JPEG"])
    image.load()
    return image


def difference(a: Image.Image, b: Image.Image) -> float:
    """The mean distance of two pictures, 0 to 255 a channel."""
    return max(ImageStat.Stat(ImageChops.difference(a, b.resize(a.size))).mean)


def pixel(data: bytes, x: int, y: int) -> tuple[int, ...]:
    found = opened(data).getpixel((x, y))
    assert isinstance(found, tuple)
    return tuple(int(level) for level in found)


SAMPLES = {
    "image/jpeg": photos.sample_jpeg(1, gps=True, taken=photos.TAKEN),
    "image/png": photos.sample_png(1),
    "image/webp": photos.sample_webp(1),
    "image/heic": photos.sample_heic(),
    "image/gif": encoded(picture(1), "GIF"),
    "image/bmp": encoded(picture(1), "BMP"),
}


@pytest.mark.parametrize("media_type", SAMPLES)
def test_every_format_becomes_a_jpeg_with_a_thumbnail(media_type: str) -> None:
    found = read(SAMPLES[media_type])
    assert found.media_type == media_type
    kept, thumbnail = opened(found.jpeg), opened(found.thumbnail)
    original = picture(7, 320, 240) if media_type == "image/heic" else picture(1)
    assert kept.size == (found.width, found.height)
    assert max(thumbnail.size) == THUMBNAIL_SIDE
    assert difference(kept, original) < 12
    assert difference(thumbnail, original) < 12


def test_a_phones_photo_is_shrunk_and_forgets_where_it_was_taken() -> None:
    found = read(photos.big_jpeg_with_gps())
    assert (found.width, found.height) == (LONGEST_SIDE, 1920)
    assert found.had_gps
    assert found.taken_at == photos.TAKEN
    for jpeg in (found.jpeg, found.thumbnail):
        assert dict(opened(jpeg).getexif()) == {}
        assert b"Exif" not in jpeg


def test_heic_tells_time_and_place() -> None:
    found = read(photos.sample_heic())
    assert (found.width, found.height) == (320, 240)
    assert found.had_gps
    assert found.taken_at == photos.TAKEN


def test_nothing_the_file_carried_is_kept() -> None:
    secret = b"so dien thoai 0912"
    data = encoded(picture(2), "JPEG", comment=secret, xmp=secret, icc_profile=secret)
    assert data.count(secret) == 3
    assert secret not in read(data).jpeg


def test_a_photo_without_exif_tells_nothing() -> None:
    found = read(photos.sample_jpeg(1))
    assert found.taken_at is None
    assert not found.had_gps


@pytest.mark.parametrize(
    ("tag", "written", "expected"),
    [
        (0x9003, "2022:05:01 07:30:00\0", datetime(2022, 5, 1, 7, 30)),  # noqa: DTZ001 - as above
        (0x9004, "2022:05:01 07:30:00", datetime(2022, 5, 1, 7, 30)),  # noqa: DTZ001 - as above
        (0x9003, "0000:00:00 00:00:00", None),
        (0x9003, "hom qua", None),
    ],
)
def test_the_cameras_clock(tag: int, written: str, expected: datetime | None) -> None:
    notes = Image.Exif()
    notes.get_ifd(0x8769)[tag] = written
    assert read(encoded(picture(1), "JPEG", exif=notes)).taken_at == expected


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # about the damage
def test_damaged_exif_does_not_cost_the_photo() -> None:
    notes = exif(gps=True, taken=photos.TAKEN, orientation=6).tobytes()
    damaged = notes[:14] + b"\xff" * (len(notes) - 14)
    found = read(encoded(picture(1), "JPEG", exif=damaged))
    assert (found.width, found.height) == (800, 600)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_every_orientation_is_turned_upright(form: str, orientation: int) -> None:
    upright = picture(4, 400, 300)
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    lying = upright if undo is None else upright.transpose(undo)
    found = read(encoded(lying, form, exif=exif(orientation=orientation)))
    assert (found.width, found.height) == (400, 300)
    assert difference(opened(found.jpeg), upright) < 8


def test_transparent_parts_become_white() -> None:
    drawn = Image.new("RGBA", (60, 40), (255, 0, 0, 0))
    drawn.paste((0, 0, 255, 255), (30, 0, 60, 40))
    palette = Image.new("P", (60, 40))
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.paste(1, (30, 0, 60, 40))
    for data in (
        encoded(drawn, "PNG"),
        encoded(drawn, "WEBP", lossless=True),
        encoded(palette, "PNG", transparency=0),
        encoded(palette, "GIF", transparency=0),
    ):
        jpeg = read(data).jpeg
        assert min(pixel(jpeg, 5, 20)) > 245
        assert pixel(jpeg, 55, 20)[2] > 245
        assert pixel(jpeg, 55, 20)[0] < 10


def test_sixteen_bits_of_grey_keep_their_steps() -> None:
    grey = Image.new("I;16", (90, 30))
    for x in range(90):
        for y in range(30):
            grey.putpixel((x, y), (0, 32768, 65535)[x // 30])
    for data in (encoded(grey, "PNG"), encoded(grey, "PNG", transparency=32768)):
        jpeg = read(data).jpeg
        assert [pixel(jpeg, x, 15)[0] // 16 for x in (15, 45, 75)] == [0, 8, 15]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK"])
def test_other_modes_of_colour_are_read(mode: str) -> None:
    image = picture(6).convert(mode)
    found = read(encoded(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert difference(opened(found.jpeg), image.convert("RGB")) < 20


def test_progressive_jpeg_and_animation_are_read() -> None:
    progressive = encoded(picture(6), "JPEG", progressive=True)
    assert difference(opened(read(progressive).jpeg), picture(6)) < 8
    moving = encoded(picture(6), "GIF", save_all=True, append_images=[picture(7)])
    assert difference(opened(read(moving).jpeg), picture(6)) < 20


def test_a_very_thin_picture_keeps_a_side() -> None:
    found = read(encoded(Image.new("RGB", (6000, 1)), "PNG"))
    assert (found.width, found.height) == (LONGEST_SIDE, 1)
    assert opened(found.thumbnail).size == (THUMBNAIL_SIDE, 1)


def test_a_photo_sent_again_is_recognised() -> None:
    original = Image.open(BytesIO(demo_picture(3)))
    first = read(encoded(original, "JPEG", quality=92)).dhash
    again = (
        encoded(original.resize((WIDTH // 2, HEIGHT // 2)), "JPEG", quality=60),
        encoded(original, "JPEG", quality=20),
        encoded(original, "WEBP", quality=50),
        encoded(original.convert("L"), "PNG"),
        encoded(original.rotate(90, expand=True), "JPEG", exif=exif(orientation=6)),
    )
    assert all(hamming(first, read(data).dhash) <= SAME_PHOTO_AT_MOST for data in again)


def test_hamming_counts_bits() -> None:
    assert hamming("0000000000000000", "ffffffffffffffff") == 64
    assert hamming("00000000000000f0", "0000000000000001") == 5
    assert hamming("464c69e9adb1b7e4", "464c69e9adb1b7e4") == 0


def test_demo_pictures_are_stable_and_clearly_different() -> None:
    assert demo_picture(1) == demo_picture(1)
    found = [read(demo_picture(seed)) for seed in range(12)]
    assert {(one.width, one.height) for one in found} == {(WIDTH, HEIGHT)}
    assert min(hamming(a.dhash, b.dhash) for a, b in combinations(found, 2)) > 8
