"""Letters made in three steps: plan them from the case file, render them with no transaction open, keep them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cases.correspondence import documents, letters
from cases.correspondence.letters import Draft, Letter, LetterStatus, Recipient
from casework.letters import catalogue, data_common, editing, rendering, templates
from casework.letters.rendering import LetterProblem, Order, Rendered
from casework.letters.scope import Data, Scope, Wanted
from casework.letters.templates import Template
from casework.office import Office
from foundation.canonical import Json
from foundation.database import Session


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter about to be rendered."""

    case_id: str
    code: str
    wanted: Wanted
    template: Template
    context: Data = field(repr=False)
    edits: Sequence[Json] = field(default=(), repr=False)
    """What people changed by hand in the prepared version that this one takes the place of."""


@dataclass(frozen=True, slots=True)
class Made:
    """A letter with its document, not yet part of the case."""

    planned: Planned
    rendered: Rendered
    edits: Sequence[Json] = field(default=(), repr=False)

    @property
    def is_short(self) -> bool:
        """Whether a change made by hand found no place in it any more."""
        return editing.is_short(self.edits)


def plan(scope: Scope, codes: Sequence[str]) -> list[Planned]:
    """Every letter of these codes with its data and template; raises LetterProblem for an unknown code."""
    found = []
    for code in codes:
        if code not in catalogue.KINDS:
            raise LetterProblem(f"There is no letter {code}; the letters are {', '.join(catalogue.CODES)}.")
        template = templates.find(scope.session, scope.office, scope.case_id, code)
        found += [_planned(scope, code, wanted, template) for wanted in catalogue.KINDS[code].gather(scope)]
    return found


def plan_again(session: Session, office: Office, letter: Letter) -> Planned:
    """The next version of a letter from the same facts, without what people changed in it by hand."""
    merged: Data = documents.snapshot_of(session, office.keys, letter)
    context = {**merged, "doc": {**merged["doc"], "version": str(letter.version + 1)}}
    wanted = Wanted(Recipient(letter.person_id, letter.agency_id), {}, letter.subject_id, letter.variant)
    template = templates.find(session, office, letter.case_id, letter.kind)
    return Planned(letter.case_id, letter.kind, wanted, template, context)


def render(planned: Sequence[Planned]) -> list[Made]:
    """All documents, in one limited process; raises MissingFields naming everything that one letter lacks."""
    orders = [
        Order(each.code, each.template.content, each.context, catalogue.KINDS[each.code].required) for each in planned
    ]
    made = [Made(one, rendered) for one, rendered in zip(planned, rendering.render_all(orders), strict=True)]
    return [_with_edits(each) if each.planned.edits else each for each in made]


def _with_edits(made: Made) -> Made:
    """The document made anew, with what people had changed in the earlier one."""
    content, edits = editing.carried_over(made.rendered.content, made.planned.edits)
    return Made(made.planned, replace(made.rendered, content=content), edits)


def must_fit(made: Sequence[Made]) -> None:
    """Raise LetterProblem when a letter that goes out at once has lost a change that somebody made by hand."""
    short = sorted({each.planned.code for each in made if each.is_short})
    if short:
        raise LetterProblem(
            f"A change made by hand no longer fits the letter {', '.join(short)}, whose words have changed since. "
            "Somebody of the office opens it among the documents of the case, takes the changes back or makes them "
            "again; then try again."
        )


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
        edits=[*made.edits, *planned.wanted.edits],
    )
    letter = letters.prepare(session, office.keys, draft, now)
    if str(letter.version) != planned.context["doc"]["version"]:
        raise LetterProblem(f"Somebody changed the letter {planned.code} while it was being made. Try again.")
    return letter


def file_name(context: Data) -> str:
    """What the file is called: references only."""
    return f"{context['doc']['ref']}-v{context['doc']['version']}.docx"


def _planned(scope: Scope, code: str, wanted: Wanted, template: Template) -> Planned:
    draft = Draft(scope.case_id, code, {}, subject_id=wanted.subject_id, recipient=wanted.recipient)
    earlier = letters.like(scope.session, draft)
    version = len(earlier) + 1
    waiting = [each for each in earlier if each.status is LetterStatus.PREPARED]
    edits = documents.edits_of(scope.session, scope.office.keys, waiting[-1]) if waiting else []
    recipient = wanted.recipient
    about = wanted.subject_id + (recipient.agency_id or "") + (recipient.person_id or "")
    context: Data = {
        **data_common.of_case(scope),
        **wanted.data,
        "doc": data_common.of_document(scope, code, about, version),
    }
    return Planned(scope.case_id, code, wanted, template, rendering.printable(context), edits)
