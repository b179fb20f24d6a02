"""An office with the form that has everything, on each kind of database, and what the tests of its pages ask."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from cases import submissions
from casework import start
from casework.operations import examining
from engine import definitions
from foundation.clock import SettableClock
from foundation.database import new_id
from tests.faults import hard_form
from tests.web import world as worlds
from tests.web.conftest import NOW
from tests.web.world import World

_before: dict[str, set[str]] = {}


def made(folder: Path, url: str | None) -> Iterator[World]:
    """The office; each test begins cases of its own in it."""
    world = worlds.make(folder, SettableClock(NOW), url)
    with world.office.database.transaction() as session:
        definitions.deploy(session, world.office.environment, hard_form.files(), world.people["admin"], NOW)
    _before[world.office.database.url] = _faults(world)
    yield world
    world.office.close()


def _faults(world: World) -> set[str]:
    # Nobody works in these tests unless they ask for it.
    with world.office.database.reading() as session:
        found = {str(fault) for fault in examining.faults(session, world.office)}
        return {one for one in found if "is a worker running?" not in one}


def begun(world: World) -> str:
    """A case with the task `a`; gives the task's id."""
    sent = start.Beginning("p", "asked", "lei", new_id(), {"words": "begun"})
    answer = start.begin(world.office, world.people["office"], sent)
    assert isinstance(answer, start.Started), answer
    return world.task(answer.reference, "A")


def kept_of(world: World, task_id: str) -> list[dict[str, Any]]:
    """The answers kept for a task."""
    with world.office.database.reading() as session:
        found = session.scalars(select(submissions.Submission).where(submissions.Submission.task_id == task_id)).all()
        return [submissions.read(session, world.office.keys, one) for one in found]


def sound(world: World) -> list[str]:
    """What doctor says now and did not say when the office was opened."""
    return sorted(_faults(world) - _before[world.office.database.url])


def words_of(answer: TestResponse) -> str:
    """What a person reads on the page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))
