"""Files that are written whole or not at all, for their owner only, and are on the disk before the caller goes on."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Put a file in the place of whatever was there."""
    _unfinished(path, content).replace(path)
    sync_folder(path.parent)


def write_once(path: Path, content: bytes) -> None:
    """Write a file that was not there; raises FileExistsError."""
    unfinished = _unfinished(path, content)
    try:
        os.link(unfinished, path)
    finally:
        unfinished.unlink()
    sync_folder(path.parent)


def keep_first(path: Path, content: bytes) -> None:
    """Write a file unless there is one; of two processes that write it at one moment the first counts."""
    with suppress(FileExistsError):
        write_once(path, content)


def sync_folder(folder: Path) -> None:
    """Wait until the disk knows which files a folder holds."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unfinished(path: Path, content: bytes) -> Path:
    """The content in a file beside its place, under a name that nobody reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return unfinished
