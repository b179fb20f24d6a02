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
