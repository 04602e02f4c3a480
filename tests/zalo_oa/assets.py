"""What the bot uploads before it can send it: told by its bytes, and gone after a week."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.zalo_oa.errors import EXPIRED_ASSET, Refused, broken
from tests.zalo_oa.tokens import DAY
from tests.zalo_oa.values import Json, Upload

LIFE = 7 * DAY
MOST_IMAGE, MOST_FILE = 1_000_000, 5_000_000
JPEG, PNG, GIF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", (b"GIF87a", b"GIF89a")
PDF, OLE, ZIP = b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Asset:
    kind: str  # image, gif, file
    name: str
    data: bytes = field(repr=False)
    at: float


class Assets:
    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._kept: dict[str, Asset] = {}
        self._count = count(1)

    def image(self, upload: Upload) -> Json:
        if not upload.data.startswith((JPEG, PNG)):
            raise broken("file is invalid. We only support png and jpeg")
        return {"attachment_id": self._keep("image", upload, MOST_IMAGE)}

    def gif(self, upload: Upload) -> Json:
        if not upload.data.startswith(GIF):
            raise broken("file is invalid. We only support gif")
        return {"attachment_id": self._keep("gif", upload, MOST_FILE)}

    def file(self, upload: Upload) -> Json:
        if _suffix_by_bytes(upload.data) != upload.name.rpartition(".")[2].lower():
            raise broken("file is invalid. We only support pdf, doc and docx")
        return {"token": self._keep("file", upload, MOST_FILE)}

    def find(self, kind: str, name: str) -> Asset:
        """What was uploaded under this name, if it still lives."""
        asset = self._kept.get(name)
        if asset is None or asset.kind != kind:
            raise broken(f"no {kind} was uploaded as {name!r}")
        if self.clock() - asset.at > LIFE:
            raise Refused(EXPIRED_ASSET)
        return asset

    def _keep(self, kind: str, upload: Upload, most: int) -> str:
        if len(upload.data) > most:
            raise broken(f"file is invalid. It has {len(upload.data)} bytes, at most {most}")
        name = f"{kind}-{next(self._count):012d}"
        self._kept[name] = Asset(kind, upload.name, upload.data, self.clock())
        return name


def _suffix_by_bytes(data: bytes) -> str:
    if data.startswith(PDF):
        return "pdf"
    if data.startswith(OLE):
        return "doc"
    return "docx" if data.startswith(ZIP) and b"word/" in data else ""
