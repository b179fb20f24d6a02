"""Pictures: that they are whole enough to be one, and do not unfold to something enormous."""

import struct
import zlib

from cases.contents.refused import FileRefused

MOST_POINTS = 200_000_000
"""Of the largest picture: a scanned page at a high setting has a tenth of it."""

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def is_png(content: bytes) -> bool:
    """Whether these bytes are a PNG from its head to its end; raises FileRefused for a huge one."""
    at = 8
    kinds: list[bytes] = []
    while at + 12 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        body, check = content[at + 8 : at + 8 + length], content[at + 8 + length : at + 12 + length]
        if len(check) < 4 or zlib.crc32(kind + body) != int.from_bytes(check, "big"):
            return False
        if not kinds:
            if kind != b"IHDR" or length != 13:
                return False
            _must_be_small(*struct.unpack(">II", body[:8]))
        kinds.append(kind)
        at += 12 + length
        if kind == b"IEND":
            break
    return kinds[-1:] == [b"IEND"] and b"IDAT" in kinds and at == len(content)


def is_jpeg(content: bytes) -> bool:
    """Whether these bytes begin as a JPEG does, up to its points; raises FileRefused for a huge one."""
    at, has_size = 2, False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in _FRAMES and at + 9 <= len(content):
            high, wide = struct.unpack(">HH", content[at + 5 : at + 9])
            _must_be_small(wide, high)
            has_size = True
        if marker == 0xDA:
            return has_size and b"\xff\xd9" in content[at:]
        at += 2 + max(length, 2)
    return False


def _must_be_small(wide: int, high: int) -> None:
    if wide * high > MOST_POINTS:
        raise FileRefused("The picture is far larger than a picture should be. Make it smaller and send it again.")
