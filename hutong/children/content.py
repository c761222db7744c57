"""What a file is by what is in it: the name and the kind that a browser gives it prove nothing."""

import io
import zipfile
import zlib

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT, CSV = "text/plain", "text/csv"
BEGINNINGS: dict[str, bytes] = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
PARTS = {SHEET: "xl/workbook.xml", DOCUMENT: "word/document.xml"}
"""The part without which an archive is no such document."""
MOST_PARTS = 5_000
RUNS = ("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".bat", ".cmd")
"""What runs where it is opened: macros and programs have no place in a child's file."""
ENCODINGS = ("utf-8", "gb18030")
LINES = frozenset("\t\n\r\x0c")


MP3, WAV, AMR, AAC, OGG = "audio/mpeg", "audio/wav", "audio/amr", "audio/aac", "audio/ogg"
M4A, MP4, THIRD = "audio/mp4", "video/mp4", "video/3gpp"
SAME = {
    "audio/x-m4a": M4A,
    "audio/m4a": M4A,
    "audio/mp3": MP3,
    "audio/x-wav": WAV,
    "audio/wave": WAV,
    "audio/vnd.wave": WAV,
    "audio/3gpp": THIRD,
    "video/quicktime": MP4,
    "audio/x-aac": AAC,
    "image/jpg": JPEG,
}
"""What browsers call them besides."""
SOUND = 2
"""Bytes by which a stream of MP3 or AAC begins without a head of its own."""


def recording_type(content: bytes, media_type: str) -> str:
    """The kind of a photograph, a recording or a PDF by what is in it; "" for anything else, whatever it is called."""
    named = SAME.get(media_type.lower().partition(";")[0].strip(), media_type)
    found = next((kind for kind, begins in BEGINNINGS.items() if content.startswith(begins)), "")
    return found or _kind_of_sound(content, named)


def _kind_of_sound(content: bytes, named: str) -> str:
    if content[4:8] == b"ftyp":
        brand = content[8:11]
        return THIRD if brand == b"3gp" else M4A if named == M4A or brand == b"M4A" else MP4
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return WAV
    if content.startswith(b"#!AMR"):
        return AMR
    if content.startswith(b"OggS"):
        return OGG
    if content.startswith(b"ID3"):
        return MP3
    head = content[:SOUND]
    if len(head) == SOUND and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return AAC if head[1] & 0x06 == 0 else MP3
    return ""


def is_what_it_says(content: bytes, media_type: str) -> bool:
    """Whether the content is of the kind that was named, and of a kind that may be attached at all."""
    if media_type in BEGINNINGS:
        return content.startswith(BEGINNINGS[media_type])
    if media_type in PARTS:
        return _is_document(content, PARTS[media_type])
    return media_type in (TEXT, CSV) and _is_text(content)


def _is_document(content: bytes, part: str) -> bool:
    """The list of parts is read; nothing is unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [one.filename.lower() for one in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        return False
    is_whole = "[content_types].xml" in names and part in names
    return is_whole and len(names) <= MOST_PARTS and not any(name.endswith(RUNS) for name in names)


def _is_text(content: bytes) -> bool:
    """Characters and lines, nothing that steers a machine."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        return not any(one < " " and one not in LINES for one in text)
    return False
