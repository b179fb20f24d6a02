"""Ciphers at rest: sealed values that fit one place only, keys wrapped by a master key, and blind search tokens.

A sealed value is AES-256-GCM, laid out version (1 byte) | key id (4) | nonce (12) | ciphertext and tag. Its associated
data names the place it belongs to (table, column, bucket, id), so a value moved to another row does not open.
"""

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_VERSION = 1
_HEADER = 17
_LINE = re.compile(r"(master|index) ([0-9a-f]{64})")


class CryptoError(Exception):
    """Anything that goes wrong with keys or sealed values."""


class CannotOpen(CryptoError):
    """A sealed value that was changed, belongs to another place, or was sealed with another key."""


class MasterKeyProblem(CryptoError):
    """The master key file is missing, damaged or open to others; the text says what to do."""


def new_key() -> bytes:
    """A fresh random key of 256 bits."""
    return secrets.token_bytes(KEY_BYTES)


def place(*parts: object) -> bytes:
    """Associated data naming where a value belongs: table, column, bucket, id."""
    return "|".join(str(part) for part in parts).encode()


def key_id(key: bytes) -> bytes:
    """Four bytes that tell keys apart and give nothing of the key away."""
    return hashlib.sha256(b"key id" + key).digest()[:4]


def seal(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """Encrypt `plaintext` so that it opens only with `key` and in the place that `associated` names."""
    header = bytes([_VERSION]) + key_id(key) + os.urandom(12)
    return header + AESGCM(key).encrypt(header[5:], plaintext, associated)


def open_sealed(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The plaintext of `seal`; raises CannotOpen when key, place or content is not the one that was sealed."""
    if len(sealed) <= _HEADER or sealed[0] != _VERSION:
        raise CannotOpen("this is not a value sealed by this release: restore it from a backup")
    if sealed[1:5] != key_id(key):
        raise CannotOpen("this value was sealed with another key: look for the master key file that was in use")
    try:
        return AESGCM(key).decrypt(sealed[5:_HEADER], sealed[_HEADER:], associated)
    except InvalidTag:
        raise CannotOpen("this value was changed or moved to another record: restore it from a backup") from None


@dataclass(frozen=True, slots=True)
class Keyring:
    """The master keys (the first wraps, all unwrap) and the key of the blind index. Never printed."""

    masters: tuple[bytes, ...] = field(repr=False)
    index: bytes = field(repr=False)

    def wrap(self, key: bytes, associated: bytes) -> bytes:
        """Seal a key with the current master key."""
        return seal(self.masters[0], key, associated)

    def unwrap(self, wrapped: bytes, associated: bytes) -> bytes:
        """The key that `wrap` sealed, under whichever master key; raises CannotOpen."""
        master = next((each for each in self.masters if key_id(each) == wrapped[1:5]), self.masters[0])
        return open_sealed(master, wrapped, associated)

    def blind(self, purpose: str, value: str) -> bytes:
        """A keyed token (16 bytes) by which equal values are found without storing the value."""
        return hmac.digest(self.index, f"{purpose}|{value}".encode(), "sha256")[:16]


def _random(path: Path, key: bytes) -> bytes:
    """The key itself; raises MasterKeyProblem for one that somebody made up, such as nothing but noughts."""
    if len(set(key)) < KEY_BYTES // 4:
        raise MasterKeyProblem(f"{path} has a key that is not random: put the key file back that was made at the start")
    return key


def create_master_key(path: Path) -> None:
    """Write a new master key file readable by its owner only; raises MasterKeyProblem when one is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise MasterKeyProblem(f"{path} exists already; a second master key would lock the first one's cases") from None
    with os.fdopen(handle, "w") as file:
        file.write(
            "# Without this file no case can be read. Keep a copy apart from the backups.\n"
            "# The first master key seals; older ones may stay below it and still open.\n"
            f"master {new_key().hex()}\nindex {new_key().hex()}\n"
        )
        file.flush()
        os.fsync(file.fileno())


def read_keyring(path: Path) -> Keyring:
    """The keys in a master key file; raises MasterKeyProblem saying what is wrong with the file."""
    try:
        others_may_read = path.stat().st_mode & 0o077
        lines = path.read_text().splitlines()
    except OSError as problem:
        raise MasterKeyProblem(
            f"{path} cannot be read ({problem.strerror}): put it back, or set MASTER_KEY_FILE to where it is"
        ) from None
    if others_may_read:
        raise MasterKeyProblem(f"{path} is open to other users of this computer: run chmod 600 {path}")
    found: dict[str, list[bytes]] = {"master": [], "index": []}
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            match = _LINE.fullmatch(line.strip())
            if match is None:
                raise MasterKeyProblem(f"{path}, line {number}, is neither a comment nor 'master' or 'index' and a key")
            found[match[1]].append(_random(path, bytes.fromhex(match[2])))
    if not found["master"] or len(found["index"]) != 1:
        raise MasterKeyProblem(f"{path} needs at least one 'master' line and exactly one 'index' line")
    return Keyring(masters=tuple(found["master"]), index=found["index"][0])
