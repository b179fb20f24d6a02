"""Packed files, looked at before anything of them is unpacked: how much would come out, and where it would go."""

import io
import re
import zipfile
from dataclasses import dataclass, field

from cases.contents.refused import FileRefused

MAX_ENTRIES = 2_000
MAX_RATIO = 100
MAX_UNPACKED = 200_000_000
MAX_DEPTH = 2
"""How deep packed files may lie in packed files: a document in a document, and no further."""

_ENCRYPTED = 0x1
_SYMBOLIC_LINK = 0xA
_LOCAL_HEADER = 30
_OTHERS = (
    (b"Rar!\x1a\x07", 0),
    (b"7z\xbc\xaf\x27\x1c", 0),
    (b"\x1f\x8b\x08", 0),
    (b"BZh", 0),
    (b"\xfd7zXZ\x00", 0),
    (b"MSCF", 0),
    (b"ustar", 257),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0),
)
"""Other packed files by their first bytes, and where those stand. The last is what old Office files are packed in."""

_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(slots=True)
class Budget:
    """What all packed files in one upload may still unpack to together."""

    entries: int = MAX_ENTRIES
    unpacked: int = MAX_UNPACKED


@dataclass(frozen=True, slots=True)
class Packed:
    """A packed file that is safe to unpack: what is in it, by name."""

    members: dict[str, bytes] = field(repr=False)


def opened(content: bytes, budget: Budget, depth: int = 1) -> Packed:
    """The members of a packed file, all of them unpacked. Raises FileRefused and nothing else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _must_be_small(entries, len(content), budget)
            _must_be_plain(entries)
            _must_not_overlap(entries)
            members = {entry.filename: archive.read(entry) for entry in entries}
    except FileRefused:
        raise
    except Exception:
        # Whatever zipfile and the unpackers meet in a damaged file; they name no common kind of error.
        raise FileRefused("The document is damaged. Save it again, or send a PDF.") from None
    for name, member in members.items():
        _must_be_no_other_archive(name, member, depth)
    return Packed(members)


def _must_be_small(entries: list[zipfile.ZipInfo], size: int, budget: Budget) -> None:
    """A small archive may declare gigabytes; what it declares is the most that is ever read of it."""
    unpacked = sum(entry.file_size for entry in entries)
    budget.entries -= len(entries)
    budget.unpacked -= unpacked
    if budget.entries < 0 or budget.unpacked < 0 or unpacked > MAX_RATIO * size:
        raise FileRefused("The document unpacks to far more than a document should. Save it again, or send a PDF.")


def _must_be_plain(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) != len(names):
        raise FileRefused("The document has two parts of one name. Save it again, or send a PDF.")
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise FileRefused("The document is locked with a password. Save it without one, or send a PDF.")
        if entry.external_attr >> 28 == _SYMBOLIC_LINK or not _stays_inside(entry):
            raise FileRefused("The document has parts that lead out of it. Save it again, or send a PDF.")


def _stays_inside(entry: zipfile.ZipInfo) -> bool:
    # What zipfile tidied up stands as it came in `orig_filename`.
    path = entry.orig_filename.replace("\\", "/")
    return not (path.startswith("/") or ".." in path.split("/") or _DRIVE.match(path) or "\0" in path)


def _must_not_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Parts that share their bytes unpack to far more than the file has, at any ratio."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise FileRefused("The document unpacks to far more than a document should. Save it again, or send a PDF.")
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size


def _must_be_no_other_archive(name: str, member: bytes, depth: int) -> None:
    packed = member.startswith(b"PK\x03\x04") and depth >= MAX_DEPTH
    if packed or any(member[at : at + len(magic)] == magic for magic, at in _OTHERS):
        raise FileRefused(
            "The document has another packed file or object inside it. Take it out and send it by itself, "
            "or send a PDF."
        )
    if member.startswith((b"MZ", b"\x7fELF")) and not name.lower().endswith((".xml", ".rels")):
        raise FileRefused("The document has a program inside it. Take it out, or send a PDF.")
