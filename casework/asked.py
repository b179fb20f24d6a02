"""Who asks about which case, when, and with which routing variables in sight."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides which options and facts a form is given."""

    case_id: str
    person_id: str
    variables: Mapping[str, Any]
    now: datetime

    @property
    def request_id(self) -> str | None:
        """The information request that it is about."""
        return request_of(self.variables)


def request_of(variables: Mapping[str, Any]) -> str | None:
    """The information request among a process's variables."""
    request_id = variables.get("request_id")
    return request_id if isinstance(request_id, str) else None
