"""Whether everything holds that engine, case file, mail and audit promise together, said to an operator in words."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from cases import audit, deletion_orders, deletions, restores
from cases import doctor as case_file
from cases.correspondence.outbox import ORDERED, SENT, Mail, MailState
from cases.records import Case
from cases.signing_in import account_mail
from cases.signing_in.account_mail import AccountMail
from cases.submissions import Submission
from casework import forgetting, key_copies, older_reasons, rotation, schema, searchable
from casework.mail import leases
from casework.office import Office
from casework.operations import anchoring, key_files
from engine import doctor as engine
from engine.states import TaskState
from engine.tables.instances import UserTask
from foundation.audit import AuditEntry
from foundation.crypto import MasterKeyProblem
from foundation.database import Session, bucket_of
from foundation.signed_files import NotAsSigned
from foundation.soundness import Unsound

MAIL_LATE = timedelta(minutes=15)
"""How long an e-mail may wait after its time before something is wrong."""


def examine(office: Office, say: Callable[[str], None]) -> int:
    """Check the invariants of engine, case file, mail and audit; 0 when all hold."""
    with office.database.reading() as session:
        found, held = faults(session, office), restores.holding(session)
    if held is not None:
        say("E-mails are held since a backup was restored: see server.py release-outbox.")
    for fault in found:
        say(str(fault))
    say("Everything holds." if not found else f"What does not hold: {len(found)}.")
    return 1 if found else 0


def faults(session: Session, office: Office) -> list[Unsound]:
    """Every broken invariant."""
    return [
        *engine.examine(session, office.clock.now()),
        *case_file.examine(session, office.keys),
        *_everything_is_in_the_bucket_of_its_case(session),
        *_done_forms_were_kept(session),
        *_mails_agree_with_the_audit(session),
        *_mails_go_out(session, leases.database_now(session)),
        *_account_mails_go_out(session, leases.database_now(session)),
        *_deletions_are_carried_out(session, office),
        *_nothing_is_under_an_older_key(session, office),
        *_chains_hold(session, office),
        *(Unsound("a key file cannot be used", fault) for fault in key_files.faults(office.config)),
    ]


def _everything_is_in_the_bucket_of_its_case(session: Session) -> Iterator[Unsound]:
    cases = set(session.scalars(select(Case.id)))
    for name, table in sorted(schema.metadata().tables.items()):
        if not {"bucket", "case_id"} <= set(table.c.keys()):
            continue
        for bucket, case_id in session.execute(select(table.c.bucket, table.c.case_id).distinct()):
            if bucket != bucket_of(case_id):
                yield Unsound(f"rows of {name} are not in the bucket of their case", case_id)
            if case_id not in cases:
                yield Unsound(f"rows of {name} belong to a case that is not there", case_id)


def _done_forms_were_kept(session: Session) -> Iterator[Unsound]:
    """A task that a person completed with a form has exactly one submission, by that person."""
    found = session.execute(select(Submission.task_id, Submission.person_id))
    kept = Counter((task_id, person_id) for task_id, person_id in found)
    completed = select(UserTask).where(UserTask.state == TaskState.COMPLETED, UserTask.form_ref.is_not(None))
    cut = deletions.of_any(session)
    for task in session.scalars(completed.order_by(UserTask.id)):
        number = kept.pop((task.id, task.ended_by), 0)
        if number != 1 and not (number == 0 and task.case_id in cut):
            yield Unsound("a task was completed and its form was not kept exactly once", task.id)
    for task_id, _ in kept:
        if task_id is not None:
            yield Unsound("a form was kept for a task that was not completed with it", task_id)


def _mails_agree_with_the_audit(session: Session) -> Iterator[Unsound]:
    """Every e-mail was ordered once, by the audit's word, and sent once when it is sent."""
    found = select(AuditEntry.action, AuditEntry.subject, AuditEntry.stream)
    entries = session.execute(found.where(AuditEntry.action.in_((ORDERED, SENT)))).all()
    cut = {audit.of_case(case_id).name for case_id in deletions.of_any(session)}
    mails = {mail_id: state for mail_id, state in session.execute(select(Mail.id, Mail.state))}
    # What was deleted has left its entries behind.
    there = [one for one in entries if one[2] not in cut or one[1] in mails]
    written = Counter((action, mail_id) for action, mail_id, _ in there)
    for mail_id in sorted(mails.keys() | {subject for _, subject in written}):
        if written[ORDERED, mail_id] != 1 or mail_id not in mails:
            yield Unsound("an e-mail in the outbox and the audit's orders do not agree", mail_id)
        if written[SENT, mail_id] != (mails.get(mail_id) is MailState.SENT):
            yield Unsound("an e-mail's sending and the audit do not agree", mail_id)


def _mails_go_out(session: Session, database_now: datetime) -> Iterator[Unsound]:
    if restores.holding(session) is not None:
        return
    ready, leased = Mail.state == MailState.READY, Mail.state == MailState.LEASED
    # `try_after` of a leased one is the end of its lease; what nobody has tried yet has no time of its own.
    tried = Mail.attempts > 0
    for mail_id in session.scalars(select(Mail.id).where(leased, Mail.try_after < database_now - leases.LEASE)):
        yield Unsound("an e-mail was taken and never given back: is a worker running?", mail_id)
    for mail_id in session.scalars(select(Mail.id).where(ready, tried, Mail.try_after < database_now - MAIL_LATE)):
        yield Unsound("an e-mail should have been tried again by now: is a worker running?", mail_id)
    its_order = exists().where(
        AuditEntry.subject == Mail.id, AuditEntry.action == ORDERED, AuditEntry.recorded_at < database_now - MAIL_LATE
    )
    for mail_id in session.scalars(select(Mail.id).where(ready, ~tried, its_order)):
        yield Unsound("an e-mail has never been tried: is a worker running?", mail_id)


def _account_mails_go_out(session: Session, database_now: datetime) -> Iterator[Unsound]:
    """Every e-mail about an account waits, or has one end; and none waits for longer than it should."""
    said = select(AuditEntry.action, AuditEntry.subject).where(AuditEntry.action.startswith(account_mail.ENDED))
    ordered, ended = set(), Counter[str]()
    for action, mail_id in session.execute(said):
        if action == account_mail.ORDERED:
            ordered.add(mail_id)
        else:
            ended[mail_id] += 1
    waiting = {mail.id: mail for mail in session.scalars(select(AccountMail))}
    for mail_id in sorted(ordered | waiting.keys() | ended.keys()):
        if mail_id not in ordered or (mail_id in waiting) + ended[mail_id] != 1:
            yield Unsound("an e-mail about an account and the audit do not agree", mail_id)
    for mail in waiting.values():
        if mail.try_after < database_now - MAIL_LATE:
            yield Unsound("an e-mail about an account should have been sent by now: is a worker running?", mail.id)


def _deletions_are_carried_out(session: Session, office: Office) -> Iterator[Unsound]:
    try:
        for each in deletions.compared(session, forgetting.ledger(office)):
            if not (each.in_database and each.in_folder):
                where = "folder" if each.in_database else "database"
                yield Unsound(f"a deletion is not in the ledger's {where}: is a worker running?", each.wanted.case_id)
    except (NotAsSigned, MasterKeyProblem) as trouble:
        yield Unsound(str(trouble), deletions.LEDGER.name)
    if lacking := key_copies.lacking(office):
        yield Unsound(f"the copy of the keys {lacking}", "KEY_COPY_DIR")
    left = [row.case_id for row in deletion_orders.left(session)]
    left += [row.case_id for row in deletions.outstanding(session)]
    for case_id in left:
        yield Unsound("a deletion was decided and is not carried out: is a worker running?", case_id)


def _nothing_is_under_an_older_key(session: Session, office: Office) -> Iterator[Unsound]:
    for key in rotation.of_stores(office):
        yield Unsound("a case's key is wrapped by an older master key: run server.py rotate-keys", key.case_id)
    for each, id in rotation.of_people(session, office):
        yield Unsound(f"a {each.name} is wrapped by an older master key: run server.py rotate-keys", id)
    for case_id in searchable.left(session, office):
        yield Unsound("children are found by tokens under an older key: run server.py rotate-keys", case_id)
    for item in older_reasons.left(session):
        yield Unsound(f"a reason of an earlier version is in plain in {item.table}: run server.py migrate", item.id)
    for case_id in rotation.suspects(office):
        for left in rotation.of_case(session, office, case_id):
            yield Unsound(
                f"a {left.sealed.name} is sealed with an older key: run server.py rotate-keys --case", left.id
            )


def _chains_hold(session: Session, office: Office) -> Iterator[Unsound]:
    for fault in anchoring.faults(session, office):
        yield Unsound(f"the audit does not hold at entry {fault.number}: {fault.problem}", fault.stream)
