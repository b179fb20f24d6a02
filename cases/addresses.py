"""Addresses outside the partnership: where each is, and whether somebody has made sure of it lately."""

from collections.abc import Mapping
from datetime import date

from cases.calendar import add_months
from foundation.canonical import Json

VERIFIED = {
    "recipient.national_panel": "recipient.national_panel.verified",
    "recipient.ofsted": "recipient.ofsted.verified",
    "recipient.dfe": "recipient.dfe.verified",
    "recipient.nspcc": "recipient.nspcc.verified",
}
"""Of each address, the setting that says on which day somebody last made sure that it is right."""

MONTHS = "recipient.verify_months"


def doubt(values: Mapping[str, Json], key: str, today: date) -> str:
    """Why an address should be looked at before anything goes there; empty when nothing is wrong with it."""
    if not values[key]:
        return ""
    day = values[VERIFIED[key]]
    if not day:
        return "Nobody has verified this address yet."
    verified, months = date.fromisoformat(str(day)), values[MONTHS]
    if verified > today:
        return f"It cannot have been verified on {verified:%-d %B %Y}, which is still to come."
    if isinstance(months, int) and add_months(verified, months) < today:
        return f"It was last verified on {verified:%-d %B %Y}, more than {months} months ago."
    return ""
