"""What kind of file these bytes are, judged by the bytes: a name or a browser may say anything."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from pathlib import PurePath

from cases.contents import mails, office, pdf, pictures
from cases.contents.refused import FileRefused

__all__ = ["TYPES", "FileRefused", "cleaned", "ending_of", "media_type"]

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

LONGEST_NAME = 120

_PDF, _PNG, _JPEG, _PACKED = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"
_MAIL_HEADERS = (b"from:", b"received:", b"return-path:", b"mime-version:", b"subject:", b"date:")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
# Some turn the direction of writing, so that a name seems to have another ending; others are not seen at all.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def media_type(name: str, content: bytes) -> str:
    """The media type of a file whose name and content agree; raises FileRefused."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending not in TYPES:
        shown = cleaned(ending)[:20]
        raise FileRefused(f"A file ending in .{shown} is not taken. Send one of: {', '.join(TYPES)}.")
    if not content:
        raise FileRefused("The file is empty. Choose it again.")
    if ending not in _kinds(content):
        raise FileRefused(f"The file says it is .{ending}, but its content is not. Save it again as .{ending}.")
    _DEEPER.get(ending, _no_more)(content)
    return TYPES[ending]


def cleaned(name: str) -> str:
    """A file's name as it is kept: its last part, without signs that are not seen or mean something to a computer."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        " " if unicodedata.category(each) in _UNSEEN else each for each in unicodedata.normalize("NFC", last)
    )
    words = " ".join(_NOT_IN_NAMES.sub(" ", seen).split()).rstrip(". ")
    stem, dot, ending = words.rpartition(".")
    if not dot or len(ending) > 10:
        return words.lstrip(". ")[:LONGEST_NAME] or "file"
    return f"{stem.lstrip('. ')[: LONGEST_NAME - len(ending) - 1].rstrip('. ') or 'file'}.{ending}"


def ending_of(media: str) -> str:
    """The ending that a file of this media type is given out with."""
    return next((ending for ending, one in TYPES.items() if one == media), "bin")


def _kinds(content: bytes) -> frozenset[str]:
    """The endings that these bytes may have. Raises FileRefused for what is two kinds of file at once."""
    if content.startswith(_PACKED):
        return office.kinds(content)
    if content.startswith((_PDF, _PNG, _JPEG)):
        if zipfile.is_zipfile(io.BytesIO(content)):
            raise FileRefused("The file is two kinds of file at once. Save it again, or print it into a new PDF.")
        return _pictured(content)
    return _text_kinds(content)


def _pictured(content: bytes) -> frozenset[str]:
    if content.startswith(_PDF):
        return frozenset({"pdf"})
    if content.startswith(_PNG):
        return frozenset({"png"}) if pictures.is_png(content) else frozenset()
    return frozenset({"jpg", "jpeg"}) if pictures.is_jpeg(content) else frozenset()


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


def _no_more(_content: bytes) -> None:
    """Text and pictures do nothing by themselves."""


def _mail(content: bytes) -> None:
    mails.must_be_harmless(content, media_type)


_DEEPER: Mapping[str, Callable[[bytes], None]] = {"pdf": pdf.must_be_still, "eml": _mail}
