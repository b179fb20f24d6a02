"""Signed statements, kept outside the database, of where the streams of the audit stood at a time.

Whoever can rewrite the whole database can rewrite a chain with it. An audit anchor lists the heads that moved since the
one before, with their Merkle root (leaves and nodes hashed apart, as in RFC 6962), names the fingerprint of the one
before, and is signed (Ed25519). Each is a file of its own, so that the folder may lie on a store that is written once.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from foundation import canonical
from foundation.canonical import Json
from foundation.crypto import MasterKeyProblem

FIRST_BEFORE = "0" * 64
"""What the first anchor names as the fingerprint of the one before."""

_LINE = re.compile(r"(sign|check) ([0-9a-f]{64})")


class AnchorTrouble(Exception):
    """An audit anchor is missing, damaged or not ours; the text says which and what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """Where one stream stands: its last entry's number and hash."""

    bucket: int
    stream: str
    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """One signed statement; `at` is the computer's own time, `before` the fingerprint of the anchor before."""

    number: int
    at: datetime
    before: str
    heads: tuple[Head, ...]

    def content(self) -> dict[str, Json]:
        """What is signed."""
        return {
            "at": self.at.isoformat(),
            "before": self.before,
            "heads": [_written(head) for head in self.heads],
            "number": self.number,
            "root": merkle_root([canonical.write(_written(head)) for head in self.heads]).hex(),
        }


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root of the Merkle tree over these leaves, as RFC 6962 §2.1 defines it."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    middle = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + merkle_root(leaves[:middle]) + merkle_root(leaves[middle:])).digest()


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that signs, and the keys, its own and older ones, whose signatures count. Never printed."""

    private: Ed25519PrivateKey
    known: tuple[Ed25519PublicKey, ...]

    def knows(self, signature: bytes, content: bytes) -> bool:
        """Whether one of the keys made this signature for this content."""
        for key in self.known:
            try:
                key.verify(signature, content)
            except InvalidSignature:
                continue
            return True
        return False


def signer(path: Path) -> Signer:
    """The keys in a file, which is made when there is none; raises MasterKeyProblem when it cannot be used.

    A line `sign` holds the private key; lines `check` hold public keys of earlier ones.
    """
    if not path.exists():
        _create(path)
    try:
        if path.stat().st_mode & 0o077:
            raise MasterKeyProblem(f"{path} is open to other users of this computer: run chmod 600 {path}")
        lines = path.read_text().splitlines()
    except OSError as problem:
        raise MasterKeyProblem(f"{path} cannot be read ({problem.strerror}): see AUDIT_KEY_FILE") from None
    found = [_LINE.fullmatch(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    signing = [bytes.fromhex(one[2]) for one in found if one and one[1] == "sign"]
    if None in found or len(signing) != 1:
        raise MasterKeyProblem(f"{path} needs exactly one line 'sign' and a key, and may have lines 'check' and a key")
    private = Ed25519PrivateKey.from_private_bytes(signing[0])
    older = [Ed25519PublicKey.from_public_bytes(bytes.fromhex(one[2])) for one in found if one and one[1] == "check"]
    return Signer(private, (private.public_key(), *older))


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    text = (
        "# The first key signs the audit's anchors; keep it apart from the database and from the anchors.\n"
        "# When it is replaced, keep the line 'check' of the old one, so that old anchors can still be checked.\n"
        f"sign {key.private_bytes_raw().hex()}\ncheck {key.public_key().public_bytes_raw().hex()}\n"
    )
    _write_once(path, text.encode())


def write(folder: Path, signer: Signer, anchor: Anchor) -> str:
    """Write an anchor's file, whole or not at all; gives its fingerprint. Raises FileExistsError."""
    content = anchor.content()
    signature = signer.private.sign(canonical.write(content)).hex()
    text = canonical.write({**content, "signature": signature}) + b"\n"
    folder.mkdir(parents=True, exist_ok=True)
    _write_once(place(folder, anchor.number), text)
    return hashlib.sha256(text).hexdigest()


def read(folder: Path, signer: Signer, number: int) -> tuple[Anchor, str]:
    """An anchor and its fingerprint; raises AnchorTrouble when it is missing or not as it was signed."""
    path = place(folder, number)
    try:
        text = path.read_bytes()
        found = canonical.read(text)
        if not isinstance(found, dict):
            raise ValueError("no object")
        signature = bytes.fromhex(str(found.pop("signature")))
        heads = tuple(_head(each) for each in _list(found["heads"]))
        at = datetime.fromisoformat(str(found["at"]))
        anchor = Anchor(int(str(found["number"])), at, str(found["before"]), heads)
    except FileNotFoundError:
        raise AnchorTrouble("is not in the folder of anchors: put it back from a copy") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise AnchorTrouble("cannot be read: put it back from a copy") from None
    good = anchor.content() == found and anchor.number == number
    if not good or not signer.knows(signature, canonical.write(found)):
        raise AnchorTrouble("is not what was signed: put it back from a copy")
    return anchor, hashlib.sha256(text).hexdigest()


def numbers(folder: Path) -> list[int]:
    """The anchors that the folder holds, by number."""
    return sorted(int(each.stem) for each in folder.glob("*.json") if each.stem.isdigit())


def place(folder: Path, number: int) -> Path:
    """Where an anchor lies."""
    return folder / f"{number:08}.json"


def _written(head: Head) -> Json:
    return [head.bucket, head.stream, head.number, head.hash.hex()]


def _head(raw: Json) -> Head:
    bucket, stream, number, hash_ = _list(raw)
    return Head(int(str(bucket)), str(stream), int(str(number)), bytes.fromhex(str(hash_)))


def _list(raw: Json) -> list[Json]:
    if not isinstance(raw, list):
        raise ValueError("no list")
    return raw


def _write_once(path: Path, content: bytes) -> None:
    """Write a file that was not there, on the disk before this returns; raises FileExistsError."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)
    finally:
        unfinished.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
