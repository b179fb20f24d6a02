"""Whom a form offers: never more people than the one who fills it in may choose."""

from cases import assignments, identity, people, records
from casework import choices, like_cases
from casework.asked import Asked
from foundation.database import new_id
from tests.casework.letters.conftest import File, file, office

__all__ = ["file", "office"]


def test_what_one_of_the_office_prepared_is_checked_by_another_of_the_office(file: File) -> None:
    for name, role in (("Ola Testcase", "business_office"), ("Kit Testcase", "business_office"), ("Bo", "bo_manager")):
        person = people.add(file.session, name, f"{name.split()[0].lower()}@cspr.example")
        file.session.flush()
        people.give_role(file.session, person.id, role, "lei")
        file.people[name] = person.id
    file.session.flush()
    offered = choices.colleagues(file.session, Asked(file.case_id, file.people["Ola Testcase"], {}, file.now))
    assert {each["value"] for each in offered} == {file.people["Kit Testcase"], file.people["Bo"]}
    to_an_agency = Asked(file.case_id, file.people["hospital"], {}, file.now)
    assert choices.colleagues(file.session, to_an_agency) == []


def test_a_deputy_can_say_that_they_complete_the_reply_themselves(file: File) -> None:
    lead = file.people["hospital"]
    deputy = people.add(file.session, "Dee Testcase", "dee@cspr.example")
    file.session.flush()
    people.relate(file.session, people.RelationKind.DEPUTY, deputy.id, lead)
    file.session.flush()
    for person_id in (lead, deputy.id):
        offered = {
            each["value"] for each in choices.everybody(file.session, Asked(file.case_id, person_id, {}, file.now))
        }
        assert {lead, deputy.id} <= offered
        assert file.people["police"] not in offered


def test_a_possible_duplicate_is_not_offered_to_whoever_is_shut_out_of_it(file: File) -> None:
    facts = {"name": "Sam Testcase", "dob": "2021-05-04"}
    other = records.open_case(
        file.session,
        file.office.keys,
        records.Opening(new_id(), "lei", profile="LLR-WT2023", settings_version=1),
        file.now,
    ).id
    for case_id in (file.case_id, other):
        identity.write(file.session, file.office.keys, case_id, "C1", facts, file.now)
    officers = []
    for name in ("Ola Testcase", "Kit Testcase"):
        person = people.add(file.session, name, f"{name.split()[0].lower()}@cspr.example")
        file.session.flush()
        people.give_role(file.session, person.id, "business_office", "lei")
        officers.append(person.id)
    assignments.exclude(file.session, other, officers[1], file.now)
    offered = [
        like_cases.possible_duplicates(file.session, file.office, Asked(file.case_id, one, {}, file.now))
        for one in officers
    ]
    label = f"{records.reference_of(file.session, other)} (C1: same name and date of birth)"
    assert offered == [[{"value": other, "label": label}], []]
