"""What kind of file these bytes are, judged by the bytes: a name or a browser may say anything."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePath

TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
    "eml": "message/rfc822",
}
"""The endings that are taken, and the media type each stands for."""

_MAGIC: tuple[tuple[bytes, frozenset[str]], ...] = (
    (b"%PDF-", frozenset({"pdf"})),
    (b"\x89PNG\r\n\x1a\n", frozenset({"png"})),
    (b"\xff\xd8\xff", frozenset({"jpg", "jpeg"})),
)
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_MAIL_HEADERS = (b"from:", b"received:", b"return-path:", b"mime-version:", b"subject:", b"date:")
MAX_ENTRIES = 2_000
MAX_RATIO = 100
MAX_UNPACKED = 200_000_000


class FileRefused(Exception):
    """The file is not one that is taken; the text says why and what to send instead."""


def media_type(name: str, content: bytes) -> str:
    """The media type of a file whose name and content agree; raises FileRefused."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending not in TYPES:
        raise FileRefused(f"A file ending in .{ending} is not taken. Send one of: {', '.join(TYPES)}.")
    if not content:
        raise FileRefused("The file is empty. Choose it again.")
    if ending not in _kinds(content):
        raise FileRefused(f"The file says it is .{ending}, but its content is not. Save it again as .{ending}.")
    return TYPES[ending]


def _kinds(content: bytes) -> frozenset[str]:
    """The endings that these bytes may have."""
    for magic, kinds in _MAGIC:
        if content.startswith(magic):
            return kinds
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return _text_kinds(content)


def _office_kind(content: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
    except zipfile.BadZipFile:
        return frozenset()
    unpacked = sum(entry.file_size for entry in entries)
    # A small archive may declare gigabytes; it is refused before anything of it is unpacked.
    if len(entries) > MAX_ENTRIES or unpacked > min(MAX_UNPACKED, MAX_RATIO * len(content)):
        raise FileRefused("The document unpacks to far more than a document should. Save it again, or send a PDF.")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused("The document holds macros. Save it without macros, or send a PDF.")
    return frozenset(ending for ending, part in _PARTS.items() if part in names and "[Content_Types].xml" in names)


def _text_kinds(content: bytes) -> frozenset[str]:
    if b"\0" in content:
        return frozenset()
    head = content.lstrip(b"\xef\xbb\xbf")[:4096].lower()
    first = head.split(b"\n", 1)[0]
    is_mail = any(first.startswith(header) for header in _MAIL_HEADERS) or b"\nmime-version:" in head
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return frozenset({"eml"}) if is_mail else frozenset()
    return frozenset({"txt", "csv", "eml"}) if is_mail else frozenset({"txt", "csv"})
