"""Files that chats hold: an id for ever, a path to download from until it expires."""

from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from itertools import count

from PIL import Image

from tests.telegram.errors import broken, refused
from tests.telegram.values import Json, Upload

MOST_DOWNLOAD, MOST_UPLOAD, MOST_PHOTO = 20_000_000, 50_000_000, 10_000_000
_SIDES = (90, 320)  # of the smaller copies of a photo
_UNKNOWN_SIZE = (1280, 960)
_NO_SIZE = {0xC4, 0xC8, 0xCC}  # markers among C0–CF that tell no size
_FOLDER = {"photo": "photos", "document": "documents", "video": "videos", "sticker": "stickers"}
_SUFFIX = {"photo": "jpg", "voice": "oga", "video": "mp4", "sticker": "webp"}


@dataclass(frozen=True, slots=True)
class Kept:
    """One stored file; `field` is the part of a message it stands in."""

    data: bytes = field(repr=False)
    size: int
    field: str
    suffix: str
    unique_id: str


class Files:
    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._described: dict[str, object] = {}  # what a message says of a file that is sent again
        self._paths: dict[str, str] = {}
        self._count = count(1)

    def photo(self, data: bytes) -> list[Json]:
        """Three sizes, small to large; only the largest holds the bytes that were sent."""
        width, height = picture_size(data)
        sizes = [self._size(_small(side), side, side * height // width) for side in _SIDES]
        largest = self._size(data, width, height)
        self._described[largest["file_id"]] = [*sizes, largest]
        return [*sizes, largest]

    def file(self, field: str, data: bytes, more: Json, size: int | None = None) -> Json:
        """A document, voice note …; `size` claims one that would be slow to make."""
        kept = self._keep(field, data, str(more.get("file_name", "")), size)
        self._described[kept["file_id"]] = kept | more
        return kept | more

    def again(self, field: str, file_id: str) -> object:
        """What a message says of a file that the bot sends once more by its id."""
        if file_id.startswith(("http://", "https://")):
            raise broken("failed to get HTTP URL content")  # nothing here leaves the machine
        if file_id not in self._described:
            raise refused("wrong file identifier/HTTP URL specified")
        if self._kept[file_id].field != field:
            raise broken(f"can't use file of type {self._kept[file_id].field} as {field}")
        return self._described[file_id]

    def path(self, file_id: str) -> Json:
        """The answer to getFile."""
        kept = self._kept.get(file_id)
        if kept is None:
            raise refused("wrong file_id or the file is temporarily unavailable")
        if kept.size > MOST_DOWNLOAD:
            raise refused("file is too big")
        path = next((path for path, known in self._paths.items() if known == file_id), "")
        if not path:
            path = f"{_FOLDER.get(kept.field, kept.field)}/file_{next(self._count)}.{kept.suffix}"
            self._paths[path] = file_id
        about = {"file_id": file_id, "file_unique_id": kept.unique_id}
        return about | {"file_size": kept.size, "file_path": path}

    def at(self, path: str) -> bytes | None:
        """What a download gives; nothing at a path that never was or that expired."""
        file_id = self._paths.get(path)
        return None if file_id is None else self._kept[file_id].data

    def expire(self) -> None:
        """An hour passes: every path is dead, and getFile gives another."""
        self._paths.clear()

    def _size(self, data: bytes, width: int, height: int) -> Json:
        return self._keep("photo", data) | {"width": width, "height": height}

    def _keep(self, field: str, data: bytes, name: str = "", size: int | None = None) -> Json:
        number = next(self._count)
        _, dot, suffix = name.rpartition(".")
        kept = Kept(
            data,
            len(data) if size is None else size,
            field,
            suffix if dot else _SUFFIX.get(field, "bin"),
            f"AQAD{number:08d}",
        )
        file_id = f"AgACAgUAAxkBAAI{number:08d}"
        self._kept[file_id] = kept
        return {"file_id": file_id, "file_unique_id": kept.unique_id, "file_size": kept.size}


def check_size(upload: Upload, field: str) -> None:
    if len(upload.data) > (MOST_PHOTO if field == "photo" else MOST_UPLOAD):
        raise broken(f"too big for a {field}")
    if not upload.data:
        raise broken("file must be non-empty")


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height as the head of a JPEG says, without decoding it."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            height, width = (int.from_bytes(data[at + n : at + n + 2], "big") for n in (5, 7))
            return width or 1, height or 1
        at += 2 + length
    return _UNKNOWN_SIZE


@cache
def _small(side: int) -> bytes:
    """A stand-in for a smaller copy: a picture, and not the one that was sent."""
    made = BytesIO()
    Image.new("RGB", (side, side), "grey").save(made, "JPEG")
    return made.getvalue()
