"""Bring a backup back into an empty place, and do what must be done before anybody may look at it."""

import base64
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import func, inspect, select

from cases import keys, restores
from cases.restores import Restore
from cases.signing_in import account_mail
from cases.signing_in.account_mail import AccountMail
from casework import forgetting, key_copies, schema
from casework.key_copies import NoKeys
from casework.office import Office
from casework.operations import anchoring, backups, examining, moving_keys, progress, rows, tokens_apart, upgrading
from casework.operations.backups import STATEMENTS, BadBackup, Manifest
from foundation import backup_files, canonical, durable_files
from foundation.crypto import CannotOpen, MasterKeyProblem
from foundation.database import new_id
from foundation.signed_files import NotAsSigned

Say = Callable[[str], None]

WITHOUT_A_WORKER = ("is a worker running?", "for more than a minute")
"""What doctor says of a database that stood still; it is as it should be until a worker is started."""


class NotEmpty(Exception):
    """There is something already where the backup should go."""


def restore(office: Office, asked: Namespace, say: Say) -> int:
    """Restore a backup and say how it stands; gives the exit code. Safe to call again after it was broken off."""
    try:
        folder = backups.newest(Path(asked.folder))
        manifest = backups.read(folder, office.config)
        key = backups.check(folder, manifest, office.config)
        if not _was_broken_off(office, manifest):
            bring_back(office, folder, manifest, key)
        moving_keys.migrate(office)
        settle(office)
        upgrading.finish(office, say)
    except (BadBackup, CannotOpen, NotEmpty, NoKeys, NotAsSigned, MasterKeyProblem) as problem:
        say(f"Not restored: {problem}.")
        return 1
    say(f"The backup of {manifest.taken_at:%d %B %Y at %H:%M} UTC is restored, and all deletions since are done again.")
    say("Everybody signs in anew. No e-mail goes out until you have looked: server.py release-outbox --help.")
    with office.database.reading() as session:
        found = [str(fault) for fault in examining.faults(session, office)]
    wrong = [each for each in found if not any(words in each for words in WITHOUT_A_WORKER)]
    for each in wrong:
        say(each)
    say(f"What does not hold: {len(wrong)}." if wrong else "Everything holds.")
    return 1 if wrong else 0


def bring_back(office: Office, folder: Path, manifest: Manifest, key: bytes) -> None:
    """Put keys, signed statements and every row in their places; the rows all together or not at all.

    Raises NotEmpty, NoKeys, BadBackup, NotAsSigned and CannotOpen.
    """
    if not schema.is_known(office.database, manifest.revision):
        raise BadBackup("it was made by a later version of the program: restore it with that one")
    _must_be_empty(office)
    if manifest.key_store:
        key_copies.bring_back(office, manifest.key_store)
    _put_statements_back(office, folder, manifest, key)
    schema.migrate(office.database, manifest.revision)
    tables = [one for one in manifest.files if one.table]
    with progress.bar(len(tables)) as step, office.database.transaction() as session:
        there = {table.name: table for table in rows.tables(session.connection())}
        for one in tables:
            step(f"restoring {one.table}")
            portions = backup_files.read(folder, one.name, key, manifest.id)
            apart = one.table == tokens_apart.TABLE
            change = partial(tokens_apart.opened, session, office) if apart else rows.as_it_is
            rows.taken(session.connection(), there[one.table], one.columns, portions, change)
        at = office.clock.now()
        session.add(Restore(id=new_id(), backup_id=manifest.id, taken_at=manifest.taken_at, restored_at=at))


def settle(office: Office) -> None:
    """Do what must be done before anything is served: what the ledger says is deleted, whatever copy this is.

    A restored database gets an anchor that says so, and loses e-mails with old links. Safe to call again. Raises
    NotAsSigned and MasterKeyProblem.
    """
    forgetting.finish(office)
    with office.database.reading() as session:
        left = restores.unsettled(session)
    if not left:
        return
    with office.database.transaction() as session:
        for mail in session.scalars(select(AccountMail)).all():
            account_mail.done(session, mail.id, "given up", office.clock.now())
        for one in left:
            row = session.get_one(Restore, one.id, with_for_update=True)
            if row.anchor is None:
                row.anchor = anchoring.say_restored(session, office, row.id, row.taken_at)


def _was_broken_off(office: Office, manifest: Manifest) -> bool:
    """Whether this backup's rows are in their places, and only what follows was not done."""
    if not inspect(office.database.engine).has_table(Restore.__tablename__):
        return False
    with office.database.reading() as session:
        return any(one.backup_id == manifest.id for one in restores.unsettled(session))


def _must_be_empty(office: Office) -> None:
    with office.database.reading() as session:
        for table in rows.tables(session.connection()):
            if session.scalar(select(func.count()).select_from(select(table).limit(1).subquery())):
                raise NotEmpty("the database is not empty, and nothing is ever overwritten: set DATABASE_URL, DATA_DIR")


def _put_statements_back(office: Office, folder: Path, manifest: Manifest, key: bytes) -> None:
    """What lies in the folder of anchors already is newer or the same; anything else is not ours to replace."""
    for portion in backup_files.read(folder, STATEMENTS, key, manifest.id):
        content = canonical.read(portion)
        name, text = (str(content[0]), base64.b64decode(str(content[1]))) if isinstance(content, list) else ("", b"")
        path = (office.config.anchors / name).resolve()
        if not path.is_relative_to(office.config.anchors.resolve()):
            raise BadBackup(f"{name} would lie outside the folder of anchors")
        if not path.exists():
            durable_files.write_once(path, text)
        elif path.read_bytes() != text:
            raise BadBackup(f"{path} is another one than in the backup: look which of the two is the right one")


def bring_keys_back(office: Office, say: Say) -> int:
    """Fill an empty key store from its copy; gives the exit code."""
    with office.database.reading() as session:
        wanted = keys.known_store(session)
    if wanted is None:
        say("This database has no cases yet, and so no keys.")
        return 0
    try:
        number = key_copies.bring_back(office, wanted)
        forgetting.finish(office)
    except (NoKeys, NotAsSigned, MasterKeyProblem) as problem:
        say(f"{problem}.")
        return 1
    say(f"{number} keys were brought back." if number else "The key store is there already.")
    return 0
