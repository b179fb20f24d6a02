"""Rotate the master key, or give one case a new key, said to an operator."""

import time
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta

from cases import records
from cases.keys import NoCaseKey
from cases.records import NoSuchCase
from casework import key_copies, rotation, searchable
from casework.office import Office
from casework.operations import progress
from foundation import master_key
from foundation.crypto import CannotOpen, MasterKeyProblem

Say = Callable[[str], None]

SETTLED = 600
"""Seconds after which no running process has anything under way with the master key before."""


def rotate(office: Office, asked: Namespace, say: Say) -> int:
    """Rotate what was asked for, or go on where it was broken off; gives the exit code."""
    try:
        if asked.case:
            return _case(office, asked, say)
        if asked.forget_old:
            return _forget_old(office, say)
        return _master(office, say)
    except (MasterKeyProblem, CannotOpen, NoCaseKey, NoSuchCase) as problem:
        say(f"{problem}.")
        return 1


def _master(office: Office, say: Say) -> int:
    source = office.key_source
    if not _left(office):
        if not source.is_file:
            say(f"Everything is wrapped by the first master key of {source}. To rotate, put the line of a new one")
            say("before it (server.py new-master-key makes one), restart every process, and run this again.")
            return 0
        master_key.renew(source.file)
        office.keys.look_again()
        say(f"{source.file} has a new master key. Copy it to every other host before anything else.")
    with progress.bar(_left(office)) as step:
        rotation.wrap_anew(office, step)
        searchable.write_anew(office, step)
    left = _left(office)
    say(f"{left} values are under an older key: run this again." if left else "Everything is under the new keys.")
    say("The older master key opens backups of accounts from before. Forget it with rotate-keys --forget-old.")
    return 1 if left else 0


def _forget_old(office: Office, say: Say) -> int:
    source = office.key_source
    if left := _left(office):
        say(f"{left} values are under an older key: run server.py rotate-keys first.")
        return 1
    tokens = searchable.forget_older_keys(office, office.clock.now() - timedelta(seconds=SETTLED))
    say(f"{tokens} older keys of search tokens are destroyed.")
    if not source.is_file:
        say(f"Nothing is wrapped by an older master key: the lines below the first may go from {source}.")
        return 0
    if time.time() - source.file.stat().st_mtime < SETTLED:
        say("The new master key is not ten minutes old, and something may still be under way with the one before.")
        return 1
    gone = master_key.forget_older(source.file)
    say(f"{gone} older master keys are gone from {source.file}. Destroy their copies too.")
    return 0


def _case(office: Office, asked: Namespace, say: Say) -> int:
    with office.database.reading() as session:
        case_id = records.by_reference(session, asked.case).id
    if asked.forget_old:
        with office.database.reading() as session:
            left = len(rotation.of_case(session, office, case_id))
        rows = office.keys.store.of_case(case_id)
        kept = {next(row.number for row in rows if row.part == part) for part in {row.part for row in rows}}
        if left or (office.clock.now() - max(row.made_at for row in rows)).total_seconds() < SETTLED:
            say(f"{left} values are sealed with an older key, or the new one is not ten minutes old: try again then.")
            return 1
        office.keys.store.destroy(case_id, {row.number for row in rows} - kept)
        key_copies.write(office)
        say("The older keys are destroyed: backups from before the rotation do not open for this case any more.")
        return 0
    rotation.give_new_key(office, case_id)
    with office.database.reading() as session:
        left = len(rotation.of_case(session, office, case_id))
    with progress.bar(left) as step:
        rotation.seal_anew(office, case_id, step)
    say(f"{left} values are sealed with a new key of the case. The older key still opens backups from before.")
    return 0


def _left(office: Office) -> int:
    with office.database.reading() as session:
        wrapped = len(rotation.of_stores(office)) + len(rotation.of_people(session, office))
        return wrapped + len(searchable.left(session, office))


def new_master_key(say: Say, is_terminal: bool) -> int:
    """Print a new master key for a place that is not a file of ours; never on a screen. Gives the exit code."""
    if is_terminal:
        say("A key is not for the screen: send this into the command that keeps it, or into a file of yours alone.")
        return 2
    say(master_key.fresh().rstrip())
    return 0
