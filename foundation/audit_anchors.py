"""Signed statements, kept outside the database, of where the streams of the audit stood at a time.

Whoever can rewrite the whole database can rewrite a chain with it. An audit anchor lists the heads that moved since the
one before, with their Merkle root (leaves and nodes hashed apart, as in RFC 6962), names the fingerprint of the one
before, and is signed (Ed25519). Each is a file of its own, so that the folder may lie on a store that is written once.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from foundation import canonical, durable_files, signed_files
from foundation.canonical import Json
from foundation.signed_files import NotAsSigned, Signer


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """Where one stream stands: its last entry's number and hash."""

    bucket: int
    stream: str
    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Restored:
    """Says that a backup was restored: anchors after number `last` tell of what came after it and is lost."""

    id: str
    last: int
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Anchor:
    """One signed statement; `at` is the computer's own time, `before` the fingerprint of the anchor before.

    With `restored`, the heads are those of every stream, and what earlier anchors say of them counts no more.
    """

    number: int
    at: datetime
    before: str
    heads: tuple[Head, ...]
    restored: Restored | None = None

    def content(self) -> dict[str, Json]:
        """What is signed."""
        return self._said() | ({"restored": _told(self.restored)} if self.restored else {})

    def _said(self) -> dict[str, Json]:
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


def write(folder: Path, signer: Signer, anchor: Anchor) -> str:
    """Write an anchor's file, whole or not at all; gives its fingerprint. Raises FileExistsError."""
    text = signed_files.signed(signer, anchor.content())
    durable_files.write_once(signed_files.place(folder, anchor.number), text)
    return signed_files.fingerprint(text)


def read(folder: Path, signer: Signer, number: int) -> tuple[Anchor, str]:
    """An anchor and its fingerprint; raises NotAsSigned when it is missing or not as it was signed."""
    text = signed_files.load(folder, number)
    found = signed_files.checked(signer, text)
    try:
        heads = tuple(_head(each) for each in _list(found["heads"]))
        at = datetime.fromisoformat(str(found["at"]))
        anchor = Anchor(int(str(found["number"])), at, str(found["before"]), heads, _restored(found.get("restored")))
    except (ValueError, KeyError, TypeError):
        raise NotAsSigned("cannot be read: put it back from a copy") from None
    if anchor.content() != found or anchor.number != number:
        raise NotAsSigned("is not what was signed: put it back from a copy")
    return anchor, signed_files.fingerprint(text)


def _written(head: Head) -> Json:
    return [head.bucket, head.stream, head.number, head.hash.hex()]


def _told(restored: Restored) -> Json:
    return {"id": restored.id, "last": restored.last, "taken_at": restored.taken_at.isoformat()}


def _restored(raw: Json) -> Restored | None:
    if not isinstance(raw, dict):
        return None
    return Restored(str(raw["id"]), int(str(raw["last"])), datetime.fromisoformat(str(raw["taken_at"])))


def _head(raw: Json) -> Head:
    bucket, stream, number, hash_ = _list(raw)
    return Head(int(str(bucket)), str(stream), int(str(number)), bytes.fromhex(str(hash_)))


def _list(raw: Json) -> list[Json]:
    if not isinstance(raw, list):
        raise ValueError("no list")
    return raw
