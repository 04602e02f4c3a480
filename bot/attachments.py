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
    # "ID3", or the head of a layer III frame with a lawful bit rate and sampling rate.
    (pattern(rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef]"), "audio/mpeg"),
    # A frame of AAC that stands by itself, as Zalo hands out what was spoken.
    (pattern(rb"\xff[\xf0\xf1\xf8\xf9][\x40-\x73]"), "audio/aac"),
    (pattern(rb"%PDF-\d"), "application/pdf"),
)
# A track of pictures as the family of MP4 and QuickTime declares it.
_VIDE = pattern(rb"hdlr.{8}vide", DOTALL)
# These hold sound or films: the head, what shows a film, and what each is then called. Phones put
# many brands at the head of a film, so any brand will do that is not a picture's; those at the head
# of a sound are few.
_CONTAINERS = (
    (pattern(rb"OggS"), pattern(rb"\x80theora"), UNKNOWN, "audio/ogg"),
    (
        pattern(rb"\x1a\x45\xdf\xa3.{1,60}webm", DOTALL),
        pattern(rb"V_(VP[89]|AV1|MPEG)"), "video/webm", "audio/webm",
    ),
    (
        pattern(rb"....ftyp(M4A |M4B |isom|iso[2-9]|mp4[12]|dash)", DOTALL),
        _VIDE, "video/mp4", "audio/mp4",
    ),
    (pattern(rb"....ftypqt  ", DOTALL), _VIDE, "video/quicktime", UNKNOWN),
    (pattern(rb"....ftyp3g", DOTALL), _VIDE, "video/3gpp", UNKNOWN),
    (pattern(rb"....ftyp", DOTALL), _VIDE, "video/mp4", UNKNOWN),
)  # fmt: skip

ENDINGS = {
    "image/jpeg": "jpg", "audio/wav": "wav", "audio/ogg": "ogg", "audio/webm": "webm",
    "audio/mp4": "m4a", "audio/mpeg": "mp3", "audio/aac": "aac",
    "video/mp4": "mp4", "video/quicktime": "mov", "video/3gpp": "3gp", "video/webm": "webm",
    "application/pdf": "pdf", DOCX: "docx", XLSX: "xlsx",
}  # fmt: skip


def sniff(data: bytes) -> str:
    """The media type of `data` if it is one the chat accepts, else `UNKNOWN`.

    Pictures are only recognised here; `bot.pictures` decides whether they can be read. Office files
    with macros are `UNKNOWN`.
    """
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    for magic, media_type in _MAGIC:
        if magic.match(data):
            return media_type
    for magic, film, of_film, of_sound in _CONTAINERS:
        if magic.match(data):
            return of_film if film.search(data) else of_sound
    return UNKNOWN


def _office(data: bytes) -> str:
    # Names of a zip's members stand uncompressed in it.
    if b"[Content_Types].xml" not in data or b"vbaProject.bin" in data:
        return UNKNOWN
    if b"word/document.xml" in data:
        return DOCX
    return XLSX if b"xl/workbook.xml" in data else UNKNOWN
