"""What roles are called where a partnership has its own words for them (settings `label.…`)."""

from collections.abc import Mapping
from datetime import date

from cases import people
from cases.settings import versions
from foundation.canonical import Json
from foundation.database import Session

GROUP, ADVISOR, PARTNER = "label.group", "label.independent_advisor", "label.safeguarding_partner"
CALLED: Mapping[str, tuple[str, str]] = {
    "crg_chair": (GROUP, " chair"),
    "crg_member": (GROUP, " member"),
    "independent_advisor": (ADVISOR, ""),
    "safeguarding_partner": (PARTNER, ""),
}
"""Roles that a setting names, each with what follows the setting's word."""


def names(session: Session, partnership_id: str | None, on: date) -> Mapping[str, str]:
    """Every role and its label in a partnership on a day; outside every partnership the usual ones."""
    values = _values(session, partnership_id, on) if partnership_id else {}
    own = {role: f"{said}{after}" for role, (key, after) in CALLED.items() if (said := values.get(key))}
    return {**people.ROLES, **own}


def _values(session: Session, partnership_id: str, on: date) -> Mapping[str, Json]:
    try:
        return versions.in_force(session, partnership_id, on).values()
    except versions.UnknownSetting:  # nothing is set up there yet
        return {}
