"""Keys are rotated while people work: broken off and begun again, both open until the older is forgotten."""

import os
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cases import files, finding, identity_tokens, keys, people, records, submissions, token_keys
from cases.correspondence import documents
from cases.correspondence.letters import Letter
from cases.files import CaseFile
from cases.identity_tokens import IdentityToken
from cases.looking_for import Asked
from cases.signing_in import account_mail
from cases.signing_in.account_mail import AccountMail
from cases.submissions import Submission
from casework import office as offices
from casework import rotation, searchable
from casework.office import Office
from casework.operations import examining, rotating, upgrading
from foundation import master_key
from foundation.clock import SettableClock
from tests.scenarios.killing import Killed, dies_after
from tests.scenarios.stage import Stage


def rotated(office: Office, case: str | None = None, *, forget_old: bool = False) -> str:
    said: list[str] = []
    code = rotating.rotate(office, Namespace(case=case, forget_old=forget_old), said.append)
    return f"{code} " + "\n".join(said)


def everything_opens(office: Office) -> int:
    with office.database.reading() as session:
        for submission in session.scalars(select(Submission)):
            submissions.read(session, office.keys, submission)
        for file in session.scalars(select(CaseFile)):
            files.read(session, office.keys, file)
        for letter in session.scalars(select(Letter)):
            documents.snapshot_of(session, office.keys, letter)
        for mail in session.scalars(select(AccountMail)):
            account_mail.read(office.keys, mail)
        return len(examining.faults(session, office))


@pytest.fixture
def on(chapter: Callable[[str], Stage]) -> Stage:
    """A case with replies, letters, files and e-mails; somebody waits for a link."""
    on = chapter("papers")
    office = on.office
    with office.database.transaction() as session:
        person_id = session.scalars(select(people.Person.id)).first() or ""
        words = account_mail.Words("someone@cspr.example", "Invented", "https://cspr.example/link")
        account_mail.put(session, office.keys, person_id, "invitation", words, office.clock.now())
    return on


def test_the_master_key_is_rotated_with_processes_running_and_broken_off_on_the_way(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, path = on.office, on.office.config.master_key_file
    running = offices.open_office(office.config, lambda _office: {}, SettableClock(office.clock.now()))
    before = office.keys.masters
    assert everything_opens(running) == 0
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(rotation, "_wrap", dies_after(0, rotation._wrap))
        rotated(office)
    again = offices.open_office(office.config, lambda _office: {}, SettableClock(office.clock.now()))
    assert len(again.keys.masters) == 2 and again.keys.masters[1:] == before
    assert everything_opens(running) == everything_opens(again) > 0
    assert "run server.py rotate-keys first" in rotated(again, forget_old=True)
    assert rotated(again).startswith("0 Everything is under the new keys.")
    assert (len(again.keys.masters), path.stat().st_mode & 0o777) == (2, 0o600), "no third key was made"
    assert everything_opens(again) == 0
    assert "not ten minutes old" in rotated(again, forget_old=True)
    os.utime(path, (time.time() - 3600, time.time() - 3600))
    assert "1 older master keys are gone" in rotated(again, forget_old=True)
    new = offices.open_office(office.config, lambda _office: {}, SettableClock(office.clock.now()))
    assert new.keys.masters == again.keys.masters[:1]
    assert everything_opens(new) == everything_opens(running) == 0
    wrapped = running.keys.wrap(b"k" * 32, b"place")
    assert new.keys.unwrap(wrapped, b"place") == b"k" * 32, "whoever runs since before wraps with the new one"
    for each in (running, again, new):
        each.close()


def test_a_case_gets_a_new_key_and_is_sealed_anew_however_often_that_is_broken_off(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, case_id, reference = on.office, on.play.case_id, on.play.reference
    monkeypatch.setattr(rotation, "AT_ONCE", 5)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(rotation, "_seal", dies_after(13, rotation._seal))
        rotated(office, reference)
    parts = len(keys.PARTS)
    assert len(office.keys.store.of_case(case_id)) == 2 * parts
    left = everything_opens(office)
    assert left > 10, "doctor names what is under the older key, and both open"
    assert rotated(office, reference).startswith(f"0 {left} values are sealed with a new key")
    assert everything_opens(office) == 0
    assert "not ten minutes old" in rotated(office, reference, forget_old=True)
    on.play.at(office.clock.now() + timedelta(minutes=11))
    assert rotated(office, reference, forget_old=True).startswith("0 The older keys are destroyed")
    assert min(key.number for key in office.keys.store.of_case(case_id)) == parts + 1
    assert everything_opens(office) == 0
    assert rotated(office, "LEI-99-999").startswith("1 there is no case")


def test_a_key_that_is_no_file_is_rotated_by_whoever_keeps_it(on: Stage) -> None:
    office = on.office
    text = office.config.master_key_file.read_text()
    fresh = master_key.fresh().splitlines()[2]
    for change, words in ((text, "To rotate, put the line of a new one"), (f"{fresh}\n{text}", "under the new keys")):
        there = replace(office.config, keys=replace(office.config.keys, text=change))
        opened = offices.open_office(there, lambda _office: {}, SettableClock(office.clock.now()))
        assert words in rotated(opened)
        assert everything_opens(opened) == 0
        opened.close()


def children_found(office: Office) -> int:
    """How many children somebody of the office finds who knows one's name, in the play's one case."""
    with office.database.reading() as session:
        (olive,) = session.scalars(select(people.Person.id).where(people.Person.name == "Olive Office"))
        return len(finding.find(session, office.keys, olive, Asked("Testcase"), office.clock.now()).shown)


def test_search_tokens_are_written_anew_with_the_master_key_and_searches_find_all_the_while(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = on.office
    running = offices.open_office(office.config, lambda _office: {}, SettableClock(office.clock.now()))
    with office.database.reading() as session:
        home = records.partnership_of(session, on.play.case_id)
    whose = token_keys.owner(home)
    tokens = select(IdentityToken.token)
    found = children_found(running)
    assert (found > 0, numbers(office, whose)) == (True, [1])
    # Killed before there is a new key, with one under which nothing is written, and with a case half written.
    for at, name in ((token_keys, "renew"), (searchable, "write"), (identity_tokens, "write")):
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(at, name, dies_after(0, getattr(at, name)))
            rotated(office)
        assert children_found(running) == children_found(office) == found, name
    assert numbers(office, whose) == [2, 1]
    with office.database.reading() as session:
        before = set(session.scalars(tokens))
        faults = [str(fault) for fault in examining.faults(session, office)]
    assert any("tokens under an older key" in fault for fault in faults)
    assert rotated(office).startswith("0 Everything is under the new keys.")
    with office.database.reading() as session:
        after = set(session.scalars(tokens))
    assert before.isdisjoint(after) and len(before) == len(after)
    assert children_found(running) == found
    os.utime(office.config.master_key_file, (time.time() - 3600, time.time() - 3600))
    assert "\n" in rotated(office, forget_old=True) and numbers(office, whose) == [2, 1], "they are not ten minutes old"
    on.play.at(office.clock.now() + timedelta(minutes=11))
    assert "1 older keys of search tokens are destroyed" in rotated(office, forget_old=True)
    assert (children_found(running), numbers(office, whose), everything_opens(office)) == (found, [2], 0)
    running.close()


def numbers(office: Office, owner: str) -> list[int]:
    return [key.number for key in office.keys.store.of_case(owner)]


def test_tokens_of_an_earlier_version_are_written_anew_by_whoever_starts_next(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = on.office
    found = children_found(office)
    with office.database.transaction() as session:
        home = records.partnership_of(session, on.play.case_id)
        older = office.keys.blind("surname", "testcase")
        session.execute(update(IdentityToken).values(token=older, fact="surname"))
    office.keys.store.destroy(token_keys.owner(home))
    assert children_found(office) == 0
    for _ in range(2):
        said: list[str] = []
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(identity_tokens, "write", dies_after(0, identity_tokens.write))
            upgrading.finish(office, said.append)
    upgrading.finish(office, said.append)
    assert said == ["The children of 1 cases are found by search tokens written anew."]
    assert (children_found(office), everything_opens(office)) == (found, 0)
    upgrading.finish(office, said.append)
    assert len(said) == 1
    with office.database.reading() as session:
        reference = searchable.reference_of(session, office, on.play.case_id)
        (olive,) = session.scalars(select(people.Person.id).where(people.Person.name == "Olive Office"))
        asked = Asked(reference=reference)
        assert reference and finding.find(session, office.keys, olive, asked, office.clock.now()).shown
