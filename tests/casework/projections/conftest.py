"""What the tests of projections share: an office of parts, and a form kept as if a person had just sent it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cases import submissions
from casework.forms import answers as answered
from casework.forms import schema, tree
from casework.office import Office
from casework.projections.given import Given
from casework.projections.table import PROJECTIONS
from engine.work import Environment
from foundation import config
from foundation.canonical import Json
from foundation.clock import SettableClock
from foundation.crypto import Keyring
from foundation.database import Database, Session
from tests.cases.conftest import case_id, keyring, now, open_case, session, someone

__all__ = ["case_id", "keyring", "now", "open_case", "session", "someone"]


@pytest.fixture
def office(database: Database, clock: SettableClock, keyring: Keyring, tmp_path: Path) -> Office:
    """The parts of a running system without handlers."""
    return Office(config.read({"DATA_DIR": str(tmp_path)}), database, clock, keyring, Environment())


FORMS = Path(__file__).parents[3] / "forms"


@cache
def _form(form_id: str) -> schema.Form:
    return schema.parse((FORMS / f"{form_id}.form").read_bytes())


def _asked_for(form_id: str) -> set[tuple[str, ...]]:
    return set(tree.keys(_form(form_id).components))


def _paths(answers: Mapping[str, Json], base: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for row in value:
                yield from _paths(row, (*base, key, tree.ROW))  # type: ignore[arg-type]
        else:
            yield (*base, key)


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends forms for one case, and gives what their projections give."""

    session: Session
    office: Office
    case_id: str
    now: datetime

    def __call__(
        self,
        form_id: str,
        answers: Mapping[str, Json],
        by: str = "somebody",
        at: datetime | None = None,
        named: Mapping[str, Json] | None = None,
        **variables: Any,
    ) -> dict[str, Json]:
        """Keep a form's answers, every one of which the form must ask for, and draw them into the case file.

        `named` are answers to further questions about who somebody is, such as a process owner may add.
        """
        assert set(_paths(answers)) <= _asked_for(form_id)
        now = at or self.now
        entry = submissions.Entry(self.case_id, form_id, "1", "BO CH", dict(answers), person_id=by)
        submission = submissions.record(self.session, self.office.keys, entry, now)
        given = Given(
            session=self.session,
            office=self.office,
            case_id=self.case_id,
            submission=submission,
            answers=answers,
            identities=answered.identity_of(_form(form_id), answers) | dict(named or {}),
            person_id=by,
            agency_id=variables.get("agency_id"),
            variables=variables,
            now=now,
        )
        drawn = PROJECTIONS[form_id](given)
        self.session.flush()
        return drawn


@pytest.fixture
def send(session: Session, office: Office, case_id: str, now: datetime) -> Callable[..., dict[str, Json]]:
    """Sends forms for an open case in Leicester."""
    return Sender(session, office, case_id, now)
