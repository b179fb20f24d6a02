"""A deliverer killed at the worst moment leaves an e-mail that is sent again, recognisable as the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from cases.correspondence import outbox
from cases.correspondence.outbox import Mail, MailState
from casework.mail import delivery
from casework.office import Office
from tests.cases.conftest import KEYRING
from tests.casework.mail.conftest import Server, mails, put, through

KILLED = -9
WORKER = Path(__file__).with_name("kill_after_sending.py")


@pytest.mark.slow
def test_killed_between_sending_and_writing_down_it_is_sent_again_with_the_same_message_id(
    office: Office, case_id: str, server: Server, tmp_path: Path
) -> None:
    with office.database.transaction() as session:
        mail = put(session, office, case_id)
    keys = tmp_path / "keys"
    keys.write_text(f"master {KEYRING.masters[0].hex()}\nindex {KEYRING.index.hex()}\n")
    keys.chmod(0o600)
    arguments = [office.database.url, str(server.port), str(tmp_path), str(keys), KEYRING.store.database.url]
    root = str(Path(__file__).parents[3])
    run = subprocess.run([sys.executable, WORKER, *arguments], env={**os.environ, "PYTHONPATH": root}, check=False)
    assert run.returncode == KILLED
    assert [each.state for each in mails(office, case_id)] == [MailState.LEASED]
    at = through(office, server)
    assert delivery.deliver_due(at) == 0, "the lease still runs"
    with office.database.transaction() as session:
        session.execute(update(Mail).values(try_after=outbox.AT_ONCE))
    assert delivery.deliver_due(at) == 1
    assert [mail.message_id.encode() in content for content in server.taken] == [True, True]
