"""The play of a scenario file: its people answer in words, and everything they write bears the mark."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from cases import people
from casework.forms.components import Form
from casework.rehearsal import naming
from casework.rehearsal.restarting import Restarting, marked
from casework.rehearsal.scenario_1_answers import Ids
from foundation.clock import london_date


class ScenarioPlay(Restarting):
    """A play whose answers are written as scenarios write them: names for ids, “Fri 18 Dec 2026” for dates."""

    def written(self, form: Form, answers: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as the form's page would send them, with the mark in every free text."""
        found = naming.sent(form, answers, data, london_date(self.clock.now()), self._id)
        return marked(form, found)

    def _id(self, name: str) -> str | None:
        """The id of a person, agency, council or partnership by name."""
        with self.office.database.reading() as session:
            ids = Ids(session)
            person = session.scalars(select(people.Person.id).where(people.Person.name == name)).first()
        known = {**ids.partnerships, **ids.councils, **ids.agencies}
        return person or known.get(name)
