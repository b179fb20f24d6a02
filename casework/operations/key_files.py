"""The key files that are there: each is of this user alone and holds what a machine made."""

from collections.abc import Iterator
from pathlib import Path

from foundation import backup_files, secret_words, signed_files
from foundation.config import Config
from foundation.crypto import MasterKeyProblem


def faults(config: Config) -> Iterator[str]:
    """What is wrong with the keys for cookies, for signing and for backups, and what to do; never the key."""
    for path, check in (
        (config.session_key_file, _for_cookies),
        (config.anchor_key, signed_files.signer),
        (config.backup_key, lambda path: backup_files.key(path, make=False)),
    ):
        try:
            if path.exists():
                check(path)
        except MasterKeyProblem as problem:
            yield str(problem)
        except OSError as problem:
            yield f"{path} cannot be read: {problem.strerror}"


def _for_cookies(path: Path) -> None:
    if secret_words.is_open(path):
        raise MasterKeyProblem(f"{path} is open to other users of this computer: run chmod 600 {path}")
    if not secret_words.is_random(path.read_bytes()):
        raise MasterKeyProblem(f"{path} holds no random key of 32 bytes: remove it, a new one is made")
