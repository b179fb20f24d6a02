"""Signed statements, each a numbered file of its own, that name the one before and are never written twice.

The folder may lie on a store that takes each file once only. Who holds the database cannot change what they say.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from foundation import canonical, durable_files, secret_words
from foundation.canonical import Json
from foundation.crypto import MasterKeyProblem

FIRST_BEFORE = "0" * 64
"""What the first statement names as the fingerprint of the one before."""

_LINE = re.compile(r"(sign|check) ([0-9a-f]{64})")


class NotAsSigned(Exception):
    """A signed file is missing, damaged or not ours; the text says what to do."""


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
        if secret_words.is_open(path):
            raise MasterKeyProblem(f"{path} is open to other users of this computer: run chmod 600 {path}")
        lines = path.read_text().splitlines()
    except OSError as problem:
        raise MasterKeyProblem(f"{path} cannot be read ({problem.strerror}): see AUDIT_KEY_FILE") from None
    found = [_LINE.fullmatch(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    signing = [bytes.fromhex(one[2]) for one in found if one and one[1] == "sign"]
    if None in found or len(signing) != 1:
        raise MasterKeyProblem(f"{path} needs exactly one line 'sign' and a key, and may have lines 'check' and a key")
    if not secret_words.is_random(signing[0]):
        raise MasterKeyProblem(f"{path} has a key that is not random: put the key file back that was made at the start")
    private = Ed25519PrivateKey.from_private_bytes(signing[0])
    older = [Ed25519PublicKey.from_public_bytes(bytes.fromhex(one[2])) for one in found if one and one[1] == "check"]
    return Signer(private, (private.public_key(), *older))


def _create(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    text = (
        "# The first key signs the audit's anchors and the ledger of deletions; keep it apart from both.\n"
        "# When it is replaced, keep the line 'check' of the old one, so that old anchors can still be checked.\n"
        f"sign {key.private_bytes_raw().hex()}\ncheck {key.public_key().public_bytes_raw().hex()}\n"
    )
    durable_files.keep_first(path, text.encode())


def signed(signer: Signer, content: dict[str, Json]) -> bytes:
    """A statement with its signature, as it stands in its file."""
    signature = signer.private.sign(canonical.write(content)).hex()
    return canonical.write({**content, "signature": signature}) + b"\n"


def checked(signer: Signer, text: bytes) -> dict[str, Json]:
    """What a statement says; raises NotAsSigned when it cannot be read or is not what was signed."""
    try:
        found = canonical.read(text)
        if not isinstance(found, dict):
            raise ValueError("no object")
        signature = bytes.fromhex(str(found.pop("signature")))
    except (ValueError, KeyError, TypeError):
        raise NotAsSigned("cannot be read: put it back from a copy") from None
    if not signer.knows(signature, canonical.write(found)):
        raise NotAsSigned("is not what was signed: put it back from a copy")
    return found


def load(folder: Path, number: int) -> bytes:
    """The text of a file; raises NotAsSigned when it is missing."""
    try:
        return place(folder, number).read_bytes()
    except FileNotFoundError:
        raise NotAsSigned("is not in its folder: put it back from a copy") from None
    except OSError:
        raise NotAsSigned("cannot be read: put it back from a copy") from None


def fingerprint(text: bytes) -> str:
    """By what the next statement names this one."""
    return hashlib.sha256(text).hexdigest()


def numbers(folder: Path) -> list[int]:
    """The statements that a folder holds, by number."""
    return sorted(int(each.stem) for each in folder.glob("*.json") if each.stem.isdigit())


def place(folder: Path, number: int) -> Path:
    """Where a statement lies."""
    return folder / f"{number:08}.json"
