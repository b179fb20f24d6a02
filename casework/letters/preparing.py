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
    """A letter about to be rendered, unless the one that `stands` prepared says the same already."""

    case_id: str
    code: str
    wanted: Wanted
    template: Template
    context: Data = field(repr=False)
    edits: Sequence[Json] = field(default=(), repr=False)
    """What people changed by hand in the prepared version that this one takes the place of."""
    stands: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A letter with its document, not yet part of the case; without one it is the letter that stands prepared."""

    planned: Planned
    rendered: Rendered | None
    edits: Sequence[Json] = field(default=(), repr=False)

    @property
    def content(self) -> bytes:
        """The document made; raises LookupError for a letter that stands prepared."""
        if self.rendered is None:
            raise LookupError(f"the letter {self.planned.code} was not made anew")
        return self.rendered.content

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
    wanted = [each for each in planned if not each.stands]
    orders = [
        Order(each.code, each.template.content, each.context, catalogue.KINDS[each.code].required) for each in wanted
    ]
    documents_of = dict(zip(map(id, wanted), rendering.render_all(orders), strict=True))
    return [_made(each, documents_of.get(id(each))) for each in planned]


def _made(planned: Planned, rendered: Rendered | None) -> Made:
    """The document made anew with what people had changed in the earlier one; one that stands has it in it."""
    if rendered is None or not planned.edits:
        return Made(planned, rendered, planned.edits)
    content, edits = editing.carried_over(rendered.content, planned.edits)
    return Made(planned, replace(rendered, content=content), edits)


def must_fit(made: Sequence[Made]) -> None:
    """Raise LetterProblem when a letter that goes out at once has lost a change that somebody made by hand."""
    short_of([each.planned.code for each in made if each.is_short])


def short_of(codes: Sequence[str]) -> None:
    """Raise LetterProblem when there are any: letters that have lost a change that somebody made by hand."""
    if short := sorted(set(codes)):
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
    if made.rendered is None:
        return _standing(session, planned)
    draft = Draft(
        case_id=planned.case_id,
        kind=planned.code,
        snapshot=planned.context,
        variant=planned.wanted.variant,
        subject_id=planned.wanted.subject_id,
        recipient=planned.wanted.recipient,
        name=file_name(planned.context),
        content=made.content,
        template_hash=planned.template.sha256,
        template_version=f"{planned.template.origin} {made.rendered.template_version}".strip(),
        edits=[*made.edits, *planned.wanted.edits],
    )
    letter = letters.prepare(session, office.keys, draft, now)
    if str(letter.version) != planned.context["doc"]["version"]:
        raise _changed_meanwhile(planned)
    return letter


def _standing(session: Session, planned: Planned) -> Letter:
    letters.hold(session, planned.case_id)
    letter = letters.get(session, planned.case_id, planned.stands)
    if letter.status is not LetterStatus.PREPARED:
        raise _changed_meanwhile(planned)
    return letter


def _changed_meanwhile(planned: Planned) -> LetterProblem:
    return LetterProblem(f"Somebody changed the letter {planned.code} while it was being made. Try again.")


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
    data = rendering.printable({**data_common.of_case(scope), **wanted.data})
    context: Data = {**data, "doc": data_common.of_document(scope, code, about, version)}
    stands = waiting[-1].id if waiting and _says_the_same(scope, waiting[-1], template, context) else ""
    return Planned(scope.case_id, code, wanted, template, context, edits, stands)


def _says_the_same(scope: Scope, letter: Letter, template: Template, context: Data) -> bool:
    """Whether a prepared letter was made from the same template and facts, changes of form and by hand apart."""
    merged = documents.snapshot_of(scope.session, scope.office.keys, letter)
    same = {**context, "doc": {**context["doc"], "version": str(letter.version)}}
    return bool(letter.file_id) and letter.template_hash == template.sha256 and merged == same
