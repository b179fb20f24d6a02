"""What a form is told of the settings, before there is a case too."""

from collections.abc import Callable
from typing import Any

from cases.settings import versions
from casework import offering
from casework.asked import Asked
from casework.office import Office
from foundation.clock import london_date
from foundation.database import Session


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


def _own(session: Session, home: str, asked: Asked, key: str) -> Any:
    try:
        return versions.in_force(session, home, london_date(asked.now)).values().get(key)
    except versions.UnknownSetting:  # no case can be begun there yet, but its form can be looked at
        return None
