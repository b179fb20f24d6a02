"""The commonest passwords of a length that we take: a list that comes with the product, so that nobody is asked."""

import hashlib
import unicodedata
from bisect import bisect_left
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
    content, wanted = _content(), short_hash(password)

    def at(number: int) -> bytes:
        return content[number * BYTES : (number + 1) * BYTES]

    return at(bisect_left(range(len(content) // BYTES), wanted, key=at)) == wanted


@cache
def _content() -> bytes:
    return LIST.read_bytes()
