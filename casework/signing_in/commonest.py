"""The commonest passwords of a length that we take: a list that comes with the product, so that nobody is asked."""

import hashlib
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("common_passwords.bin")
"""Made by tools/common_passwords.py; what it is made of, and its licence, stand in common_passwords.txt beside it."""

BYTES = 8
"""How much of each hash is kept: that a good password is refused by chance does not happen."""


def short_hash(password: str) -> bytes:
    """What is kept of a common password: however its letters are written, large or small."""
    return hashlib.sha256(unicodedata.normalize("NFKC", password).casefold().encode()).digest()[:BYTES]


def is_known(password: str) -> bool:
    """Whether it is among them."""
    hashes, wanted = _Hashes(_content()), short_hash(password)
    at = bisect_left(hashes, wanted)
    return at < len(hashes) and hashes[at] == wanted


class _Hashes(Sequence[bytes]):
    """The sorted hashes, without an object for each."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __len__(self) -> int:
        return len(self.content) // BYTES

    def __getitem__(self, at: int) -> bytes:  # type: ignore[override]
        return self.content[at * BYTES : (at + 1) * BYTES]


@cache
def _content() -> bytes:
    return LIST.read_bytes()
