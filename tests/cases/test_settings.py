"""Every setting is described, read by something, and typed in plain English; the version made last counts."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cases import addresses, records, settings
from cases.settings import catalogue, kinds, versions
from cases.settings.catalogue import SETTINGS
from cases.settings.kinds import WrongValue
from casework import settings_changes
from foundation import canonical
from foundation.clock import london_date
from foundation.crypto import Keyring
from foundation.database import Session, new_id

ROOT = Path(__file__).parent.parent.parent
READ_IN = ("cases", "casework", "handlers", "processes", "forms", "web", "tools")
NUMBERS = "[0-9]+|one|two|three|four|five|six|seven|eight|nine|ten|thirteen|fifteen|twenty|fourth|fifth"
FIXED = re.compile(
    rf"\b({NUMBERS}) (working |clear )*(day|month|week|hour)s?\b|working_days_after\([^()]*(\(\))?, [0-9]+\)"
    r"|at least (two|three|[0-9]+) (agenc|represent|Safeguard)|due tomorrow|\b(17:00|12:00|09:00)", re.IGNORECASE,
)  # fmt: skip
"""A time or a number in published words or rules, as a setting has it."""

SAID_BY_LAW = (
    "The law gives one month",
    "Only if it happened over more than one day",
    "Two weeks have passed",
    'working_days_after(date(value) - duration(\\"P1D\\"), 1) = date(value)',
)
"""What no setting changes: the law's, a question's, how long the diagram leaves letters readable; a working day."""


def test_every_setting_of_every_profile_is_described_and_every_value_can_be_typed() -> None:
    for profile, values in settings.PROFILES.items():
        assert values.keys() == SETTINGS.keys(), f"{profile}: describe each setting in cases/settings/catalogue.py"
        assert not list(catalogue.conflicts(values))
        for key, value in values.items():
            described = SETTINGS[key]
            may_be_empty = profile == "blank" and value == ""
            if not may_be_empty:
                assert kinds.read(described, kinds.typed(described, value)) == value, key
            assert kinds.shown(described, value)
    assert {one.section for one in SETTINGS.values()} == catalogue.SECTIONS.keys()


def test_every_setting_is_read_by_something() -> None:
    own = ROOT / "cases" / "settings"
    files = [
        path
        for folder in READ_IN
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".dmn", ".bpmn", ".form", ".txt"} and own not in path.parents
    ]
    text = "\n".join(path.read_text() for path in files)
    ways = ('"{}"', "&quot;{}&quot;", '"@{}"')
    assert [key for key in SETTINGS if not any(way.format(key) in text for way in ways)] == []


def test_no_published_words_or_rules_have_a_number_of_their_own_where_a_setting_has_it() -> None:
    found = []
    for folder, kinds_of_file in {"forms": "*.form", "processes": "*.[bd]*n", "letters/mail": "*.txt",
                                  "tools/letter_texts": "*.txt"}.items():  # fmt: skip
        for path in (ROOT / folder).glob(kinds_of_file):
            text = path.read_text("utf-8")
            for words in SAID_BY_LAW:
                text = text.replace(words, "")
            found += [f"{path.name}: {match[0]}" for match in FIXED.finditer(text)]
    assert found == []


def test_no_form_letter_or_mail_has_a_name_of_its_own_where_a_setting_says_what_somebody_is_called() -> None:
    keys = ("label.group", "label.independent_advisor", "label.health_partner")
    names = {str(values[key]) for values in settings.PROFILES.values() for key in keys} | {"Health commissioner"}
    published = [(ROOT / "forms", "*.form"), (ROOT / "letters/mail", "*.txt"), (ROOT / "tools/letter_texts", "*.txt")]
    files = [path for folder, kind in published for path in folder.glob(kind)]
    found = [(path.name, name) for path in files for name in names if name in path.read_text("utf-8")]
    assert found == []


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("rr.days", "", "Enter a value for “Time for the Rapid Review”"),
        ("rr.days", "0", "must be a whole number from 1 to 120"),
        ("rr.days", "١٥", "must be a whole number"),
        ("due_time", "25:00", "must be a time on the 24-hour clock"),
        ("rr.anchor", "whenever", "Choose one of the answers"),
        ("clear_days", "maybe", "Choose yes or no"),
        ("marking", "x" * 121, "must be 120 characters or fewer"),
        ("marking", "two\nlines", "must be one line"),
        ("recipient.national_panel", "nobody", "must be one e-mail address"),
        ("cc.panel", "one@council.example nobody", "must be one e-mail address"),
        ("recipient.ofsted.verified", "31/2/2027", "must be a date, for example 14/1/2027"),
        ("mail.allowed_domains", "nhs.uk not_a_domain", "not_a_domain cannot be the part of an e-mail address"),
    ],
)
def test_what_cannot_be_is_said_in_plain_english(key: str, typed: str, words: str) -> None:
    with pytest.raises(WrongValue, match=words):
        kinds.read(SETTINGS[key], typed)


def test_people_may_type_times_and_domains_as_they_are_used_to() -> None:
    assert kinds.read(SETTINGS["due_time"], " 9.30 ") == "09:30"
    assert kinds.read(SETTINGS["mail.allowed_domains"], "@NHS.uk, leicester.gov.uk") == ["nhs.uk", "leicester.gov.uk"]
    assert kinds.read(SETTINGS["recipient.national_panel"], "") == ""
    assert kinds.read(SETTINGS["cc.panel"], "a@b.example, c@d.example\na@b.example") == ["a@b.example", "c@d.example"]
    assert kinds.read(SETTINGS["agencies.usual"], " Police \n\nHospital trust") == ["Police", "Hospital trust"]
    day = SETTINGS["recipient.ofsted.verified"]
    for typed in ("14/1/2027", "14 January 2027", "2027-01-14"):
        assert kinds.read(day, typed) == "2027-01-14"
    assert (kinds.typed(day, "2027-01-14"), kinds.shown(day, "2027-01-14")) == ("14/1/2027", "14 January 2027")
    assert (kinds.read(day, ""), kinds.shown(day, "")) == ("", "Empty")


def test_an_address_is_doubted_until_somebody_verified_it_and_again_after_a_time() -> None:
    key = "recipient.dfe"
    values = {**settings.PROFILES["LLR-2020"], key: "dfe@education.example"}
    assert addresses.doubt(settings.PROFILES["LLR-2020"], key, date(2027, 1, 14)) == "", "there is none"
    assert addresses.doubt(values, key, date(2027, 1, 14)) == "Nobody has verified this address yet."
    values["recipient.dfe.verified"] = "2027-01-14"
    assert addresses.doubt(values, key, date(2028, 1, 14)) == ""
    assert "14 January 2027, more than 12 months ago" in addresses.doubt(values, key, date(2028, 1, 15))
    assert "still to come" in addresses.doubt(values, key, date(2027, 1, 13))


def test_a_planned_version_begins_on_its_day_unless_a_later_decision_takes_its_place(
    session: Session, now: datetime
) -> None:
    today = london_date(now)
    settings.adopt(session, "lei", "LLR-2020", "somebody", now)
    planned = settings.NewVersion("LLR-2020", {"rr.days": 20}, today + timedelta(days=30), "Agreed by the partners.")
    settings.make(session, "lei", planned, "somebody", now)
    assert versions.in_force(session, "lei", today).values()["rr.days"] == 15
    assert versions.in_force(session, "lei", today + timedelta(days=30)).reason == "Agreed by the partners."
    settings.make(session, "lei", settings.NewVersion("LLR-2020", {"rr.days": 15}, today), "somebody", now)
    last = versions.in_force(session, "lei", today + timedelta(days=40))
    assert (last.version, last.values()["rr.days"], last.own()) == (3, 15, {})
    made = versions.history(session, "lei")
    assert [one.version for one in made] == [3, 2, 1]
    assert [one.version for one in versions.reached(made)] == [3, 1]
    again = settings.NewVersion("LLR-2020", {"rr.days": 20}, today, "Agreed again.")
    now_valid = settings.make(session, "lei", again, "somebody", now)
    since = settings_changes.known([now_valid, *made[1:]], now_valid)["rr.days"].since
    assert (since.version, since.valid_from) == (4, today), "the version planned before was never in force"


def test_a_later_release_with_other_profiles_moves_nothing_and_only_adds_what_is_new(
    session: Session, now: datetime
) -> None:
    made = settings.adopt(session, "lei", "LLR-2020", "somebody", now, {"reply.days": 7})
    then = dict(settings.PROFILES["LLR-2020"]) | {"rr.days": 14, "gone.days": 3}
    del then["letters.days"]
    made.usual = canonical.write(then)
    values = versions.in_force(session, "lei", london_date(now)).values()
    assert (values["rr.days"], values["reply.days"], values["letters.days"]) == (14, 7, 2)
    assert values.keys() == SETTINGS.keys()


def test_a_case_that_moves_takes_the_other_offices_settings_of_its_day_though_the_numbers_are_the_same(
    session: Session, keyring: Keyring, now: datetime
) -> None:
    for code, days in (("lei", 15), ("llr", 12)):
        settings.adopt(session, code, "LLR-2020", "somebody", now, {"rr.days": days})
        settings.adopt(session, code, "LLR-2020", "somebody", now, {"rr.days": days + 1})
    case_id = new_id()
    records.open_case(session, keyring, records.Opening(case_id, "lei", "LLR-2020", 1), now)
    records.transfer(session, case_id, "llr", now)
    settings.take_over(session, case_id)
    assert settings.value(session, case_id, "rr.days") == 13


def test_a_setting_or_profile_that_does_not_exist_is_refused_by_name(session: Session, now: datetime) -> None:
    with pytest.raises(settings.UnknownSetting, match="LLR-1999; the profiles are"):
        settings.adopt(session, "lei", "LLR-1999", "somebody", now)
    with pytest.raises(settings.UnknownSetting, match=r"there is no setting rr\.hours"):
        settings.make(session, "lei", settings.NewVersion("blank", {"rr.hours": 1}, date(2027, 1, 1)), "somebody", now)
