"""Make a backup while the product runs: one view of the whole database, sealed, with what is signed beside it."""

import base64
import fcntl
import os
import shutil
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from casework import key_copies, schema
from casework.office import Office
from casework.operations import backups, progress, rows, tokens_apart
from casework.operations.backups import LEFT_OUT, MANIFEST, STATEMENTS, FileOf, Manifest
from foundation import backup_files, canonical, crypto, durable_files, signed_files
from foundation.clock import SystemClock
from foundation.crypto import MasterKeyProblem
from foundation.database import new_id

Say = Callable[[str], None]
UNFINISHED = ".unfinished"


def back_up(office: Office, asked: Namespace, say: Say) -> int:
    """Write a new backup into a folder of its own under the one asked for; gives the exit code."""
    if office.config.keys.copy_dir is None and not asked.keys_elsewhere:
        say("Without the keys of the cases nobody can read a backup, and no backup holds them. Set KEY_COPY_DIR to a")
        say("folder on another disk, which keeps the newest copy only; or say --keys-elsewhere when you copy the key")
        say("store yourself.")
        return 2
    try:
        with _alone(Path(asked.folder)):
            key_copies.write(office)
            made = make(office, Path(asked.folder), SystemClock().now())
    except BlockingIOError:
        say(f"Another backup into {asked.folder} is under way.")
        return 1
    except (OSError, MasterKeyProblem) as problem:
        say(f"No backup was made: {problem}.")
        return 1
    say(f"{made} is there. To restore it you need, kept apart: the master key ({office.key_source}),")
    say(f"{office.config.backup_key}, {office.config.anchor_key} and the copy of the cases' keys.")
    return 0


def make(office: Office, folder: Path, at: datetime) -> Path:
    """Write a backup, whole or not at all; gives its folder. Raises OSError and MasterKeyProblem."""
    keeper = backup_files.key(office.config.backup_key, make=True)
    name = f"{at:%Y-%m-%dT%H%M%SZ}"
    unfinished = folder / f".{name}{UNFINISHED}"
    unfinished.mkdir()
    id, own = new_id(), crypto.new_key()
    files = list(_written(office, unfinished, own, id))
    store = office.keys.store.id() or ""
    sealed = crypto.seal(keeper, own, backups.place(id))
    manifest = Manifest(id, at, schema.revision(office.database), store, sealed, tuple(files))
    text = signed_files.signed(signed_files.signer(office.config.anchor_key), manifest.content())
    durable_files.write_once(unfinished / MANIFEST, text)
    unfinished.rename(folder / name)
    durable_files.sync_folder(folder)
    return folder / name


def _written(office: Office, folder: Path, key: bytes, id: str) -> Iterator[FileOf]:
    """Every file, from one view of the database; the statements come after it and may know more, never less."""
    with office.database.reading() as session:
        connection = session.connection()
        every = [table for table in rows.tables(connection) if table.name not in LEFT_OUT]
        with progress.bar(len(every) + 1) as step:
            for number, table in enumerate(every):
                step(f"backing up {table.name}")
                name = f"{number:03}.sealed"
                apart = table.name == tokens_apart.TABLE
                change = partial(tokens_apart.sealed, session, office) if apart else rows.as_it_is
                done = backup_files.write(folder, name, key, id, rows.given(connection, table, change))
                yield FileOf(name, done.sha256, done.frames, table.name, tuple(table.c.keys()))
            step("backing up anchors and ledger")
            done = backup_files.write(folder, STATEMENTS, key, id, _statements(office))
            yield FileOf(STATEMENTS, done.sha256, done.frames)


def _statements(office: Office) -> Iterator[bytes]:
    for name, text in backups.statements(office):
        yield canonical.write([name, base64.b64encode(text).decode()])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else backs up into this folder meanwhile; what a killed one has left goes. Raises BlockingIOError."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in folder.glob(f".*{UNFINISHED}"):
            shutil.rmtree(left)
        yield
    finally:
        os.close(handle)
