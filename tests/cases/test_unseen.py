"""What a file holds beside what it shows leaves a picture before it is given out, and is told of every other kind."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.contents import pictures, unseen
from tests.attacks import wholesome
from tests.attacks.wholesome import document, mail, pdf

SECRET = b"52.63 north, by Sam Testcase"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOOK = "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheets>{}</sheets></workbook>"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def photograph(order: str, side: int) -> bytes:
    """What a camera says of a picture: where it was taken, and which side is up."""
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}I", 8)
    entries = struct.pack(f"{order}HHHIIHHIHH", 2, 0x010E, 2, len(SECRET), 38, 0x0112, 3, 1, side, 0)
    return segment(0xE1, b"Exif\0\0" + head + entries + bytes(4) + SECRET)


def test_a_png_keeps_its_points_and_loses_its_words() -> None:
    plain = wholesome.png()
    at = 8 + 12 + 13
    told = b"".join(chunk(kind, b"Comment\0" + SECRET) for kind in (b"tEXt", b"iTXt", b"eXIf", b"zzZz"))
    full = plain[:at] + told + plain[at:]
    assert pictures.is_png(full) and SECRET in full
    assert unseen.bare(full, "image/png") == unseen.bare(plain, "image/png") == plain


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("side", [1, 6])
def test_a_photograph_keeps_its_points_and_which_side_is_up_and_loses_where_it_was_taken(order: str, side: int) -> None:
    plain = wholesome.jpeg()
    told = (
        photograph(order, side)
        + segment(0xE2, b"MPF\0" + SECRET)
        + segment(0xED, SECRET)
        + segment(0xE0, b"JFXX\0" + SECRET)
        + segment(0xFE, SECRET)
    )
    film_behind = b"\xff\xd9" + SECRET
    full = plain[:2] + told + plain[2:-2] + film_behind
    assert pictures.is_jpeg(full)
    bare = unseen.bare(full, "image/jpeg")
    assert SECRET not in bare and pictures.is_jpeg(bare)
    turned = bare.replace(plain[2:], b"")[2:]
    if side == 1:
        assert bare == plain
    else:
        assert turned[:4] == b"\xff\xe1\x00\x22" and len(turned) == 0x22 + 2
        assert struct.unpack("<HHIH", turned[20:30]) == (0x0112, 3, 1, side)
    assert unseen.bare(bare, "image/jpeg") == bare


@given(st.lists(st.binary(max_size=40).filter(lambda one: b"\xff" not in one), min_size=1, max_size=4))
def test_no_point_of_any_scan_is_lost(points: list[bytes]) -> None:
    head, frame = wholesome.jpeg()[:20], wholesome.jpeg()[20:33]
    scans = b"".join(segment(0xDA, b"\x01\x01\0\0\x3f\0") + one + b"\xff\0\xff\xd3" + one for one in points)
    whole = head + frame + scans + b"\xff\xd9"
    assert unseen.bare(whole, "image/jpeg") == whole


@given(st.binary(max_size=300), st.sampled_from(["image/png", "image/jpeg"]))
def test_no_bytes_whatsoever_stop_it(content: bytes, kind: str) -> None:
    start = {"image/png": wholesome.png()[:8], "image/jpeg": b"\xff\xd8"}[kind]
    assert len(unseen.bare(start + content, kind)) <= len(content) + 50


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (pdf(), "application/pdf", []),
        (pdf(b"2 0 obj<</Annots[3 0 R]/Author(x)>>endobj"), "application/pdf", ["notes or links", "who or what"]),
        (document(part="xl/workbook.xml", inside=""), XLSX, []),
        (
            document(
                part="xl/other.xml",
                more={
                    "xl/workbook.xml": BOOK.format("<sheet name='a'/><sheet name='b' state='veryHidden'/>"),
                    "xl/worksheets/sheet1.xml": '<row hidden="1"/>',
                    "xl/comments1.xml": "<c/>",
                    "docProps/core.xml": "<c/>",
                },
            ),
            XLSX,
            ["sheets that are hidden", "rows or columns", "comments", "a description"],
        ),
        (mail("a.txt", b"words"), "message/rfc822", ["its whole head", "files that hang"]),
        (b"no workbook", XLSX, ["more than can be looked through"]),
        (b"plain words", "text/plain", []),
    ],
)
def test_of_other_files_it_is_told_what_goes_with_them(content: bytes, kind: str, told: list[str]) -> None:
    found = unseen.words(content, kind)
    assert len(found) == len(told) and all(one.startswith(two) for one, two in zip(found, told, strict=True)), found
    assert unseen.bare(content, kind) == content
