"""A completed form kept: the submission sealed, its files kept with it, its facts drawn into the case file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases import file_parts, files, submissions
from casework import asked
from casework.forms import answers as answered
from casework.forms import schema
from casework.office import Office
from casework.projections.given import Given
from casework.projections.table import PROJECTIONS
from foundation.canonical import Json
from foundation.database import Session


@dataclass(frozen=True, slots=True)
class Completed:
    """A form with good answers: for which case and step, by whom, for which agency, with what in sight."""

    form: schema.Form
    form_version: str
    answers: Mapping[str, Json] = field(repr=False)
    case_id: str
    element_id: str
    person_id: str
    now: datetime
    task_id: str | None = None
    agency_id: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


def keep(session: Session, office: Office, done: Completed) -> dict[str, Json]:
    """Keep the form; gives the routing variables that the process gets from it and from the case file."""
    entry = submissions.Entry(
        case_id=done.case_id,
        form_id=done.form.id,
        form_version=done.form_version,
        visibility=done.form.visibility,
        answers=answered.without_identity(done.form, done.answers),
        task_id=done.task_id,
        element_id=done.element_id,
        person_id=done.person_id,
        agency_id=done.agency_id,
        request_id=asked.request_of(done.variables) if done.agency_id else None,
    )
    submission = submissions.record(session, office.keys, entry, done.now)
    for file_id in answered.file_ids(done.form, done.answers):
        files.keep(session, done.case_id, file_id, submission.id)
        part = submissions.part_of_files(done.form.id, done.agency_id)
        file_parts.belongs(session, office.keys, files.get(session, done.case_id, file_id), part)
    given = Given(
        session=session,
        office=office,
        case_id=done.case_id,
        submission=submission,
        answers=done.answers,
        identities=answered.identity_of(done.form, done.answers),
        person_id=done.person_id,
        agency_id=done.agency_id,
        variables=done.variables,
        now=done.now,
    )
    projection = PROJECTIONS.get(done.form.id)
    derived = {} if projection is None else projection(given)
    return {**answered.routing_of(done.form, done.answers), **derived}
