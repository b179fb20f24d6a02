"""Looks for planted values in what was kept or shown, however it is written down."""

import base64
import binascii
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote

from tests.planted.planting import STEM, Garden

_TOKEN = re.compile(rf"{STEM}\d{{4}}x".encode(), re.IGNORECASE)
_MOST_LAYERS = 4


class Seeker:
    """Knows every way in which the values of a garden may be written."""

    def __init__(self, garden: Garden) -> None:
        self._words = {one.written[0].lower(): one.place for one in garden.values if one.written[0].startswith(STEM)}
        self._others = {
            said.lower().encode(): one.place
            for one in garden.values
            if not one.written[0].startswith(STEM)
            for said in one.written
        }
        said = [STEM, *(one.written[0] for one in garden.values if not one.written[0].startswith(STEM))]
        self._disguised = {disguise: each for each in said for disguise in _disguises(each)}

    def in_bytes(self, content: bytes) -> set[str]:
        """The places (form and field) whose values stand in some bytes, or in what is packed into them."""
        found: set[str] = set()
        for layer in _layers(content):
            small = layer.lower()
            for match in _TOKEN.findall(small):
                found.add(self._words.get(match.decode(), match.decode()))
            found |= {place for said, place in self._others.items() if said in small}
            found |= {f"{said}, disguised" for disguise, said in self._disguised.items() if disguise in layer}
        return found

    def in_text(self, text: str) -> set[str]:
        """The same of a text, also as a page or an address writes it."""
        return self.in_bytes("\n".join({text, html.unescape(text), unquote(text)}).encode("utf-8", "replace"))


def _disguises(said: str) -> Iterator[bytes]:
    """A value as base64 (wherever in a longer text it began), UTF-16, hexadecimal, or turned round."""
    for cased in {said, said.lower(), said.upper()}:
        raw = cased.encode()
        for skipped in range(3):
            whole = base64.b64encode(b"\0" * skipped + raw)
            yield whole[(0, 2, 3)[skipped] : len(whole) - 4]
        yield cased.encode("utf-16-le")
        yield cased.encode("utf-16-be")
        yield binascii.hexlify(raw)
        yield raw[::-1]


def _layers(content: bytes, deep: int = 0) -> Iterator[bytes]:
    """The bytes themselves and what is compressed in them: a document's parts, an engine's state."""
    yield content
    if deep >= _MOST_LAYERS:
        return
    if content[:1] == b"\x78":
        with suppress(zlib.error):
            yield from _layers(zlib.decompress(content), deep + 1)
    if content[:4] == b"PK\x03\x04":
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield from _layers(name.encode() + b"\n" + _without_tags(packed.read(name)), deep + 1)


def _without_tags(part: bytes) -> bytes:
    """A document's part with and without its tags, between which words may be split."""
    return part + b"\n" + re.sub(rb"<[^>]*>", b"", part)
