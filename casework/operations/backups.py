"""What lies in the folder of one backup: a signed manifest, and sealed files for tables and for signed statements."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from casework.office import Office
from casework.operations import progress
from foundation import backup_files, crypto, signed_files
from foundation.canonical import Json
from foundation.config import Config
from foundation.crypto import CannotOpen, MasterKeyProblem
from foundation.signed_files import NotAsSigned

MANIFEST = "manifest.json"
STATEMENTS = "statements.sealed"
"""The file with the anchors of the audit and the ledger of deletions, by their names in the anchors' folder."""

LEFT_OUT = frozenset(
    {"signed_in", "one_time_link", "sign_in_step", "sign_in_attempts", "late_post", "api_token"}
    | {"begun_form", "kept_upload"}
)
"""Tables of which nothing is kept: whoever was signed in signs in again, and no link or token works twice."""


class BadBackup(Exception):
    """A folder holds no whole backup, or not the one that was made; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class FileOf:
    """One file of a backup: its hash, how many frames it has, and the table with its columns, if it is a table's."""

    name: str
    sha256: str
    frames: int
    table: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup consists of. `wrapped` is its own key, sealed with the key of all backups."""

    id: str
    taken_at: datetime
    revision: str
    key_store: str
    wrapped: bytes = field(repr=False)
    files: tuple[FileOf, ...]

    def content(self) -> dict[str, Json]:
        """What is signed."""
        return {
            "files": [[one.name, one.sha256, one.frames, one.table, [*one.columns]] for one in self.files],
            "format": 1,
            "id": self.id,
            "key_store": self.key_store,
            "revision": self.revision,
            "taken_at": self.taken_at.isoformat(),
            "wrapped": self.wrapped.hex(),
        }


def place(id: str) -> bytes:
    """Where a backup's own key belongs."""
    return crypto.place("backup", "key", id)


def newest(folder: Path) -> Path:
    """The folder itself when it is a backup, else the newest whole backup in it; raises BadBackup."""
    if (folder / MANIFEST).exists():
        return folder
    try:
        whole = [each for each in folder.iterdir() if not each.name.startswith(".") and (each / MANIFEST).exists()]
    except OSError as problem:
        raise BadBackup(f"{folder} cannot be read: {problem.strerror}") from None
    if not whole:
        raise BadBackup(f"{folder} holds no whole backup")
    return max(whole, key=lambda each: each.name)


def read(folder: Path, config: Config) -> Manifest:
    """The manifest of a backup; raises BadBackup when it is not as it was signed, and MasterKeyProblem."""
    if not config.anchor_key.exists():
        raise MasterKeyProblem(
            f"{config.anchor_key} is not there: set AUDIT_KEY_FILE to the key that signed the backup"
        )
    try:
        content = signed_files.checked(signed_files.signer(config.anchor_key), (folder / MANIFEST).read_bytes())
        if content["format"] != 1:
            raise BadBackup(f"{folder} was made by a later version of the program: restore it with that one")
        listed = content["files"]
        return Manifest(
            id=str(content["id"]),
            taken_at=datetime.fromisoformat(str(content["taken_at"])),
            revision=str(content["revision"]),
            key_store=str(content["key_store"]),
            wrapped=bytes.fromhex(str(content["wrapped"])),
            files=tuple(_file(each) for each in listed if isinstance(each, list)) if isinstance(listed, list) else (),
        )
    except NotAsSigned as trouble:
        raise BadBackup(f"the manifest in {folder} {trouble}") from None
    except (OSError, KeyError, ValueError):
        raise BadBackup(f"the manifest in {folder} cannot be read: put it back from a copy") from None


def check(folder: Path, manifest: Manifest, config: Config) -> bytes:
    """The backup's own key, when every file is as it was written; raises BadBackup and MasterKeyProblem."""
    with progress.bar(len(manifest.files)) as step:
        for one in manifest.files:
            step(f"checking {one.table or one.name}")
            try:
                found = backup_files.sha256_of(folder / one.name)
            except OSError:
                raise BadBackup(f"{folder / one.name} is missing or cannot be read") from None
            if found != one.sha256:
                raise BadBackup(f"{folder / one.name} is not the file that was written")
    keeper = backup_files.key(config.backup_key, make=False)
    try:
        return crypto.open_sealed(keeper, manifest.wrapped, place(manifest.id))
    except CannotOpen:
        raise BadBackup(f"{config.backup_key} is not the key that the backup in {folder} was sealed with") from None


def say_whether_whole(config: Config, asked: Namespace, say: Callable[[str], None]) -> int:
    """Check a backup without restoring it, every frame included; gives the exit code."""
    try:
        folder = newest(Path(asked.folder))
        manifest = read(folder, config)
        key = check(folder, manifest, config)
        for one in manifest.files:
            frames = sum(1 for _ in backup_files.read(folder, one.name, key, manifest.id))
            if frames != one.frames:
                raise BadBackup(f"{folder / one.name} has {frames} parts, not {one.frames}")
    except (BadBackup, CannotOpen, MasterKeyProblem) as problem:
        say(f"{problem}.")
        return 1
    say(f"{folder} is whole: taken on {manifest.taken_at:%d %B %Y at %H:%M} UTC, {len(manifest.files)} files.")
    return 0


def statements(office: Office) -> list[tuple[str, bytes]]:
    """Every anchor and every entry of the ledger, by its place under the anchors' folder."""
    folder = office.config.anchors
    return [(str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*.json"))]


def _file(row: list[Json]) -> FileOf:
    name, sha256, frames, table, columns = row
    if "/" in str(name) or str(name).startswith("."):
        raise ValueError("a name that is no file of the backup")
    listed = tuple(map(str, columns)) if isinstance(columns, list) else ()
    return FileOf(str(name), str(sha256), int(str(frames)), str(table), listed)
