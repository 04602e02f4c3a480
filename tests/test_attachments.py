"""Voice notes, videos and files are told by their bytes."""

import pytest

from bot.attachments import DOCX, UNKNOWN, XLSX, sniff

PARTS = b"PK\x03\x04....[Content_Types].xml"
FILM = b"....hdlr\0\0\0\0\0\0\0\0vide"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm....A_OPUS", "audio/webm"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm....V_VP9", "video/webm"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", UNKNOWN),
        (b"OggS\0\x02.......................OpusHead", "audio/ogg"),
        (b"OggS\0\x02.......................\x80theora", UNKNOWN),
        (b"\0\0\0\x20ftypM4A \0\0\0\0", "audio/mp4"),
        (b"\0\0\0\x20ftypisom....hdlr\0\0\0\0\0\0\0\0soun", "audio/mp4"),
        (b"\0\0\0\x20ftypisom" + FILM, "video/mp4"),
        (b"\0\0\0\x20ftypmp42" + FILM, "video/mp4"),
        (b"\0\0\0\x20ftypMSNV" + FILM, "video/mp4"),  # of a camera
        (b"\0\0\0\x20ftypqt  " + FILM, "video/quicktime"),
        (b"\0\0\0\x20ftypqt  ....hdlr\0\0\0\0\0\0\0\0soun", UNKNOWN),
        (b"\0\0\0\x20ftyp3gp4" + FILM, "video/3gpp"),
        (b"\0\0\0\x20ftyp3gp4....hdlr\0\0\0\0\0\0\0\0soun", UNKNOWN),
        (b"\0\0\0\x20ftypavif\0\0\0\0", UNKNOWN),
        (b"ID3\x04\0\0\0\0\0\0", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"\xff\xfeH\0", UNKNOWN),  # text in UTF-16
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"%PDF-1.7\n", "application/pdf"),
        (PARTS + b"word/document.xml", DOCX),
        (PARTS + b"xl/workbook.xml", XLSX),
        (PARTS + b"word/document.xml....word/vbaProject.bin", UNKNOWN),
        (b"PK\x03\x04....readme.txt", UNKNOWN),
        (b"Bao cao", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_files_are_told_by_their_bytes(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type
