"""What kind of file somebody sent, told from its first bytes and never from its name."""

from re import DOTALL
from re import compile as pattern

UNKNOWN = "application/octet-stream"

_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"
XLSX = _OFFICE + "spreadsheetml.sheet"

_MAGIC = (
    (pattern(rb"\xff\xd8\xff"), "image/jpeg"),
    (pattern(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (pattern(rb"GIF8[79]a"), "image/gif"),
    (pattern(rb"RIFF....WEBP", DOTALL), "image/webp"),
    (pattern(rb"....ftyp(hei[cxms]|hev[cxms])", DOTALL), "image/heic"),
    (pattern(rb"....ftyp(mif1|msf1)", DOTALL), "image/heif"),
    (pattern(rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", DOTALL), "image/bmp"),
    (pattern(rb"RIFF....WAVE", DOTALL), "audio/wav"),
    (pattern(rb"OggS"), "audio/ogg"),
    (pattern(rb"\x1a\x45\xdf\xa3.{1,60}webm", DOTALL), "audio/webm"),
    (pattern(rb"....ftyp(M4A |M4B |isom|iso[2-9]|mp4[12]|dash)", DOTALL), "audio/mp4"),
    # "ID3", or the head of a layer III frame with a lawful bit rate and sampling rate.
    (pattern(rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef]"), "audio/mpeg"),
    (pattern(rb"%PDF-\d"), "application/pdf"),
)
# The same containers also carry films, which the chat does not take.
_FILM = {
    "audio/ogg": pattern(rb"\x80theora"),
    "audio/webm": pattern(rb"V_(VP[89]|AV1|MPEG)"),
    "audio/mp4": pattern(rb"hdlr.{8}vide", DOTALL),
}

ENDINGS = {
    "image/jpeg": "jpg", "audio/wav": "wav", "audio/ogg": "ogg", "audio/webm": "webm",
    "audio/mp4": "m4a", "audio/mpeg": "mp3", "application/pdf": "pdf", DOCX: "docx", XLSX: "xlsx",
}  # fmt: skip


def sniff(data: bytes) -> str:
    """The media type of `data` if it is one the chat accepts, else `UNKNOWN`.

    Pictures are only recognised here; `bot.pictures` decides whether they can be read. Films and
    Office files with macros are `UNKNOWN`.
    """
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    for magic, media_type in _MAGIC:
        if magic.match(data):
            film = _FILM.get(media_type)
            return UNKNOWN if film and film.search(data) else media_type
    return UNKNOWN


def _office(data: bytes) -> str:
    # Names of a zip's members stand uncompressed in it.
    if b"[Content_Types].xml" not in data or b"vbaProject.bin" in data:
        return UNKNOWN
    if b"word/document.xml" in data:
        return DOCX
    return XLSX if b"xl/workbook.xml" in data else UNKNOWN
