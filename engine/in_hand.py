"""Which jobs this computer's processes have in hand right now, so that one that ends its process is found out.

A job that raises is counted in the database. A job that kills its process, by using up the memory or by hanging until
the process ends itself, undoes its own transaction and with it every count. So its id stands in a locked file for as
long as it runs; a file whose lock is free was left behind by a process that is gone.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def holding(folder: Path | None, bucket: int, job_id: str) -> Iterator[None]:
    """Let others see, while the block runs, that this process has the job in hand; without a folder, nobody is told."""
    note = _note(folder, f"{bucket}_{job_id}") if folder is not None else None
    try:
        yield
    finally:
        if note is not None:
            path, handle = note
            path.unlink(missing_ok=True)
            os.close(handle)


def _note(folder: Path, name: str) -> tuple[Path, int] | None:
    """The locked file and its handle; None when it cannot be written, which must not keep anybody from working."""
    path, unlocked = folder / name, folder / f".{os.getpid()}_{threading.get_ident()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(unlocked, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    # Locked before it gets its name, so that nobody can find it free.
    fcntl.flock(handle, fcntl.LOCK_EX)
    unlocked.replace(path)
    return path, handle


def left_behind(folder: Path | None) -> Iterator[tuple[int, str]]:
    """The jobs (bucket, id) that processes had in hand when they ended; each is told once, after the caller's block."""
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        with suppress(FileNotFoundError, BlockingIOError):
            handle = os.open(path, os.O_RDWR)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                bucket, _, job_id = path.name.partition("_")
                yield int(bucket), job_id
                path.unlink(missing_ok=True)
            finally:
                os.close(handle)
