"""HEIC photos unpacked in a process of their own.

The decoder is a native library that a damaged file can crash: a few changed bytes end the whole
process with a segmentation fault. So this file is also a program, which reads HEIC on its standard
input and writes PNG on its standard output; it gets none of the secrets of its parent.
"""

import os
import subprocess
import sys
from io import BytesIO

_SECONDS = 60  # a sound photo takes less than two; a hostile one may take for ever
_TOO_MANY_PIXELS = 3  # exit code
_NEEDED_TO_START = ("LD_LIBRARY_PATH", "PATH", "SYSTEMROOT")


class HeicTooLarge(Exception):
    """More pixels than allowed."""


def png_of(data: bytes, *, most_pixels: int, longest_side: int) -> bytes:
    """The first photo of a HEIC file as PNG, upright and shrunk, with its EXIF.

    Raises `HeicTooLarge`, or `ValueError` when the file cannot be decoded.
    """
    command = [sys.executable, "-I", __file__, str(most_pixels), str(longest_side)]
    environment = {name: os.environ[name] for name in _NEEDED_TO_START if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own program with two numbers
            command, input=data, capture_output=True, timeout=_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"The HEIC photo took more than {_SECONDS} s.") from error
    if done.returncode == _TOO_MANY_PIXELS:
        raise HeicTooLarge
    if done.returncode != 0:
        raise ValueError(f"The HEIC photo ended its decoder with {done.returncode}.")
    return done.stdout


def _convert(data: bytes, most_pixels: int, longest_side: int) -> bytes:
    from pi_heif import register_heif_opener
    from PIL import Image

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    with Image.open(BytesIO(data), formats=["HEIF"]) as image:
        if image.width * image.height > most_pixels:
            sys.exit(_TOO_MANY_PIXELS)
        notes = image.info.get("exif") or b""
        photo = image.copy()
    photo.thumbnail((longest_side, longest_side), reducing_gap=3.0)
    out = BytesIO()
    photo.save(out, "PNG", compress_level=1, exif=notes)
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(_convert(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2])))
