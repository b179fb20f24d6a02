"""What an office and the kinds of agencies are called where a partnership has its own words (settings `label.…`)."""

from collections.abc import Collection, Mapping
from datetime import date

from cases import records
from cases.partnerships import CATEGORIES, Partnership
from cases.settings import versions
from foundation.canonical import Json
from foundation.database import Session

OFFICE, HEALTH = "label.office", "label.health_partner"
COMMISSIONER = "health_commissioner"
"""The kind of agency that commissions health services, and is a Safeguarding Partner."""


def office(home: Partnership, values: Mapping[str, Json]) -> str:
    """An office by these settings."""
    return str(values[OFFICE] or "") or home.office_name or home.name


def office_of(session: Session, case_id: str) -> str:
    """The office that holds a case, by the settings the case keeps."""
    home = session.get_one(Partnership, records.partnership_of(session, case_id))
    return office(home, versions.for_case(session, case_id))


def kinds_in(session: Session, case_id: str) -> Mapping[str, str]:
    """Every kind of agency, by the settings a case keeps."""
    return {**CATEGORIES, COMMISSIONER: str(versions.value(session, case_id, HEALTH))}


def kinds(session: Session, partnership_ids: Collection[str], on: date) -> Mapping[str, str]:
    """Every kind of agency on a day; what several partnerships call differently, in all their words."""
    said = [name for home in partnership_ids if (name := _health(session, home, on))]
    return {**CATEGORIES, **({COMMISSIONER: " or ".join(dict.fromkeys(said))} if said else {})}


def _health(session: Session, partnership_id: str, on: date) -> str:
    try:
        return str(versions.in_force(session, partnership_id, on).values()[HEALTH])
    except versions.UnknownSetting:  # nothing is set up there yet
        return ""
