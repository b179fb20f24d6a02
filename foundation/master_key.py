"""Where the master key comes from: a file, the environment, or a command such as one that asks a key service.

Its text has lines `master KEY` (the first wraps, the others still unwrap) and one line `index KEY`, in hexadecimal.
"""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from foundation import durable_files, secret_words
from foundation.crypto import KEY_BYTES, Keyring, MasterKeyProblem, MasterKeys, key_id, new_key
from foundation.key_store import KeyStore

_LINE = re.compile(r"(master|index) ([0-9a-f]{64})")

TIME_LIMIT = 30
"""Seconds that a command may take to say the master key."""

HEAD = (
    "# Without this file no case can be read. Keep a copy apart from the backups.\n"
    "# The first master key seals. Older ones may stay below it and still open.\n"
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the master key is: the text itself, else a command that prints it, else a file."""

    file: Path
    text: str = field(default="", repr=False)
    command: tuple[str, ...] = ()

    @property
    def is_file(self) -> bool:
        """Whether it is a file, which the program may make and change."""
        return not (self.text or self.command)

    def __str__(self) -> str:
        return "MASTER_KEY" if self.text else "MASTER_KEY_COMMAND" if self.command else str(self.file)


def keyring(source: Source, store: KeyStore) -> Keyring:
    """The keys from a source with the store of what they wrap; raises MasterKeyProblem saying what is wrong."""
    found = read(source)
    return Keyring(found.masters, found.index, store, _watched(source) if source.is_file else lambda: None)


def read(source: Source) -> MasterKeys:
    """The keys from a source; raises MasterKeyProblem, which never repeats anything of a key."""
    if source.text:
        return parse("MASTER_KEY", source.text if "\n" in source.text else source.text.replace(";", "\n"))
    return parse(str(source), _of_command(source.command) if source.command else _of_file(source.file))


def fresh() -> str:
    """The text of a new master key, as it would stand in a file."""
    return f"{HEAD}master {new_key().hex()}\nindex {new_key().hex()}\n"


def create(path: Path) -> None:
    """Write a new master key file, readable by its owner only, unless there is one: a second would lock its cases.

    Another program that begins at the same moment may have written the one that both use.
    """
    durable_files.keep_first(path, fresh().encode())


def renew(path: Path) -> None:
    """Put a new master key before those in a file: it wraps from now on, the others still unwrap."""
    found = read(Source(path))
    _replace(path, (new_key(), *found.masters), found.index)


def forget_older(path: Path) -> int:
    """Leave only the first master key in a file; gives how many went."""
    found = read(Source(path))
    _replace(path, found.masters[:1], found.index)
    return len(found.masters) - 1


def parse(name: str, text: str) -> MasterKeys:
    """The keys in a text that came from `name`; raises MasterKeyProblem."""
    found: dict[str, list[bytes]] = {"master": [], "index": []}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            match = _LINE.fullmatch(line.strip())
            if match is None:
                raise MasterKeyProblem(f"{name}, line {number}, is neither a comment nor 'master' or 'index' and a key")
            found[match[1]].append(_random(name, bytes.fromhex(match[2])))
    if not found["master"] or len(found["index"]) != 1:
        raise MasterKeyProblem(f"{name} needs at least one 'master' line and exactly one 'index' line")
    if len({key_id(each) for each in found["master"]}) < len(found["master"]):
        raise MasterKeyProblem(f"{name} has the same master key twice: remove one of the two lines")
    return MasterKeys(tuple(found["master"]), found["index"][0])


def _random(name: str, key: bytes) -> bytes:
    """The key itself; raises MasterKeyProblem for one that somebody made up, such as nothing but noughts."""
    if not secret_words.is_random(key, KEY_BYTES):
        raise MasterKeyProblem(f"{name} has a key that is not random: put the key file back that was made at the start")
    return key


def _of_file(path: Path) -> str:
    try:
        others_may_read = secret_words.is_open(path)
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no text"
        raise MasterKeyProblem(
            f"{path} cannot be read ({reason}): put it back, or set MASTER_KEY_FILE to where it is"
        ) from None
    if others_may_read:
        raise MasterKeyProblem(f"{path} is open to other users of this computer: run chmod 600 {path}")
    return text


def _of_command(command: tuple[str, ...]) -> str:
    """What a command prints. It runs without a shell; nothing that it says is shown or logged, its errors neither."""
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, as its parts
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIME_LIMIT, check=False
        )
        text = done.stdout.decode()
    except subprocess.TimeoutExpired:
        raise MasterKeyProblem(f"MASTER_KEY_COMMAND took longer than {TIME_LIMIT} seconds: run it by hand") from None
    except UnicodeDecodeError:
        raise MasterKeyProblem("MASTER_KEY_COMMAND printed what is no text") from None
    except OSError as problem:
        raise MasterKeyProblem(f"MASTER_KEY_COMMAND cannot be run ({problem.strerror})") from None
    if done.returncode:
        raise MasterKeyProblem(f"MASTER_KEY_COMMAND ended with code {done.returncode}: run it by hand to see why")
    return text


def _replace(path: Path, masters: tuple[bytes, ...], index: bytes) -> None:
    """Put other keys into a file, whole or not at all, on the disk before this returns."""
    lines = "".join(f"master {each.hex()}\n" for each in masters)
    durable_files.replace(path, f"{HEAD}{lines}index {index.hex()}\n".encode())


def _watched(source: Source) -> Callable[[], MasterKeys | None]:
    """Gives the keys anew when the file is another one than when it was last looked at."""

    def looks() -> tuple[int, int, int] | None:
        try:
            found = source.file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    last = looks()

    def again() -> MasterKeys | None:
        nonlocal last
        now = looks()
        if now is None or now == last:
            return None
        found = read(source)
        last = now
        return found

    return again
