"""What was received made into what is kept: photos drawn anew without GPS, the rest as it came."""

import threading
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bot.attachments import UNKNOWN, sniff
from bot.pictures import Refusal, read_picture
from bot.points import GEOJSON, geojson
from campaign.exemplar import FILE, LOCATION, PHOTO, VOICE
from conversations.receipts import Why
from storage.blobs import Blobs
from storage.intake import Kept

LARGEST = 20 * 2**20  # bytes

_one_picture = threading.Lock()  # a process decodes one at a time, for the memory it takes


def keep_bytes(blobs: Blobs, kind: str, data: bytes) -> Kept | Why:
    """Put what is to be kept into the store. Blocks: for a thread.

    `kind` is what the sender's platform called it; the first bytes decide what it is. Doing it
    again keeps the same. Raises `BlobsUnavailable`.
    """
    if not data:
        return Why.EMPTY
    if len(data) > LARGEST:
        return Why.TOO_LARGE
    media_type = sniff(data)
    if media_type.startswith("image/"):
        return _keep_photo(blobs, data)
    if media_type == UNKNOWN:
        return Why.NOT_A_PICTURE if kind == PHOTO else Why.UNKNOWN_FILE
    found = VOICE if media_type.startswith("audio/") else FILE
    hashed = blobs.put(data)
    return Kept(found, hashed, hashed, None, media_type, len(data), None)


def keep_place(blobs: Blobs, ref: Mapping[str, Any]) -> Kept | Why:
    """Put a place into the store: the message held all of it. Blocks, and raises, as above."""
    data = geojson(ref)
    if data is None:
        return Why.NO_PLACE
    hashed = blobs.put(data)
    return Kept(LOCATION, hashed, hashed, None, GEOJSON, len(data), None)


def _keep_photo(blobs: Blobs, data: bytes) -> Kept | Why:
    with _one_picture:
        picture = read_picture(data, limit_bytes=LARGEST)
    if isinstance(picture, Refusal):
        return Why(picture.value)
    kept, thumbnail = blobs.put(picture.jpeg), blobs.put(picture.thumbnail)
    received = sha256(data).hexdigest()
    size = len(picture.jpeg)
    return Kept(PHOTO, received, kept, thumbnail, "image/jpeg", size, picture.dhash)
