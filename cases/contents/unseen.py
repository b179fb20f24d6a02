"""What a file holds beside what its pages show: taken out of pictures, told of others, before one is given out.

Whoever decides whether a file goes to somebody looks at its pages. A place where a photograph was taken, a sheet that
is hidden or an earlier author would go with it unseen (UK GDPR, article 15(4): nothing about others).
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes, policy

from lxml import etree

from cases.contents import archives, pdf
from cases.contents.archives import Budget
from cases.contents.refused import FileRefused

PNG, JPEG = "image/png", "image/jpeg"

_SHOWN = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT"})
"""The chunks of a PNG that make what is seen of it."""

_JFIF, _EXIF, _ICC, _ADOBE, _COMMENT, _SCAN, _END = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE, 0xDA, 0xD9
_TELLING = frozenset({*range(0xE0, 0xF0), _COMMENT})
_COLOURS: Mapping[int, tuple[bytes, int]] = {
    # Its own small picture, which may be an earlier one, would make it longer.
    _JFIF: (b"JFIF\0", 18),
    _ICC: (b"ICC_PROFILE\0", 65_537),
    _ADOBE: (b"Adobe", 16),
}
"""Notes beside a picture without which it would look otherwise: how they begin, and how long they are at the most."""

_TURNED = 0x0112
"""The number of the entry that says which side of a photograph is up."""

_IN_PDF = {
    rb"/Annots": "notes or links laid over its pages",
    rb"/OCG\b": "layers that can be hidden",
    rb"/Metadata": "a description of the file, such as who made it and when",
    rb"/(?:Author|Creator|Producer)\b": "who or what made it",
}
_SHEETS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"


def bare(content: bytes, media_type: str) -> bytes:
    """A picture with nothing in it but what is seen; any other file as it is.

    What belongs to its points is left as it was, to the bit. Of a photograph only which side is up is kept beside it.
    """
    if media_type == PNG:
        return content[:8] + b"".join(chunk for kind, chunk in _chunks(content) if kind in _SHOWN)
    return b"".join(_bare_jpeg(content)) if media_type == JPEG else content


def words(content: bytes, media_type: str) -> list[str]:
    """What a file holds that its pages do not show, for somebody who decides whether it goes out as it is."""
    looks: Mapping[str, Callable[[bytes], Iterator[str]]] = {
        "application/pdf": _of_pdf,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _of_sheets,
        "message/rfc822": _of_mail,
    }
    look = looks.get(media_type)
    try:
        return list(dict.fromkeys(look(content))) if look else []
    except (FileRefused, KeyError, ValueError, LookupError, etree.XMLSyntaxError):
        return ["more than can be looked through here: open it in the program that it is for"]


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        yield kind, content[at : at + 12 + length]
        at += 12 + length


def _bare_jpeg(content: bytes) -> Iterator[bytes]:
    """Every part that is seen, up to the end of the picture: what stands behind that is no part of it."""
    yield content[:2]
    for marker, part in _parts(content):
        if marker == _EXIF and part[4:10] == b"Exif\0\0" and (side := _side_up(part[10:])):
            # Intel's order; one entry: which side is up.
            yield b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHHI", _TURNED, 3, 1, side, 0, 0)
        elif marker not in _TELLING or _is_of_its_colours(marker, part):
            yield part
    yield b"\xff\xd9"


def _is_of_its_colours(marker: int, part: bytes) -> bool:
    begins, most = _COLOURS.get(marker, (b"", 0))
    return part[4:].startswith(begins) and len(part) <= most


def _parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with its part; the points that follow a scan's head belong to it."""
    at = 2
    while at + 2 <= len(content) and content[at] == 0xFF and content[at + 1] != _END:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + (0 if marker == 1 else int.from_bytes(content[at + 2 : at + 4], "big"))
        if marker == _SCAN:
            end = _behind_points(content, end)
        yield marker, content[at:end]
        at = end


_BEHIND = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _behind_points(content: bytes, at: int) -> int:
    found = _BEHIND.search(content, at)
    return found.start() if found else len(content)


def _side_up(tiff: bytes) -> int:
    """Which side of a photograph is up, 2 to 8; 0 when it says nothing else than that it lies as it is."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 0
        first = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for number in range(min(struct.unpack_from(f"{order}H", tiff, first)[0], 200)):
            tag, _, _, side = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _TURNED:
                return int(side) if 2 <= side <= 8 else 0
    except struct.error:
        pass
    return 0


def _of_pdf(content: bytes) -> Iterator[str]:
    for part in pdf.parts(content):
        yield from (told for pattern, told in _IN_PDF.items() if re.search(pattern, part))


def _of_sheets(content: bytes) -> Iterator[str]:
    members = archives.opened(content, Budget()).members
    book = etree.fromstring(members["xl/workbook.xml"], etree.XMLParser(resolve_entities=False, no_network=True))
    if any(sheet.get("state", "visible") != "visible" for sheet in book.iter(_SHEETS)):
        yield "sheets that are hidden"
    if any(b'hidden="1"' in part for name, part in members.items() if name.startswith("xl/worksheets/")):
        yield "rows or columns that are hidden"
    if any("comment" in name.lower() for name in members):
        yield "comments on cells"
    if any(name.startswith("docProps/") for name in members):
        yield "a description of the file, such as who made it and when"


def _of_mail(content: bytes) -> Iterator[str]:
    message = message_from_bytes(content, policy=policy.compat32)
    yield "its whole head: who else got it, and by which computers it went"
    if any(part.get_filename() for part in message.walk()):
        yield "files that hang on it"
    if len({part.get_content_type() for part in message.walk()} & {"text/plain", "text/html"}) > 1:
        yield "its words twice, as text and as a page, which need not say the same"
