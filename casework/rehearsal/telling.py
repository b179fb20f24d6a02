"""The play of a scenario file: its people answer in words, and everything they write bears the mark."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from cases import people
from casework.forms.components import Form
from casework.office import Office
from casework.rehearsal import naming
from casework.rehearsal.restarting import Restarting, marked
from casework.rehearsal.scenario_1_answers import Ids
from foundation.clock import london_date


class ScenarioPlay(Restarting):
    """A play whose answers are written as scenarios write them: names for ids, “Fri 18 Dec 2026” for dates."""

    def written(self, form: Form, answers: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as the form's page would send them, with the mark in every free text."""
        found = naming.sent(form, answers, data, london_date(self.clock.now()), ids_by_name(self.office))
        return marked(form, found)


def ids_by_name(office: Office) -> Callable[[str], str | None]:
    """Gives the id of a person, agency, council or partnership by name."""
    with office.database.reading() as session:
        ids = Ids(session)
        persons = dict(session.execute(select(people.Person.name, people.Person.id)).all())
    return {**ids.partnerships, **ids.councils, **ids.agencies, **persons}.get
