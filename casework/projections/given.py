"""What a projection is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.submissions import Submission
from casework.office import Office
from foundation.canonical import Json
from foundation.database import Session


@dataclass(frozen=True, slots=True)
class Given:
    """One completed form in the transaction that keeps it.

    `answers` are all of them; `identities` those that say who somebody is, under the names of the facts. The stored
    `submission` holds none of the latter: a projection writes them to the identity store.
    """

    session: Session
    office: Office
    case_id: str
    submission: Submission
    answers: Mapping[str, Json] = field(repr=False)
    identities: Mapping[str, Json] = field(repr=False)
    person_id: str
    agency_id: str | None
    variables: Mapping[str, Any]
    now: datetime
