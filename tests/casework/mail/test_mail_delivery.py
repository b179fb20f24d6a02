"""E-mails reach people at least once, always with the same Message-ID, and what cannot be sent waits for a person."""

import re
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from cases import assignments
from cases.correspondence import outbox
from cases.correspondence.outbox import Mail, MailState
from cases.signing_in import account_mail
from casework.mail import delivery, leases, transport
from casework.office import Office
from foundation.config import NO_TLS, TLS
from tests.casework.mail.conftest import Server, envelope, mails, put, through


def wait_over(office: Office) -> None:
    """Let every wait and lease run out: the database's clock cannot be set, so its dates are."""
    with office.database.transaction() as session:
        session.execute(update(Mail).values(try_after=outbox.AT_ONCE))


def only(office: Office, case_id: str) -> Mail:
    (mail,) = mails(office, case_id)
    return mail


def message_ids(server: Server) -> list[str]:
    return [re.search(rb"Message-ID: (<.+>)", each)[1].decode() for each in server.taken]  # type: ignore[index]


def test_an_e_mail_is_sent_once_and_the_answer_kept(office: Office, case_id: str, server: Server) -> None:
    with office.database.transaction() as session:
        put(session, office, case_id)
    at = through(office, server)
    assert [delivery.deliver_due(at), delivery.deliver_due(at)] == [1, 0]
    mail = only(office, case_id)
    assert (mail.state, mail.reply, mail.sent_at) == (MailState.SENT, "250 Taken", office.clock.now())
    assert message_ids(server) == [mail.message_id] and server.recipients == ["carla@cspr.example"]


def test_asking_twice_for_the_same_e_mail_writes_it_once(office: Office, case_id: str) -> None:
    with office.database.transaction() as session:
        first, second, third = (put(session, office, case_id, key) for key in ("one", "one", "another"))
        assert first is second and third.message_id != first.message_id


def test_a_passing_refusal_is_tried_again_after_a_minute(office: Office, case_id: str, server: Server) -> None:
    server.answers = ["451 Not now", "250 Taken"]
    with office.database.transaction() as session:
        put(session, office, case_id)
    at = through(office, server)
    assert delivery.deliver_due(at) == 0
    with office.database.reading() as session:
        mail = outbox.of_case(session, case_id)[0]
        wait = mail.try_after - leases.database_now(session)
    assert mail.state is MailState.READY and timedelta(seconds=40) < wait <= timedelta(minutes=1)
    assert delivery.deliver_due(at) == 0
    wait_over(office)
    assert delivery.deliver_due(at) == 1
    assert only(office, case_id).attempts == 2


def test_a_lasting_refusal_waits_for_a_person(office: Office, case_id: str, server: Server, now: datetime) -> None:
    server.answers = ["550 No such <carla@cspr.example> here", "250 Taken"]
    with office.database.transaction() as session:
        put(session, office, case_id)
    at = through(office, server)
    delivery.deliver_due(at)
    wait_over(office)
    assert delivery.deliver_due(at) == 0
    failed = only(office, case_id)
    assert (failed.state, failed.reply) == (MailState.FAILED, "550 No such (the address) here")
    with office.database.transaction() as session:
        assert [each.id for each in outbox.troubled(session)] == [failed.id]
        delivery.send_again(session, office, case_id, failed.id, "olive", now)
    assert delivery.deliver_due(at) == 1
    assert message_ids(server) == [failed.message_id]


def test_a_server_that_is_not_there_is_tried_for_two_days(office: Office, case_id: str) -> None:
    with office.database.transaction() as session:
        put(session, office, case_id)
    nowhere = replace(office, config=replace(office.config, smtp_host="127.0.0.1", smtp_port=1))
    delivery.deliver_due(nowhere)
    assert only(office, case_id).state is MailState.READY
    with office.database.transaction() as session:
        long_ago = leases.database_now(session) - timedelta(hours=47)
        session.execute(update(Mail).values(first_tried_at=long_ago, attempts=12, try_after=outbox.AT_ONCE))
    delivery.deliver_due(nowhere)
    assert only(office, case_id).state is MailState.FAILED


def test_an_answer_that_got_lost_leads_to_the_same_e_mail_again(office: Office, case_id: str, server: Server) -> None:
    server.drop_after_data = 1
    with office.database.transaction() as session:
        put(session, office, case_id)
    at = through(office, server)
    assert delivery.deliver_due(at) == 0
    wait_over(office)
    assert delivery.deliver_due(at) == 1
    assert message_ids(server) == [only(office, case_id).message_id] * 2
    assert server.taken[0] == server.taken[1]


def test_two_deliverers_at_once_send_once(office: Office, case_id: str, server: Server) -> None:
    with office.database.transaction() as session:
        for number in range(8):
            put(session, office, case_id, f"step {number}")
    at = through(office, server)
    both = [threading.Thread(target=delivery.deliver_due, args=(at,)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(message_ids(server)) == sorted(mail.message_id for mail in mails(office, case_id))
    assert {mail.state for mail in mails(office, case_id)} == {MailState.SENT}


def test_who_lost_the_lease_writes_nothing(office: Office, case_id: str) -> None:
    with office.database.transaction() as session:
        bucket = put(session, office, case_id).bucket
        slow, quick = leases.take(session, bucket, timedelta(0)), leases.take(session, bucket)
        assert slow and quick
        assert not leases.accepted(session, slow, "late", office.clock.now())
        assert leases.accepted(session, quick, "taken", office.clock.now())


def test_what_waits_for_a_slow_server_is_nobody_s_yet_and_goes_out_by_what_holds_when_its_turn_comes(
    office: Office, case_id: str, server: Server, someone: Callable[..., str]
) -> None:
    carla = someone("crg_chair", "carla")
    with office.database.transaction() as session:
        for key in ("one", "two"):
            outbox.put(session, office.keys, replace(envelope(case_id, key), person_id=carla), office.clock.now())
    seen: list[list[str]] = []

    def shut_out() -> None:
        seen.append(sorted(mail.state.value for mail in mails(office, case_id)))
        with office.database.transaction() as session:
            assignments.exclude(session, case_id, carla, office.clock.now())

    server.meanwhile = shut_out
    assert delivery.deliver_due(through(office, server)) == 1
    assert seen == [["leased", "ready"]]
    assert sorted(mail.state.value for mail in mails(office, case_id)) == ["failed", "sent"]


@pytest.mark.parametrize(
    ("tls", "first", "word"),
    [
        pytest.param(NO_TLS, b"", b"220-Wait\r\n", id="in its greeting"),
        # The head of one record of the encrypted conversation, which then never ends.
        pytest.param(TLS, b"\x16\x03\x03\x40\x00", b"\x02", id="before it is known who it is"),
    ],
)
def test_a_server_that_goes_on_talking_is_cut_off_long_before_its_e_mail_is_anybody_else_s(
    office: Office, case_id: str, monkeypatch: pytest.MonkeyPatch, tls: str, first: bytes, word: bytes
) -> None:
    assert timedelta(seconds=transport.MOST_SECONDS + transport.SECONDS) < min(leases.LEASE, account_mail.LEASE)
    monkeypatch.setattr(transport, "MOST_SECONDS", 0.3)
    with office.database.transaction() as session:
        put(session, office, case_id)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        talker = threading.Thread(target=_talks_for_ever, args=(listening, first, word))
        talker.start()
        port = listening.getsockname()[1]
        there = replace(office.config, smtp_host="127.0.0.1", smtp_port=port, smtp_tls=tls)
        assert delivery.deliver_due(replace(office, config=there)) == 0
        # It ends because the line was cut: nothing else would make it.
        talker.join()
    assert only(office, case_id).state is MailState.READY


def _talks_for_ever(listening: socket.socket, first: bytes, word: bytes) -> None:
    line, _ = listening.accept()
    with line, suppress(OSError):
        line.sendall(first)
        while True:
            line.sendall(word)
            time.sleep(0.01)


def test_by_default_e_mails_are_files_each_whole_and_once(office: Office, case_id: str) -> None:
    with office.database.transaction() as session:
        put(session, office, case_id)
    delivery.deliver_due(office)
    wait_over(office)
    (path,) = (office.config.data_dir / "mail").iterdir()
    content = path.read_bytes()
    assert path.name == f"{only(office, case_id).id}.eml"
    assert b"Subject: LEI-27-001" in content or b"Subject: =?utf-8?" in content
    assert b"To: carla@cspr.example" in content and content.count(b"To:") == 2  # To and Reply-To


def test_what_can_no_longer_be_opened_does_not_hold_up_the_rest(office: Office, case_id: str) -> None:
    with office.database.transaction() as session:
        broken = put(session, office, case_id, "one")
        put(session, office, case_id, "two")
        broken.body = b"\1" + bytes(40)
    assert delivery.deliver_due(office) == 1
    assert sorted(mail.state.value for mail in mails(office, case_id)) == ["failed", "sent"]


@pytest.mark.parametrize("address", ["", "good@nhs.uk, other@elsewhere.uk", "a@b", "a\r\nBcc: x@y.uk"])
def test_an_address_that_is_not_exactly_one_is_found_out(address: str) -> None:
    assert delivery.ordering.fault_of(address)
    assert not delivery.ordering.fault_of("carla@cspr.example")
    assert delivery.ordering.fault_of("carla@cspr.example", ["nhs.uk"])
