"""What roles are called where a partnership has its own word for its Case Review Group (setting `label.group`)."""

from collections.abc import Mapping
from datetime import date

from cases import people
from cases.settings import versions
from foundation.database import Session

GROUP = "label.group"
OF_THE_GROUP: Mapping[str, str] = {"crg_chair": "{group} chair", "crg_member": "{group} member"}
"""Roles that are named after the group."""


def names(session: Session, partnership_id: str | None, on: date) -> Mapping[str, str]:
    """Every role and its label in a partnership on a day; outside every partnership the usual ones."""
    group = _group(session, partnership_id, on) if partnership_id else None
    own = {role: words.format(group=group) for role, words in OF_THE_GROUP.items()} if group else {}
    return {**people.ROLES, **own}


def _group(session: Session, partnership_id: str, on: date) -> str | None:
    try:
        said = versions.in_force(session, partnership_id, on).values().get(GROUP)
    except versions.UnknownSetting:  # nothing is set up there yet
        return None
    return said if isinstance(said, str) else None
