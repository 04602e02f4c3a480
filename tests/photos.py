"""Photos and other files made in code for tests and demonstrations: good ones and bad ones."""

import zlib
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from struct import pack

from PIL import Image, ImageDraw, ImageFilter

TAKEN = datetime(2022, 4, 30, 9, 15, 0)  # noqa: DTZ001 - a camera's clock has no zone
_GPS = {1: "N", 2: (21.0, 43.0, 12.0), 3: "E", 4: (104.0, 54.0, 36.0)}  # in Yên Bái


def picture(seed: int, width: int = 800, height: int = 600) -> Image.Image:
    """An RGB picture of soft light and coloured shapes, always the same for the same arguments."""
    chance = Random(seed)
    rough = Image.frombytes("RGB", (8, 6), chance.randbytes(8 * 6 * 3))
    image = rough.resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(24):
        x, y = chance.uniform(0, width), chance.uniform(0, height)
        size = chance.uniform(0.03, 0.12) * width
        colour = tuple(chance.randbytes(3))
        draw.ellipse((x, y, x + size, y + size * chance.uniform(0.4, 1.6)), colour)
    return image.filter(ImageFilter.GaussianBlur(1))


def exif(
    *, gps: bool = False, taken: datetime | None = None, orientation: int | None = None
) -> Image.Exif:
    notes = Image.Exif()
    if orientation is not None:
        notes[0x0112] = orientation
    if taken is not None:
        notes.get_ifd(0x8769)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    if gps:
        notes.get_ifd(0x8825).update(_GPS)
    return notes


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def sample_jpeg(
    seed: int,
    width: int = 800,
    height: int = 600,
    *,
    gps: bool = False,
    taken: datetime | None = None,
) -> bytes:
    image = picture(seed, width, height)
    return encoded(image, "JPEG", quality=90, exif=exif(gps=gps, taken=taken))


def sample_png(seed: int, width: int = 400, height: int = 300) -> bytes:
    return encoded(picture(seed, width, height), "PNG")


def sample_webp(seed: int, width: int = 800, height: int = 600) -> bytes:
    return encoded(picture(seed, width, height), "WEBP", quality=85)


def sample_heic() -> bytes:
    """320 by 240, taken at TAKEN, with GPS.

    Made once by `heif-enc -q 50` of libheif from `sample_jpeg(7, 320, 240, gps=True, taken=TAKEN)`,
    because no Python library under a licence we use writes HEIC.
    """
    return (Path(__file__).parent / "fixtures" / "sample.heic").read_bytes()


@cache
def big_jpeg_with_gps() -> bytes:
    """A phone's photo of 12 megapixels, 4000 by 3000, that says where and when it was taken."""
    return sample_jpeg(12, 4000, 3000, gps=True, taken=TAKEN)


@cache
def bomb_png() -> bytes:
    """10,000 by 10,000 pixels in some 12 kB."""
    row = bytes(1 + 10_000 // 8)  # one bit a pixel
    head = pack(">IIBBBBB", 10_000, 10_000, 1, 0, 0, 0, 0)
    body = zlib.compress(row * 10_000, 9)
    chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))


def truncated_jpeg() -> bytes:
    whole = sample_jpeg(3)
    return whole[: len(whole) // 2]


def text_as_jpeg() -> bytes:
    """What a file called photo.jpg may hold."""
    return "Đây không phải là ảnh.\n".encode() * 40


def thirty_megabytes() -> bytes:
    """A good JPEG with so much behind it that it weighs 30 MiB."""
    return sample_jpeg(5).ljust(30 * 2**20, b"\0")
