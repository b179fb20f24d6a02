"""Files of a backup: sealed in frames that open in their place and order only, so that nothing can be cut off or mixed.

A file is a row of frames, each its length (4 bytes) and a sealed value; the last is empty and says that it is the last.
"""

import hashlib
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from foundation import crypto, secret_words
from foundation.crypto import CannotOpen, MasterKeyProblem
from foundation.durable_files import keep_first

_LINE = re.compile(r"backup ([0-9a-f]{64})")
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Written:
    """A file that lies on the disk."""

    sha256: str
    frames: int


def key(path: Path, make: bool) -> bytes:
    """The key that backups are sealed with, made when there is none and `make` says so; raises MasterKeyProblem."""
    if make and not path.exists():
        head = "# Without this file no backup can be restored. Keep a copy apart from them.\n"
        keep_first(path, f"{head}backup {crypto.new_key().hex()}\n".encode())
    try:
        if secret_words.is_open(path):
            raise MasterKeyProblem(f"{path} is open to other users of this computer: run chmod 600 {path}")
        lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    except OSError as problem:
        raise MasterKeyProblem(
            f"{path} cannot be read ({problem.strerror}): set BACKUP_KEY_FILE to the key of the backups"
        ) from None
    match = _LINE.fullmatch(lines[0].strip()) if len(lines) == 1 else None
    if match is None:
        raise MasterKeyProblem(f"{path} needs exactly one line 'backup' and a key")
    found = bytes.fromhex(match[1])
    if not secret_words.is_random(found):
        raise MasterKeyProblem(f"{path} has a key that is not random: put the key file back that was made at the start")
    return found


def write(folder: Path, name: str, key: bytes, backup: str, contents: Iterable[bytes]) -> Written:
    """Seal contents, one after the other, into a new file, on the disk before this returns."""
    digest, number = hashlib.sha256(), 0
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:

        def put(content: bytes, last: bool) -> None:
            sealed = crypto.seal(key, zlib.compress(content, 1), _place(backup, name, number, last))
            for part in (len(sealed).to_bytes(_LENGTH, "big"), sealed):
                digest.update(part)
                file.write(part)

        for content in contents:
            put(content, False)
            number += 1
        put(b"", True)
        file.flush()
        os.fsync(file.fileno())
    return Written(digest.hexdigest(), number)


def read(folder: Path, name: str, key: bytes, backup: str) -> Iterator[bytes]:
    """The contents of a file in order; raises CannotOpen when a frame is missing, changed or in another's place."""
    with (folder / name).open("rb") as file:
        number = 0
        while True:
            sealed = file.read(int.from_bytes(file.read(_LENGTH), "big"))
            try:
                content = crypto.open_sealed(key, sealed, _place(backup, name, number, False))
            except CannotOpen:
                crypto.open_sealed(key, sealed, _place(backup, name, number, True))
                return
            yield zlib.decompress(content)
            number += 1


def sha256_of(path: Path) -> str:
    """The hash of a file as it lies there."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(backup: str, name: str, number: int, last: bool) -> bytes:
    return crypto.place("backup", backup, name, number, "last" if last else "more")
