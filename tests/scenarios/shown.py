"""What people are shown when they open a task of a played case, or an event that they may tell of."""

from casework import occasions, tell
from casework.tasks import lists, opened
from tests.scenarios.stage import Stage


def tasks(on: Stage, name: str, form: str) -> list[opened.Opened]:
    """Somebody's open tasks with a form, their own first, as each is opened."""
    person_id = on.play.person(name)
    with on.office.database.reading() as session:
        asker = lists.Asker(person_id, on.play.clock.now())
        found = [*lists.mine(session, asker).lines, *lists.team(session, asker).lines]
        sheets = [opened.open_task(session, on.office, person_id, one.task_id) for one in found]
    return [one for one in sheets if one.paper.form.id == form]


def event(on: Stage, name: str, event: str, about: str) -> tell.Paper:
    """The form with which somebody tells of an event that is about an agency's request."""
    person_id = on.play.person(name)
    with on.office.database.reading() as session:
        offered = occasions.places(session, on.office, person_id, on.play.case_id)
        (place,) = [one for one in offered if (one.element.id, one.subject) == (event, about)]
        return tell.open_place(session, on.office, person_id, on.play.case_id, place.id)
