"""Delete what two people decided to: the order is committed, then ledger, key of the case, content; finished later.

What was ordered is deleted, whatever happens between: whoever comes next goes on with what is outstanding. An order
whose commit failed is none, and the ledger never hears of it.
"""

from collections.abc import Collection

from cases import audit, deletion_orders, deletions, erasing, keys, records, sight
from cases.deletions import EVERYTHING, Deletion, DeletionEntry, Ledger
from cases.records import Case, CaseStatus
from casework import key_copies, rotation
from casework.office import Office
from engine import ending, instances
from foundation import crypto, signed_files
from foundation.canonical import Json
from foundation.crypto import MasterKeyProblem
from foundation.database import Session, bucket_of
from foundation.overwriting import overwrite_deleted

DELETED = "The case was deleted."
"""Why its processes have ended, in their history."""


class UnknownClass(ValueError):
    """A record class that nobody knows how to delete."""


def ledger(office: Office) -> Ledger:
    """The ledger of deletions, beside the audit's anchors. Raises MasterKeyProblem, also for a key that is missing."""
    folder, key = office.config.anchors / "deletions", office.config.anchor_key
    if not key.exists() and signed_files.numbers(folder):
        raise MasterKeyProblem(f"{key} is not there, but the ledger of deletions was signed with it: put it back")
    return Ledger(folder, signed_files.signer(key))


def order(session: Session, wanted: Deletion) -> None:
    """Have the record classes of a case deleted, `deletions.EVERYTHING` with its key, once this is committed.

    Whether anybody may delete it, the retention and the second person, is for the caller. Raises UnknownClass.
    """
    _check(wanted)
    deletion_orders.order(session, wanted)


def forget(office: Office, wanted: Deletion) -> None:
    """Order a deletion and carry it out, for good; safe to ask for again.

    When this returns, the content cannot be read here, nor from a backup that is restored with its ledger. Raises
    UnknownClass before anything is done, NotAsSigned when the ledger does not hold, and OSError when a copy of the keys
    or the database's file cannot be written anew: then the deletion stands in the ledger, and a worker finishes it.
    """
    office.database.carry_out(lambda session: order(session, wanted))
    finish(office)


def finish(office: Office) -> int:
    """Carry out whatever was ordered or the ledger says, and was not: also after a crash or a restored backup.

    Gives how many entries. Raises NotAsSigned, UnknownClass, and OSError as `forget` does.
    """
    book = ledger(office)
    with office.database.transaction() as session:
        deletions.take_in(session, book)
        deletion_orders.enter(session, book)
        left = [(row.number, deletions.read(book, row)) for row in deletions.outstanding(session)]
        gone, partly = deletions.forgotten(session), deletions.classes_gone(session, book)
    for _, wanted in left:
        _check(wanted)
        _erase(office, wanted)
    if left:
        overwrite_deleted(office.database)
    for number, wanted in left:
        _settle(office, number, wanted)
    # A copy of the keys from before a deletion may have been brought back beside a database from after it.
    with_key = {key.case_id for key in office.keys.store.every()}
    for case_id in sorted(gone & with_key):
        _destroy(office, case_id)
    for case_id in sorted(partly.keys() & with_key - gone):
        # What was written since has newer keys. Documents that were letters and papers went with the last of both.
        both = {keys.TABLED} if partly[case_id] & {keys.LETTERS, keys.PAPERS} else set()
        _destroy_parts(office, case_id, partly[case_id] | both, unused=True)
    return len(left)


def _check(wanted: Deletion) -> None:
    if unknown := sorted({*wanted.classes} - erasing.CLASSES.keys()):
        raise UnknownClass(f"nobody knows how to delete {', '.join(unknown)}")


def _destroy(office: Office, case_id: str) -> None:
    office.keys.store.destroy(case_id)
    key_copies.write(office)


def _destroy_parts(office: Office, case_id: str, parts: Collection[str], *, unused: bool) -> None:
    """Destroy the keys of some parts of a case, with nobody under way who may still seal something with them.

    `unused`: only those that seal nothing.
    """

    def act(session: Session) -> None:
        keys.alone(session, case_id)
        used = {each.key_id for each in rotation.values(session, case_id)} if unused else set()
        numbers = {
            row.number
            for row in office.keys.store.of_case(case_id)
            if row.part in parts
            and crypto.key_id(office.keys.unwrap(row.wrapped, keys.place(case_id, row.part))) not in used
        }
        if numbers:
            office.keys.store.destroy(case_id, numbers)

    if any(row.part in parts for row in office.keys.store.of_case(case_id)):
        office.database.carry_out(act)
    key_copies.write(office)


def _erase(office: Office, wanted: Deletion) -> None:
    if EVERYTHING in wanted.classes:
        _destroy(office, wanted.case_id)
    else:
        _destroy_parts(office, wanted.case_id, wanted.classes, unused=False)
    for name in wanted.classes:
        more = True
        while more:
            with office.database.transaction() as session:
                more = erasing.CLASSES[name](session, wanted.case_id)


def _settle(office: Office, number: int, wanted: Deletion) -> None:
    with office.database.transaction() as session:
        if EVERYTHING in wanted.classes:
            _put_out_of_use(session, office, wanted.case_id)
        row = session.get_one(DeletionEntry, number, with_for_update=True)
        if row.carried_out_at is None:
            row.carried_out_at = office.clock.now()
            detail: dict[str, Json] = {"classes": [*wanted.classes], "entry": number}
            stream = audit.of_case(wanted.case_id)
            audit.append(session, stream, wanted.confirmed_by, "deleted", wanted.case_id, detail, office.clock.now())


def _put_out_of_use(session: Session, office: Office, case_id: str) -> None:
    """A case that a backup brought back as it stood before is out of use as it was when its deletion was decided.

    Its processes end: they would go on to steps for which there is nothing left. So what the process of its deletion
    did at the end is done here.
    """
    found, now = session.get(Case, (bucket_of(case_id), case_id)), office.clock.now()
    if found is None or found.status is CaseStatus.DELETED:
        return
    ending.end_all(session, office.environment, case_id, DELETED, now)
    if found.status is CaseStatus.OPEN:
        records.change_status(session, case_id, CaseStatus.CLOSED, now)
    records.change_status(session, case_id, CaseStatus.DELETED, now)
    sight.leave_to(session, case_id, sight.OF_SKELETONS)
    detail: dict[str, Json] = {"roles": [*sight.OF_SKELETONS]}
    audit.append(session, audit.of_case(case_id), instances.SYSTEM, "access cut", case_id, detail, now)
