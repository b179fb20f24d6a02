"""Files published and processes started from Camunda Modeler: the same checks and the same rights as on the pages."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases import partnerships, people, records, settings
from cases.partnerships import Partnership
from casework import start
from casework.api_keys import Bearer
from casework.office import Office
from engine import definitions, instances, programs, worker
from engine.errors import EngineError, NotFound, Refused
from engine.limits import TookTooLong, time_limit
from engine.lint.report import Report
from engine.tables.definitions import Definition
from foundation.clock import london_date
from foundation.database import Session, new_id

_REFERENCE = re.compile(r"[A-Z]{2,8}-\d{2}-\d{3,}")

CHECK_SECONDS = 4.0
"""How long checking and taking in the files of one deployment may take, all together: nobody waits for five, and
everything that ships takes half a second."""

LEAST_SECONDS = 0.5
"""What is left for taking them in, however long the checks took."""

PARTNERSHIP = "partnership"
"""The variable that says for which partnership a case is begun, by the code that its references begin with."""


class NotPublished(Exception):
    """The files are refused; carries every problem found."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class CheckedTooLong(Exception):
    """The files are so large or so entangled that their checks did not come to an end."""


class NotStarted(Exception):
    """The process is not started; the text says why and what to do. `forbidden`: it is not theirs to start."""

    def __init__(self, text: str, *, forbidden: bool = False) -> None:
        super().__init__(text)
        self.forbidden = forbidden


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is asked to be started: a version of a process by its id, with variables as people wrote them."""

    process: str
    definition_id: str
    variables: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Begun:
    """The instance that runs now, and the reference of its case."""

    instance_id: str
    definition: Definition
    reference: str
    ended: bool


def check(office: Office, files: Mapping[str, bytes], tenant: str = "") -> Report:
    """Everything that is to be said of these files together. Raises CheckedTooLong."""
    try:
        with office.database.reading() as session, time_limit(CHECK_SECONDS):
            return definitions.check(session, office.environment, files, tenant)
    except TookTooLong:
        raise CheckedTooLong from None


def publish(office: Office, by: str, files: Mapping[str, bytes], tenant: str = "") -> definitions.Deployed:
    """Check files together and publish all of them or none. Raises NotPublished, CheckedTooLong."""
    begun = time.monotonic()
    # Checked before the transaction: what is refused, or takes long, holds up nobody who saves something.
    with office.database.reading() as session:
        there = _there(session)
    report = check(office, files, tenant)
    if not report.publishable:
        raise NotPublished(report)
    left = max(begun + CHECK_SECONDS - time.monotonic(), LEAST_SECONDS)
    try:
        with office.database.transaction() as session, time_limit(left):
            # Only when somebody else has published something since are they checked once more.
            known = report if _there(session) == there else None
            return definitions.deploy(session, office.environment, files, by, office.clock.now(), report=known)
    except TookTooLong:
        raise CheckedTooLong from None
    except Refused as refused:
        raise NotPublished(refused.report) from refused


def _there(session: Session) -> set[str]:
    """What is published now, the newest version of each."""
    kinds = (definitions.PROCESS, definitions.DECISION, definitions.FORM)
    return {one.id for kind in kinds for one in definitions.latest_of_all(session, kind)}


def begin(office: Office, who: Bearer, asked: Beginning) -> Begun:
    """Begin a new case with a process, by the rules of the Start page: its form's answers are the variables.

    In the demonstration a process without a start form can be tried out too. Raises NotStarted.
    """
    variables = dict(asked.variables)
    with office.database.reading() as session:
        definition = _newest(session, asked)
        home = _partnership(session, office, who, variables.pop(PARTNERSHIP, None))
        forms = [
            one
            for one in programs.program(session, definition.id).elements.values()
            if one.kind == "startEvent" and one.form_ref
        ]
    case_id = new_id()
    if forms:
        _with_form(office, who, start.Beginning(asked.process, forms[0].id, home.id, case_id, variables))
    elif office.config.demo:
        _tried_out(
            office, who, home, instances.Beginning(asked.process, case_id, f"{case_id}:{asked.process}", variables)
        )
    else:
        raise NotStarted(
            f"“{definition.name}” has no start form, so people do not begin it: another process does. "
            "Only in the demonstration can it be tried out from here.",
            forbidden=True,
        )
    worker.work_off(office.worker, case_id)
    with office.database.reading() as session:
        found = instances.of_case(session, case_id)[0]
        return Begun(found.id, definition, records.reference_of(session, case_id), found.ended_at is not None)


def _newest(session: Session, asked: Beginning) -> Definition:
    try:
        found = definitions.newest(session, definitions.PROCESS, asked.process)
    except NotFound as missing:
        raise NotStarted(f"No process “{asked.process}” is published.") from missing
    if asked.definition_id and asked.definition_id != found.id:
        raise NotStarted(
            f"“{found.name}” has been published again since: version {found.version} is the newest. Deploy, then start."
        )
    return found


def _partnership(session: Session, office: Office, who: Bearer, code: Any) -> Partnership:
    every = partnerships.all_partnerships(session)
    held = people.memberships(session, who.person_id, london_date(office.clock.now()))
    own = [one for one in every if one.id in {each.partnership_id for each in held}]
    chosen = [one for one in every if one.code == str(code).strip().upper()] if code else own
    if len(chosen) == 1:
        return chosen[0]
    codes = " or ".join(one.code for one in every)
    raise NotStarted(f"Say in the variable “{PARTNERSHIP}” for which partnership the case is begun: {codes}.")


def _with_form(office: Office, who: Bearer, sent: start.Beginning) -> None:
    try:
        answer = start.begin(office, who.person_id, sent)
    except start.MayNotStart as refused:
        raise NotStarted(
            "This process begins with a form, and you hold none of the roles that may fill it in there.", forbidden=True
        ) from refused
    if isinstance(answer, start.NotStarted):
        wrong = "\n".join(f"{number}. {one.message}" for number, one in enumerate(answer.errors, 1))
        raise NotStarted(f"The variables are the answers to its start form, and these are not right:\n{wrong}")


def _tried_out(office: Office, who: Bearer, home: Partnership, beginning: instances.Beginning) -> None:
    now = office.clock.now()
    try:
        with office.database.transaction() as session:
            version = settings.in_force(session, home.id, london_date(now))
            opening = records.Opening(beginning.case_id, home.id, version.profile, version.version)
            records.open_case(session, office.keys, opening, now)
            start.note_opened(session, beginning.case_id, who.person_id, beginning.process, now)
            instances.start(session, office.environment, beginning, who.person_id, now)
    except EngineError as problem:
        raise NotStarted(f"The process could not be started: {problem}") from problem


def refuse_reference(business_key: str) -> None:
    """A business key is the Modeler's own affair, unless it looks like a case's reference. Raises NotStarted."""
    if _REFERENCE.fullmatch(business_key.strip()):
        raise NotStarted(
            f"A start begins a new case with a reference of its own: it cannot begin in {business_key.strip()}."
        )
