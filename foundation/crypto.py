"""Ciphers at rest: sealed values that fit one place only, keys wrapped by a master key, and blind search tokens.

A sealed value is AES-256-GCM, laid out version (1 byte) | key id (4) | nonce (12) | ciphertext and tag. Its associated
data names the place it belongs to (table, column, bucket, id), so a value moved to another row does not open.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from foundation.key_store import KeyStore

KEY_BYTES = 32
_VERSION = 1
_HEADER = 17


class CryptoError(Exception):
    """Anything that goes wrong with keys or sealed values."""


class CannotOpen(CryptoError):
    """A sealed value that was changed, belongs to another place, or was sealed with another key."""


class MasterKeyProblem(CryptoError):
    """The master key, or another key file, is missing, damaged or open to others; the text says what to do."""


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
class MasterKeys:
    """The master keys (the first wraps, all unwrap) and the key of the blind index. Never printed."""

    masters: tuple[bytes, ...] = field(repr=False)
    index: bytes = field(repr=False)


@dataclass(slots=True)
class Keyring:
    """The master keys with the store of the keys they wrap. Never printed.

    `again` gives the keys anew when they were changed where they come from, so that a rotation needs no restart.
    """

    masters: tuple[bytes, ...] = field(repr=False)
    index: bytes = field(repr=False)
    store: KeyStore = field(repr=False)
    again: Callable[[], MasterKeys | None] = field(repr=False, default=lambda: None)

    def wrap(self, key: bytes, associated: bytes) -> bytes:
        """Seal a key with the current master key."""
        self.look_again()
        return seal(self.masters[0], key, associated)

    def unwrap(self, wrapped: bytes, associated: bytes) -> bytes:
        """The key that `wrap` sealed, under whichever master key; raises CannotOpen."""
        if wrapped[1:5] not in map(key_id, self.masters):
            self.look_again()
        master = next((each for each in self.masters if key_id(each) == wrapped[1:5]), self.masters[0])
        return open_sealed(master, wrapped, associated)

    def is_current(self, wrapped: bytes) -> bool:
        """Whether something is wrapped by the current master key."""
        return wrapped[1:5] == key_id(self.masters[0])

    def blind(self, purpose: str, value: str) -> bytes:
        """A keyed token (16 bytes) by which equal values are found without storing the value."""
        return hmac.digest(self.index, f"{purpose}|{value}".encode(), "sha256")[:16]

    def look_again(self) -> None:
        """Take the keys from where they come from, if they were changed there. Raises MasterKeyProblem."""
        found = self.again()
        if found is not None:
            self.masters = found.masters
