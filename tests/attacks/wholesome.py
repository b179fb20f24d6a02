"""The smallest honest files of every kind that is taken: what attacks are made of, and what must not be refused."""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = (
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    "Target='{}' TargetMode='External'/>"
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(inside: str = "", more: Mapping[str, str | bytes] | None = None, part: str = "word/document.xml") -> bytes:
    """A Word (or, by its part, Excel) document with something in its body and further parts."""
    made = io.BytesIO()
    body = f'<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": TYPES, part: body, **(more or {})}.items():
            archive.writestr(name, content)
    return made.getvalue()


def fetching(kind: str, target: str) -> bytes:
    """A document with a relation to something outside."""
    relations = RELATIONS.format(RELATION.format(kind, target))
    return document(more={"word/_rels/document.xml.rels": relations})


def pdf(inside: bytes = b"", end: bytes = b"%%EOF\n") -> bytes:
    """A PDF of one object, and something more."""
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + inside + b"\ntrailer<</Root 1 0 R>>\n" + end


def png(wide: int = 1, high: int = 1, behind: bytes = b"") -> bytes:
    """One grey point, said to be of any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    points = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b"") + behind


def jpeg(wide: int = 1, high: int = 1, behind: bytes = b"") -> bytes:
    """The frame of a picture, of any size."""
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", high, wide) + b"\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x00\xff\xd9"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + frame + scan + behind


def mail(name: str, content: bytes) -> bytes:
    """A saved e-mail with one thing attached."""
    lines = (
        "From: a@council.example",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        f'Content-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
        "",
        base64.encodebytes(content).decode(),
        "--b--",
        "",
    )
    return "\r\n".join(lines).encode()
