"""The document of a letter and what is sealed with it: read whole and checked by its hash, or not at all."""

from cases import files, keys, owned, reads
from cases.correspondence.letters import Letter
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.database import Session


def of_file(session: Session, case_id: str, file_id: str) -> Letter | None:
    """The letter whose document a file is, when it is one's."""
    return session.scalars(owned.rows(Letter, case_id).where(Letter.file_id == file_id)).first()


def edits_of(session: Session, keyring: Keyring, letter: Letter) -> list[Json]:
    """What people changed by hand in a letter and its earlier versions that went into it, oldest first."""
    if letter.edits is None:
        return []
    reads.opened(session, letter.case_id, reads.LETTER, letter.id)
    kept = keys.cipher(session, keyring, letter.case_id, keys.LETTERS).open(letter.edits, "letter", "edits", letter.id)
    return kept if isinstance(kept, list) else []


def snapshot_of(session: Session, keyring: Keyring, letter: Letter) -> dict[str, Json]:
    """What was merged into a letter."""
    merged = keys.cipher(session, keyring, letter.case_id, keys.LETTERS).open(
        letter.snapshot, "letter", "snapshot", letter.id
    )
    return merged if isinstance(merged, dict) else {}


def address_of(session: Session, keyring: Keyring, letter: Letter) -> str | None:
    """The address outside to which a letter goes, when it goes to one."""
    if letter.address is None:
        return None
    return str(
        keys.cipher(session, keyring, letter.case_id, keys.LETTERS).open(letter.address, "letter", "address", letter.id)
    )


def document(session: Session, keyring: Keyring, letter: Letter) -> bytes:
    """A letter's document, whole; raises files.DamagedFile when it is not the one whose hash the letter keeps."""
    file = files.get(session, letter.case_id, letter.file_id or "")
    if file.sha256 != letter.sha256:
        raise files.DamagedFile(f"the document of letter {letter.id} is another one: restore it from a backup")
    return files.read(session, keyring, file)
