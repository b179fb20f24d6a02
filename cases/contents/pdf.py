"""PDF files: whole, and nothing in them that acts by itself."""

import re
import zlib
from collections.abc import Iterator

from cases.contents.refused import FileRefused

_END = 4096
"""How far from its end a PDF says that it ends; some programs write a little behind it."""

_UNPACKED = 50_000_000
_PIECE = 65_536
_HEAD = 2_000
"""How many bytes before a packed part say what it is."""

_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPED = re.compile(rb"/[A-Za-z0-9]{0,60}#[A-Za-z0-9#]{1,120}")
_STREAM = re.compile(rb">>\s{0,20}stream\r?\n")
_ACTS = {
    b"JavaScript": "JavaScript",
    b"Launch": "a command that starts a program",
    b"EmbeddedFile": "another file inside it",
    b"EmbeddedFiles": "another file inside it",
    b"RichMedia": "a film or a program inside it",
    b"SubmitForm": "a button that sends what is written to elsewhere",
    b"ImportData": "a command that reads files",
}
_XFA = "a form of the kind XFA, which is a program"
_NAME = re.compile(rb"/(" + b"|".join(_ACTS) + rb")(?![A-Za-z0-9_.-])|/(XFA)\s{0,9}[\[\d]")
_LOCKED = re.compile(rb"/Encrypt\s*(\d|<<)")


def must_be_still(content: bytes) -> None:
    """Raise FileRefused for a PDF that is cut off, locked, or does something when it is opened; it says what."""
    if b"%%EOF" not in content[-_END:]:
        raise FileRefused("The PDF is not whole: its end is missing. Save or send it again.")
    for part in parts(content):
        plain = _ESCAPED.sub(lambda name: _HEX.sub(lambda code: bytes([int(code[1], 16)]), name[0]), part)
        if found := _NAME.search(part) or _NAME.search(plain):
            what = _ACTS.get(found[1], _XFA)
            raise FileRefused(
                f"The PDF has {what}. Print it into a new PDF, which leaves that out, and send the new one."
            )
        if _LOCKED.search(part) or _LOCKED.search(plain):
            raise FileRefused("The PDF is locked, so it cannot be checked. Save it without a password or restrictions.")


def parts(content: bytes) -> Iterator[bytes]:
    """The file as it is, then the objects that are packed in it. Raises FileRefused for what cannot be unpacked."""
    yield content
    left = _UNPACKED
    for found in _STREAM.finditer(content):
        head = content[max(0, found.start() - _HEAD) : found.start() + 2]
        head = _HEX.sub(lambda code: bytes([int(code[1], 16)]), head[head.rfind(b"obj") + 3 :])
        if b"/ObjStm" not in head:
            continue
        if b"/FlateDecode" in head and b"/Predictor" not in head:
            objects = _unpacked(content, found.end(), left)
        elif b"/Filter" not in head:
            continue
        else:
            # Packed in a way that programs hardly use: what cannot be looked at is not taken.
            raise _unchecked()
        left -= len(objects)
        yield objects


def _unpacked(content: bytes, start: int, left: int) -> bytes:
    unpacker, found = zlib.decompressobj(), bytearray()
    try:
        while not unpacker.eof and start < len(content):
            found += unpacker.decompress(content[start : start + _PIECE], left + 1)
            if len(found) > left or unpacker.unconsumed_tail:
                raise FileRefused("The PDF unpacks to far more than a document should. Print it into a new PDF.")
            start += _PIECE
    except zlib.error:
        raise _unchecked() from None
    return bytes(found)


def _unchecked() -> FileRefused:
    return FileRefused("The PDF has parts that cannot be checked. Print it into a new PDF, and send the new one.")
