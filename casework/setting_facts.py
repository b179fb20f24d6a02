"""What a form is told of the settings, before there is a case too."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from cases import addresses, records
from cases.settings import versions
from casework import offering
from casework.asked import Asked
from casework.office import Office
from foundation.clock import london_date
from foundation.database import Session

PANEL = "recipient.national_panel"
OUTSIDE = {
    "recipient.national_panel": "The National Panel",
    "recipient.ofsted": "Ofsted",
    "recipient.dfe": "The Department for Education",
    "recipient.nspcc": "The NSPCC’s repository of reviews",
}
"""Whom a partnership writes to about a review, as people call them."""

CRITERIA = {
    "c_a": "criteria.c_a",
    "c_b": "criteria.c_b",
    "c_c": "criteria.c_c",
    "c_d": "criteria.c_d",
    "r_1": "criteria.r_1",
    "r_2": "criteria.r_2",
    "r_3": "criteria.r_3",
    "r_4": "criteria.r_4",
}
"""The setting with the words of each criterion of guidance 1.4.1 and 1.4.2, by its code in forms."""


NAMES = {"group_name": "label.group", "advisor_name": "label.independent_advisor"}
"""The setting with what somebody is called, by the name that forms have for it."""

KEPT = {**{f"criterion_{code}": key for code, key in CRITERIA.items()}, **NAMES}
"""What a form that was sent says in the words of its case’s settings."""


def kept(session: Session, case_id: str, needs: Collection[str]) -> dict[str, Any]:
    """Of what a completed form needs, the words that the settings of its case have."""
    values = versions.for_case(session, case_id)
    return {name: values[key] for name, key in KEPT.items() if name in needs}


def setting(key: str) -> Callable[[Session, Office, Asked], Any]:
    """A setting of the case, before there is one of the asker's own partnership; nothing when it is empty.

    Somebody of two partnerships is given what both have: lists joined, words one after the other.
    """

    def fact(session: Session, _office: Office, asked: Asked) -> Any:
        if asked.case_id:
            return versions.value(session, asked.case_id, key) or None
        found = [value for home in offering.homes(session, asked) if (value := _own(session, home, asked, key))]
        if not found or isinstance(found[0], bool):
            return any(found) or None
        joined = [part for value in found for part in (value if isinstance(value, list) else [value])]
        return joined if isinstance(found[0], list) else " or ".join(dict.fromkeys(joined))

    return fact


def panel_doubt(session: Session, _office: Office, asked: Asked) -> str | None:
    """Why the Panel's address should be looked at before anything goes there, by the settings as they are today."""
    home, today = records.partnership_of(session, asked.case_id), london_date(asked.now)
    now_in_force = versions.in_force(session, home, today).values()
    if now_in_force[PANEL] != versions.value(session, asked.case_id, PANEL):
        return "The settings have another address now: have the case read again by them, or it goes to the one before."
    return addresses.doubt(now_in_force, PANEL, today) or None


def outside(session: Session, _office: Office, asked: Asked) -> list[str] | None:
    """To whom letters about a review go outside this system, each with its address and any doubt about it."""
    home, today = records.partnership_of(session, asked.case_id), london_date(asked.now)
    values = versions.in_force(session, home, today).values()
    rows = [
        f"{name}: {values[key]}. {addresses.doubt(values, key, today)}".rstrip()
        for key, name in OUTSIDE.items()
        if values[key]
    ]
    return rows or None


FACTS: Mapping[str, Callable[[Session, Office, Asked], Any]] = {
    **{f"criterion_{code}": setting(key) for code, key in CRITERIA.items()},
    **{name: setting(key) for name, key in NAMES.items()},
    "outside_addresses": outside,
    "referral_form_wanted": setting("notification.referral_form"),
    "panel_doubt": panel_doubt,
}
"""By the name that a form's expressions have."""


def _own(session: Session, home: str, asked: Asked, key: str) -> Any:
    try:
        return versions.in_force(session, home, london_date(asked.now)).values().get(key)
    except versions.UnknownSetting:  # no case can be begun there yet, but its form can be looked at
        return None
