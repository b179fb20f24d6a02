"""What the office is given when it decides whom to ask, and what somebody is given before there is a case."""

from dataclasses import replace

import pytest

from cases import partnerships, records, settings
from cases.partnerships import Agency
from casework import asking_facts, facts
from casework.asked import Asked
from foundation.canonical import Json
from foundation.database import new_id
from tests.casework.letters.conftest import File, file, office

__all__ = ["file", "office"]


def asked(file: File, case_id: str, person: str = "referrer") -> Asked:
    return Asked(case_id, file.people[person], {}, file.now)


def test_the_partners_and_whom_the_referral_names_are_proposed_until_the_office_has_chosen(file: File) -> None:
    for id_, category, partner in (("la", "la_social_care", "la"), ("oak", "school", None), ("elm", "school", None)):
        file.session.add(Agency(id=id_, name=id_.title(), category=category, partner=partner, inspectorates=""))
        file.session.flush()
        partnerships.serve(file.session, id_, "lei")
    opening = records.Opening(new_id(), "lei", profile="LLR-2020", settings_version=1)
    new = replace(file, case_id=records.open_case(file.session, file.office.keys, opening, file.now).id)
    new.wrote("f01_referral", ref_agency="gp", agencies_known=[{"agency": "oak", "still": "yes"}])
    found = asking_facts.agencies_to_ask(file.session, file.office, asked(file, new.case_id))
    assert [(row["agency"], row["variant"]) for row in found] == [
        ("gp", "standard"),
        ("la", "standard"),
        ("oak", "education"),
    ]
    assert found[0]["why"] == "It referred the case."
    own: dict[str, Json] = {"agencies.usual": ["Elm", "Nobody Knows"]}
    settings.adopt(file.session, "lei", "LLR-2020", "test", file.now, own)
    records.case(file.session, new.case_id).settings_version = 2
    usual = asking_facts.agencies_to_ask(file.session, file.office, asked(file, new.case_id))
    assert {row["agency"]: row["why"] for row in usual if row not in found} == {"elm": "Usually asked."}
    again = asking_facts.agencies_to_ask(file.session, file.office, asked(file, file.case_id))
    assert {row["agency"] for row in again} == {"hospital", "police", "gp"}


@pytest.mark.parametrize(("home", "differs"), [("city", False), ("county", True)])
def test_another_area_is_pointed_out(file: File, home: str, differs: bool) -> None:
    file.wrote("f02_notification", la="city", home_la=home)
    assert asking_facts.other_area(file.session, file.office, asked(file, file.case_id)) is differs


def test_before_there_is_a_case_the_own_office_s_addresses_and_front_door_count(file: File) -> None:
    changes: dict[str, Json] = {"mail.allowed_domains": ["nhs.example"], "text.front_door": "0116 496 0002"}
    settings.adopt(file.session, "lei", "LLR-2020", "test", file.now, changes)
    known = facts.known(file.session, file.office, asked(file, ""), {"email_domains", "front_door", "me"})
    assert known["email_domains"] == ["nhs.example"] and known["front_door"] == "0116 496 0002"
    assert known["me"]["agency_ids"] == []
    lead = facts.known(file.session, file.office, asked(file, "", "hospital"), {"me"})
    assert lead["me"]["agency_ids"] == ["hospital"]
