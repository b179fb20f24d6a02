"""Whether everything holds that the case file promises: keys, submissions, files and references of every case.

It opens everything that is sealed, so it takes its time: once through all that people ever wrote and sent in.
"""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import exists, func, select

from cases import audit, deletions, files, submissions
from cases.audit import AuditEntry
from cases.correspondence import letters, outbox
from cases.correspondence.letters import Letter, LetterStatus
from cases.correspondence.outbox import Mail, MailState
from cases.files import CaseFile, DamagedFile, FilePiece, FileState
from cases.keys import NoCaseKey
from cases.records import Case, Reference
from cases.submissions import Submission
from foundation import canonical
from foundation.crypto import CryptoError, Keyring
from foundation.database import Session
from foundation.soundness import Unsound


def examine(session: Session, keyring: Keyring) -> list[Unsound]:
    """Every broken promise of the case file; of what was deleted, the skeleton is looked at."""
    gone = deletions.forgotten(session)
    return [
        *_cases_have_keys(session, keyring, gone),
        *_cases_have_one_reference(session),
        *_submissions_can_be_read(session, keyring, gone),
        *_submissions_are_numbered(session),
        *_files_are_what_was_uploaded(session, keyring, gone),
        *_pieces_have_files(session),
        *_letters_have_their_files(session),
        *_mails_can_be_sent(session, keyring, gone),
    ]


def _cases_have_keys(session: Session, keyring: Keyring, gone: Collection[str]) -> Iterator[Unsound]:
    """A key without a case is left by a case that was never opened, or by an older copy of the database: no harm."""
    kept = keyring.store.every()
    with_key = {key.case_id for key in kept}
    for case_id in session.scalars(select(Case.id).order_by(Case.id)):
        if case_id not in with_key and case_id not in gone:
            yield Unsound("a case has no key, so nothing that was written in it can be read", case_id)
    for case_id in sorted(with_key & {*gone}):
        yield Unsound("a deleted case still has its key: is a worker running?", case_id)


def _cases_have_one_reference(session: Session) -> Iterator[Unsound]:
    present = select(func.count()).where(Reference.case_id == Case.id, Reference.ended_at.is_(None)).scalar_subquery()
    for case_id in session.scalars(select(Case.id).where(present != 1)):
        yield Unsound("a case does not have exactly one reference", case_id)
    twice = select(Reference.reference).group_by(Reference.reference).having(func.count() > 1)
    for reference in session.scalars(twice):
        yield Unsound("a reference stands for more than one case", reference)


def _submissions_can_be_read(session: Session, keyring: Keyring, gone: Collection[str]) -> Iterator[Unsound]:
    for submission in session.scalars(_in_order(Submission, gone)):
        try:
            submissions.read(session, keyring, submission)
        except (CryptoError, NoCaseKey, ValueError):
            yield Unsound("a submission is not as it was written, or its key is not there", submission.id)


def _submissions_are_numbered(session: Session) -> Iterator[Unsound]:
    same = (Submission.bucket, Submission.case_id, Submission.form_id, Submission.agency_id)
    odd = (
        select(Submission.case_id, Submission.form_id)
        .group_by(*same)
        .having((func.max(Submission.version) != func.count()) | (func.min(Submission.version) != 1))
    )
    for case_id, form_id in session.execute(odd):
        yield Unsound(f"the versions of the form {form_id} are not 1, 2, 3 … in a case", case_id)


def _files_are_what_was_uploaded(session: Session, keyring: Keyring, gone: Collection[str]) -> Iterator[Unsound]:
    for file in session.scalars(_in_order(CaseFile, gone)):
        try:
            size = sum(map(len, files.pieces(session, keyring, file)))
            files.name_of(session, keyring, file)
        except (DamagedFile, CryptoError, NoCaseKey, ValueError):
            size = -1
        if size != file.size:
            yield Unsound("a file is not what was uploaded: restore it from a backup", file.id)
        if file.submission_id is not None and not _is_there(session, Submission, file.case_id, file.submission_id):
            yield Unsound("a file came with a submission that is not there", file.id)
        if file.state is FileState.RELEASED and file.released_at is None:
            yield Unsound("a file was released, but not at any time", file.id)


def _pieces_have_files(session: Session) -> Iterator[Unsound]:
    its = exists().where(CaseFile.bucket == FilePiece.bucket, FilePiece.id.startswith(CaseFile.id + ":"))
    for piece in session.scalars(select(FilePiece.id).where(~its)):
        yield Unsound("a piece of a file belongs to no file", piece)


def _letters_have_their_files(session: Session) -> Iterator[Unsound]:
    for letter in session.scalars(_in_order(Letter)):
        if letter.file_id is not None and not _is_there(session, CaseFile, letter.case_id, letter.file_id):
            yield Unsound("a letter has lost its document", letter.id)
        if letter.released_at is not None and not _is_as_released(session, letter):
            yield Unsound("a letter is not the one that was released, by the audit", letter.id)
        if letter.status is LetterStatus.SENT and letter.sent_at is None:
            yield Unsound("a letter was sent, but not at any time", letter.id)


def _is_as_released(session: Session, letter: Letter) -> bool:
    """Whether letter, file and audit keep the same hash: what a file says of itself can be changed together with it."""
    stream = audit.of_case(letter.case_id)
    in_stream = (AuditEntry.bucket == stream.bucket, AuditEntry.stream == stream.name)
    told = select(AuditEntry.detail).where(
        *in_stream, AuditEntry.subject == letter.id, AuditEntry.action == letters.RELEASED
    )
    written = [canonical.read(detail) for detail in session.scalars(told)]
    hashes = {str(detail.get("sha256")) for detail in written if isinstance(detail, dict)}
    if letter.file_id:
        its = (CaseFile.case_id == letter.case_id, CaseFile.id == letter.file_id)
        hashes |= set(session.scalars(select(CaseFile.sha256).where(*its)))
    return hashes == {letter.sha256}


def _mails_can_be_sent(session: Session, keyring: Keyring, gone: Collection[str]) -> Iterator[Unsound]:
    cut = deletions.of_any(session)
    for mail in session.scalars(_in_order(Mail)):
        try:
            if mail.case_id not in gone:
                outbox.opened(session, keyring, mail)
        except (CryptoError, NoCaseKey, ValueError):
            yield Unsound("an e-mail cannot be opened, or its case's key is not there", mail.id)
        if not mail.message_id.startswith(f"<{mail.id}@"):
            yield Unsound("an e-mail does not have the Message-ID of what asked for it", mail.id)
        if (mail.state is MailState.SENT) is (mail.sent_at is None) or (mail.sent_at and not mail.attempts):
            yield Unsound("an e-mail's state and the time it was sent do not agree", mail.id)
        for letter_id in mail.letter_ids.split():
            if mail.case_id not in cut and not _is_there(session, Letter, mail.case_id, letter_id):
                yield Unsound("an e-mail carries a letter that is not there", mail.id)


def _in_order(table: Any, gone: Collection[str] = ()) -> Any:
    found = select(table).where(table.case_id.not_in(gone)) if gone else select(table)
    return found.order_by(table.bucket, table.id).execution_options(yield_per=100)


def _is_there(session: Session, table: Any, case_id: str, id: str) -> bool:
    found = select(table.id).where(table.case_id == case_id, table.id == id)
    return session.execute(found).first() is not None
