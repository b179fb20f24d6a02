"""What the forms of intake do to the case file: identities apart, dates set, duplicates joined, requests prepared."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from cases import access, assignments, identity, records, requests
from cases.clocks import anchors
from cases.records import CaseStatus
from cases.requests import RequestStatus
from cases.settings import versions
from foundation import crypto
from foundation.clock import london_date
from foundation.database import Session

Send = Callable[..., dict[str, object]]

REFERRAL = {
    "aware_date": "2027-01-12",
    "sin_date": "2027-01-13",
    "sin_ref": "SIN-2027-42",
    "children": [
        {"name": "Baby Testcase", "dob": "2026-11-26", "role": "subject", "address": "1 Example Street LE1 1AA"},
        {"name": "Tim Testcase", "dob": "2023-11-02", "role": "sibling"},
    ],
    "family": [{"name": "Mother Testcase", "relation": "mother"}],
    "summary": "Fractures without an account",
}
NOTIFICATION = {
    "np_ref": "SIN-2027-42",
    "aware_at": "2027-01-12",
    "sent_at": "2027-01-14T09:30+00:00",
    "copied_at": "2027-01-14T10:00+00:00",
    "children": [{"identified": "yes", "name": "Baby Testcase", "dob": "2026-11-26"}, {"identified": "no"}],
}


def dates(session: Session, case_id: str) -> dict[str, datetime]:
    return {name: at for (subject, name), at in anchors.of_case(session, case_id).items() if not subject}


def test_a_referral_names_children_and_family_in_the_identity_store(
    session: Session, send: Send, case_id: str, keyring: crypto.Keyring
) -> None:
    send("f01_referral", REFERRAL)
    known = identity.of_case(session, case_id)
    assert [each.code for each in known] == ["C1", "C2", "F1"]
    assert identity.read(session, keyring, known[0])["name"] == "Baby Testcase"
    assert "role" not in identity.read(session, keyring, known[0])


def test_a_referral_is_received_when_it_is_sent(session: Session, send: Send, case_id: str, now: datetime) -> None:
    send("f01_referral", REFERRAL)
    found = dates(session, case_id)
    assert found["received_at"] == now
    assert london_date(found["aware_at"]).isoformat() == "2027-01-12"
    assert london_date(found["notified_at"]).isoformat() == "2027-01-13"


def test_a_notification_is_received_when_it_was_copied_and_never_later_than_now(
    session: Session, send: Send, case_id: str, now: datetime
) -> None:
    send("f02_notification", NOTIFICATION)
    assert dates(session, case_id)["received_at"] == now - timedelta(minutes=15)
    send("f02_notification", {"copied_at": "2027-01-20T10:00+00:00"})
    assert dates(session, case_id)["received_at"] == now - timedelta(minutes=15)


def test_an_unidentified_child_has_a_code_too(session: Session, send: Send, case_id: str) -> None:
    send("f02_notification", NOTIFICATION)
    assert [each.code for each in identity.of_case(session, case_id, identity.CHILD)] == ["C1", "C2"]


def test_a_child_whom_the_notification_names_again_stays_one_and_another_is_another(
    session: Session, send: Send, case_id: str, keyring: crypto.Keyring
) -> None:
    send("f01_referral", REFERRAL)
    again = {"identified": "yes", "name": "BABY Testcase", "dob": "2026-11-26", "address": "2 Other Street LE2 2BB"}
    twin = {**again, "name": "Bella Testcase"}
    send("f02_notification", {**NOTIFICATION, "children": [{"identified": "no"}, again, twin]})
    known = identity.of_case(session, case_id, identity.CHILD)
    assert [each.code for each in known] == ["C1", "C2", "C3", "C5"]
    baby = identity.read(session, keyring, known[0])
    assert (baby["name"], baby["address"]) == ("Baby Testcase", "1 Example Street LE1 1AA; 2 Other Street LE2 2BB")
    (hidden,) = [each for each in identity.named(session, case_id) if each.same_as]
    assert (hidden.code, hidden.same_as) == ("C4", "C1")


def test_the_intake_check_s_plain_date_does_not_blunt_the_time_known_before(
    session: Session, send: Send, case_id: str, now: datetime
) -> None:
    send("f02_notification", NOTIFICATION)
    send("f03_intake_check", {"received_at": "2027-01-14", "aware_at": "2027-01-11", "path": "rapid_review"})
    found = dates(session, case_id)
    assert found["received_at"] == now - timedelta(minutes=15)
    assert london_date(found["aware_at"]).isoformat() == "2027-01-11"
    assert records.case(session, case_id).path == "rapid_review"


def test_a_case_for_another_office_names_it_and_a_joint_one_is_shared(
    session: Session, send: Send, case_id: str, someone: Callable[..., str]
) -> None:
    neighbour = someone("business_office", "llr")
    assert send("f03_intake_check", {"partnership_ok": "transfer", "transfer_to": "llr"})["transfer_to"] == "llr"
    assert not access.may_know(session, neighbour, case_id)
    send("f03_intake_check", {"partnership_ok": "joint", "transfer_to": "llr"})
    assert access.may_know(session, neighbour, case_id)


def test_a_linked_match_is_linked_once_and_one_of_another_office_not_at_all(
    session: Session, send: Send, case_id: str, open_case: Callable[..., str]
) -> None:
    other = open_case()
    rows = [{"match": other, "judgement": "linked"}, {"match": "office:llr", "judgement": "linked"}]
    for _ in range(2):
        send("f03_intake_check", {"dup": rows})
    assert records.linked(session, case_id) == [(other, "linked")]


@pytest.mark.parametrize(("relation", "status"), [("same", CaseStatus.MERGED), ("linked", CaseStatus.OPEN)])
def test_a_duplicate_is_merged_or_linked(
    session: Session, send: Send, case_id: str, open_case: Callable[..., str], relation: str, status: CaseStatus
) -> None:
    other = open_case()
    send("f40_duplicate", {"relation": relation, "other_case": other})
    assert records.case(session, case_id).status is status
    assert [each for each, _kind in records.linked(session, other)] == [case_id]


def test_agencies_named_are_asked_and_those_taken_off_are_not(
    session: Session, send: Send, case_id: str, someone: Callable[..., str], now: datetime
) -> None:
    versions.adopt(session, records.partnership_of(session, case_id), "LLR-WT2023", "somebody", now)
    lead = someone("agency_lead", agency_id="police")
    rows = [{"agency": "police", "variant": "police"}, {"agency": "hospital", "lead": "somebody", "variant": "health"}]
    send("f03_agencies", {"agencies": rows, "reply_due": "2027-01-21T17:00+00:00"})
    send("f03_agencies", {"agencies": rows[:1], "reply_due": "2027-01-21T17:00+00:00"})
    found = {each.agency_id: each for each in requests.of_case(session, case_id)}
    assert found["police"].status is RequestStatus.DRAFT
    assert found["police"].lead_id == lead
    assert found["police"].due_at is not None
    assert found["hospital"].status is RequestStatus.WITHDRAWN


def test_what_was_missing_is_kept_with_the_names_it_holds_apart(
    session: Session, send: Send, case_id: str, keyring: crypto.Keyring
) -> None:
    send("f01_referral", REFERRAL)
    send("missing_facts", {"answer": "See below", "children": [{"name": "Zoe Testcase"}]})
    third = identity.of_case(session, case_id, identity.CHILD)[2]
    assert (third.code, identity.read(session, keyring, third)) == ("C3", {"name": "Zoe Testcase"})


def test_somebody_named_outside_the_lists_is_kept_apart_as_a_note(
    session: Session, send: Send, case_id: str, keyring: crypto.Keyring
) -> None:
    send("f02_notification", NOTIFICATION, named={"other_children": "Also Zoe Testcase, aged 9"})
    (note,) = identity.of_case(session, case_id, identity.NOTE)
    assert identity.read(session, keyring, note) == {"other_children": "Also Zoe Testcase, aged 9"}


def test_an_acknowledgement_lets_the_completer_in_for_that_agency_only(
    session: Session, send: Send, case_id: str, someone: Callable[..., str], now: datetime
) -> None:
    lead, helper = someone("agency_lead", agency_id="police"), someone("contributor", agency_id="police")
    request = requests.prepare(session, case_id, "police", "standard", now)
    requests.send(session, case_id, request.id, now, now)
    send("f07_acknowledge", {"secured": "secured", "completer": helper}, by=lead, request_id=request.id)
    assert request.status is RequestStatus.ACKNOWLEDGED
    assert (request.records_secured, request.completer_id) == ("secured", helper)
    assert access.codes_on(session, helper, case_id) == {"CT@police"}
    assert [each.person_id for each in assignments.people_on(session, case_id, "contributor")] == [helper]


def test_an_agreed_extension_moves_the_reply_date(session: Session, send: Send, case_id: str, now: datetime) -> None:
    request = requests.prepare(session, case_id, "police", "standard", now)
    requests.send(session, case_id, request.id, now, now)
    send("answer_agency", {"answer": "Yes", "extension": "no"}, request_id=request.id)
    assert request.due_at == now
    answers = {"answer": "Yes", "extension": "yes", "new_due": "2027-01-22T17:00+00:00"}
    send("answer_agency", answers, request_id=request.id)
    assert request.due_at is not None
    assert london_date(request.due_at).isoformat() == "2027-01-22"
    assert anchors.of_case(session, case_id)[request.id, "due_at"] == request.due_at


def test_further_family_named_with_the_agencies_is_searched_for_and_kept_apart(
    session: Session, send: Send, case_id: str, keyring: crypto.Keyring
) -> None:
    send("f02_notification", {**NOTIFICATION, "family": [{"name": "Mother Testcase", "relation": "Mother"}]})
    send("f03_agencies", {"family": [{"name": "Uncle Testcase", "relation": "Uncle"}]})
    found = identity.of_case(session, case_id, identity.FAMILY)
    assert [(each.code, identity.read(session, keyring, each)["name"]) for each in found] == [
        ("F1", "Mother Testcase"),
        ("F2", "Uncle Testcase"),
    ]


def test_family_that_is_named_again_stays_one_and_whoever_was_born_or_lives_elsewhere_is_another(
    session: Session, send: Send, case_id: str, keyring: crypto.Keyring
) -> None:
    mother = {"name": "Mother Testcase", "dob": "1995-02-03", "address": "1 Example Street"}
    namesake = {"name": "John Testcase", "address": "1 Example Street"}
    send("f01_referral", {**REFERRAL, "family": [mother, namesake]})
    again = [{"name": "MOTHER Testcase", "address": "2 Other Street", "dob": "1995-02-03"}, {"name": "John Testcase"}]
    send("f02_notification", {**NOTIFICATION, "family": again})
    found = identity.of_case(session, case_id, identity.FAMILY)
    assert [each.code for each in found] == ["F1", "F2"]
    assert identity.read(session, keyring, found[0])["address"] == "1 Example Street; 2 Other Street"
    others = [{**mother, "dob": "1996-02-03"}, {**namesake, "address": "9 Far Road"}, {"name": "Mother"}]
    send("f03_agencies", {"family": others})
    send("f03_agencies", {"family": [{"name": "Mother"}, {"name": "John Testcase"}]})  # of two, nobody knows which
    found = identity.of_case(session, case_id, identity.FAMILY)
    assert [each.code for each in found] == ["F1", "F2", *(f"F{number}" for number in range(5, 10))]


def test_names_in_a_reply_and_children_beyond_the_four_are_notes_of_the_identity_store(
    session: Session, send: Send, case_id: str, keyring: crypto.Keyring
) -> None:
    send("f02_notification", {**NOTIFICATION, "other_children": "Cousin Testcase"})
    household = [{"name": "Lodger Testcase", "relation": "Lodger"}]
    send("f06_agency_reply", {"known": "yes", "household": household, "basics": "Born a day later."})
    first, second = identity.of_case(session, case_id, identity.NOTE)
    assert identity.read(session, keyring, first)["other_children"] == "Cousin Testcase"
    said = identity.read(session, keyring, second)
    assert said["household"] == [{"name": "Lodger Testcase"}] and said["corrections"] == "Born a day later."
