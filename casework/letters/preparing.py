"""Letters made in three steps: plan them from the case file, render them with no transaction open, keep them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cases.correspondence import letters
from cases.correspondence.letters import Draft, Letter
from casework.letters import catalogue, data_common, rendering, templates
from casework.letters.rendering import LetterProblem, Order, Rendered
from casework.letters.scope import Data, Scope, Wanted
from casework.letters.templates import Template
from casework.office import Office
from foundation.database import Session


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter about to be rendered."""

    case_id: str
    code: str
    wanted: Wanted
    template: Template
    context: Data = field(repr=False)


@dataclass(frozen=True, slots=True)
class Made:
    """A letter with its document, not yet part of the case."""

    planned: Planned
    rendered: Rendered


def plan(scope: Scope, codes: Sequence[str]) -> list[Planned]:
    """Every letter of these codes with its data and template; raises LetterProblem for an unknown code."""
    found = []
    for code in codes:
        if code not in catalogue.KINDS:
            raise LetterProblem(f"There is no letter {code}; the letters are {', '.join(catalogue.CODES)}.")
        template = templates.find(scope.session, scope.office, scope.case_id, code)
        found += [_planned(scope, code, wanted, template) for wanted in catalogue.KINDS[code].gather(scope)]
    return found


def render(planned: Sequence[Planned]) -> list[Made]:
    """All documents, in one limited process; raises MissingFields naming everything that one letter lacks."""
    orders = [
        Order(each.code, each.template.content, each.context, catalogue.KINDS[each.code].required) for each in planned
    ]
    return [Made(one, rendered) for one, rendered in zip(planned, rendering.render_all(orders), strict=True)]


def keep(session: Session, office: Office, made: Sequence[Made], now: datetime) -> list[Letter]:
    """Make the documents part of the case; only the office sees them until they are released."""
    return [_kept(session, office, each, now) for each in made]


def _kept(session: Session, office: Office, made: Made, now: datetime) -> Letter:
    planned = made.planned
    draft = Draft(
        case_id=planned.case_id,
        kind=planned.code,
        snapshot=planned.context,
        variant=planned.wanted.variant,
        subject_id=planned.wanted.subject_id,
        recipient=planned.wanted.recipient,
        name=file_name(planned.context),
        content=made.rendered.content,
        template_hash=planned.template.sha256,
        template_version=f"{planned.template.origin} {made.rendered.template_version}".strip(),
    )
    return letters.prepare(session, office.keys, draft, now)


def file_name(context: Data) -> str:
    """What the file is called: references only."""
    return f"{context['doc']['ref']}-v{context['doc']['version']}.docx"


def _planned(scope: Scope, code: str, wanted: Wanted, template: Template) -> Planned:
    draft = Draft(scope.case_id, code, {}, subject_id=wanted.subject_id, recipient=wanted.recipient)
    version = len(letters.like(scope.session, draft)) + 1
    recipient = wanted.recipient
    about = wanted.subject_id + (recipient.agency_id or "") + (recipient.person_id or "")
    context: Data = {
        **data_common.of_case(scope),
        **wanted.data,
        "doc": data_common.of_document(scope, code, about, version),
    }
    return Planned(scope.case_id, code, wanted, template, rendering.printable(context))
