"""Passwords that others have lost already: looked up in a file that the operator provides, and asked of nobody else.

The file holds the SHA-1 hash of one password in each line, sorted, as Have I Been Pwned gives them out: forty signs,
with a colon and a count behind them or not. It may have tens of thousand millions of signs: only a few lines are read.
"""

import hashlib
from pathlib import Path
from typing import BinaryIO

from foundation.config_sign_in import HASH_SIGNS


def is_known(password: str, path: Path | None) -> bool:
    """Whether it is among them; without a file none is. Raises OSError when the file cannot be read."""
    if path is None:
        return False
    # The list's own hash: nothing is kept of it.
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            begins, line = _line_from(file, middle)
            if line[:HASH_SIGNS].upper() == wanted:
                return True
            if line and line[:HASH_SIGNS].upper() < wanted:
                low = begins + len(line)
            else:
                high = middle
    return False


def _line_from(file: BinaryIO, place: int) -> tuple[int, bytes]:
    """Where the first line that begins at a place or behind it begins, and the line; nothing at the end."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    return file.tell(), file.readline()
