"""The one rule: may this person do this with this case, task, form or document, and by what, or why not.

In this order: nothing is allowed by default; whoever the chair has shut out is refused, whatever they are; then the
partnership, the role on the case, the agency, and the need. What brings a person to a case are the grounds that filter
every list too (`cases.grounds`); what a thing needs are its visibility codes (domain.md §3.1, design.md §10).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum

from cases import access, assignments, codes, decisions, grounds, papers, records, submissions
from cases.actions import Action as OwnedAction
from cases.files import CaseFile, FileState
from cases.grounds import Grant, Ground
from cases.submissions import Submission
from casework.letters import catalogue
from casework.office import Office
from casework.tasks import lists, paper
from casework.tasks.lists import Asker
from engine import instances, tasks
from engine.states import OPEN_TASKS
from engine.tables.instances import UserTask
from foundation.clock import london_date
from foundation.database import Session

ACTIONS = "BO CH CRG SP IA AL AO"
"""Who reads an action of a case: who takes part in the decision, and the agency that owns it."""

KEEPERS = frozenset({"BO", "CH"})
"""Codes of those who run a case. They change things in it when it is their own office's, not when it is shared."""


AS_GUEST = frozenset({Ground.SHARE, Ground.EMERGENCY})
"""Grounds of another office's people, or of somebody let in for some hours: no sealed advice, no declarations."""


class Action(Enum):
    """What somebody wants with a thing."""

    KNOW = "know of it"
    READ = "read it"
    CHANGE = "change it"
    MANAGE = "see who has access to it"


class Clause(Enum):
    """The part of the rule that decided: the ground, or what was missing."""

    OFFICE = Ground.OFFICE.value
    REQUEST = Ground.REQUEST.value
    ASSIGNMENT = Ground.ASSIGNMENT.value
    SHARE = Ground.SHARE.value
    STRATEGIC = Ground.STRATEGIC.value
    ACTION = Ground.ACTION.value
    EMERGENCY = Ground.EMERGENCY.value
    DATA_REQUEST = Ground.DATA_REQUEST.value
    OWN = "own"
    HELD = "held"
    ASKED = "asked by name"
    DEFAULT = "default"
    SHUT_OUT = "shut out"
    PARTNERSHIP = "partnership"
    ROLE = "role"
    AGENCY = "agency"
    NEED = "need"
    DECLARATION = "declaration"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a case, such as one of its pages, open to whoever has one of these plain codes."""

    case_id: str
    opened_by: frozenset[str]


Thing = str | Part | UserTask | Submission | CaseFile | OwnedAction
"""A case by its id, a part of it, a task, a form that was sent in, a document, an action."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, by which clause, and with a yes the grounds that it stands on."""

    allowed: bool
    clause: Clause
    granted: tuple[Grant, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True)
class OnCase:
    """What somebody is on one case, asked of the database once for many questions about it."""

    session: Session
    office: Office
    asker: Asker
    case_id: str
    granted: tuple[Grant, ...]
    codes: frozenset[str]
    _kept: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    @property
    def plain(self) -> frozenset[str]:
        """The codes without the agency that they are held for."""
        return frozenset(code.partition("@")[0] for code in self.codes)

    def may(self, action: Action, thing: Thing) -> Answer:
        """Whether, and by what, this may be done with this thing of the case."""
        if not self.granted:
            return self._without_ground(action, thing)
        if action in {Action.CHANGE, Action.MANAGE}:
            own = self._by(lambda one: one.ground is Ground.OFFICE and bool(KEEPERS & access.codes_by([one])))
            read = self.may(Action.READ, thing) if action is Action.CHANGE else self._known()
            return own if not own or read else read
        return self._known() if action is Action.KNOW else self._may_read(thing)

    def withheld(self) -> frozenset[str]:
        """Papers that wait for this person's own declaration; the office, which makes them, reads all (1.5.8).

        Partners and advisor, who are asked about the decision, read what was signed without having been at the meeting.
        """
        if "BO" in self.codes:
            return frozenset()
        if "withheld" not in self._kept:
            by_role = bool(codes.ASKED_AFTERWARDS & self.codes)
            shut = papers.withheld(self.session, self.case_id, self.asker.person_id, by_role)
            self._kept["withheld"] = frozenset(shut)
        return self._kept["withheld"]

    def _without_ground(self, action: Action, thing: Thing) -> Answer:
        """Nothing of a case that they may not know, but the form with which they declare interests for its meeting."""
        match thing:
            case UserTask() if action is Action.READ:
                is_asked = lists.is_asked_alone(self.session, thing, self.asker.person_id)
                return Answer(is_asked, Clause.ASKED if is_asked else Clause.DEFAULT)
            case _:
                return Answer(False, Clause.DEFAULT)

    def _may_read(self, thing: Thing) -> Answer:
        match thing:
            case Part(opened_by=opened_by):
                return self._by_plain(opened_by)
            case UserTask():
                return self._of_task(thing)
            case Submission():
                return self._of_submission(thing)
            case CaseFile(state=FileState.WAITING):
                # Nobody has looked whether it is a virus.
                return Answer(False, Clause.NEED)
            case CaseFile(state=FileState.STAGED):
                # Chosen and not sent: nobody else has been given it yet.
                is_own = thing.person_id == self.asker.person_id
                return Answer(is_own, Clause.OWN if is_own else Clause.NEED, self.granted if is_own else ())
            case CaseFile():
                found = self._of_kept(thing.person_id, thing.visibility, thing.agency_id)
                return Answer(False, Clause.DECLARATION) if found and thing.id in self.withheld() else found
            case OwnedAction():
                return self._by_codes(ACTIONS, thing.agency_id)
            case _:
                return self._known()

    def _of_submission(self, sent: Submission) -> Answer:
        if "sealed" not in self._kept:
            self._kept["sealed"], self._kept["released"] = decisions.seals(self.session, self.case_id)
        # Advice is sealed from the chair and the group even (4.7.4), and who declared what is for their own office.
        is_kept = sent.id in self._kept["sealed"] or sent.form_id in submissions.DECLARING
        by = self._without_guests() if is_kept else self
        found = by._of_kept(sent.person_id, sent.visibility, sent.agency_id)
        if found:
            return found
        return self._by_codes(catalogue.MEMBERS, None) if sent.id in self._kept["released"] else found

    def _without_guests(self) -> "OnCase":
        """The same person by those grounds only that they do not have as a guest."""
        own = tuple(one for one in self.granted if one.ground not in AS_GUEST)
        return replace(self, granted=own, codes=self.codes & access.codes_by(own))

    def _of_kept(self, person_id: str | None, visibility: str, agency_id: str | None) -> Answer:
        if person_id == self.asker.person_id:
            return Answer(True, Clause.OWN, self.granted)
        return self._by_codes(visibility, agency_id)

    def _of_task(self, task: UserTask) -> Answer:
        groups = self.asker.groups_on(self.session, self.case_id)
        offered_to = tasks.candidates(self.session, [task])[task.id]
        theirs = lists.is_theirs(self.session, task, self.asker, groups, offered_to)
        if theirs or self._was_their_agencys(task, groups):
            return Answer(True, Clause.HELD, self.granted)
        return Answer(False, Clause.NEED)

    def _was_their_agencys(self, task: UserTask, groups: set[str]) -> bool:
        """Whether an ended task was this person's agency's: they may have its form open still, and are told by whom."""
        if task.state in OPEN_TASKS:
            return False
        instance = instances.find(self.session, task.instance_id)
        agency = paper.variables_of(self.session, self.office, instance).get("agency_id")
        return bool(groups & {f"{role}@{agency}" for role in codes.AGENCY})

    def _by_codes(self, visibility: str, agency_id: str | None) -> Answer:
        wanted = {codes.code_of(code, agency_id) for code in visibility.split()} & self.codes
        if wanted:
            return self._by(lambda one: bool(wanted & access.codes_by([one])))
        of_others = self.plain & codes.OF_AGENCY & set(visibility.split())
        undeclared = set(visibility.split()) & (access.codes_by(self.granted) - self.codes)
        return Answer(False, Clause.AGENCY if of_others else Clause.DECLARATION if undeclared else Clause.NEED)

    def _by_plain(self, opened_by: frozenset[str]) -> Answer:
        held = {code for code in self.codes if code.partition("@")[0] in opened_by}
        return self._by(lambda one: bool(held & access.codes_by([one]))) if held else Answer(False, Clause.NEED)

    def _known(self) -> Answer:
        return Answer(True, Clause(self.granted[0].ground.value), self.granted)

    def _by(self, counts: Callable[[Grant], bool]) -> Answer:
        found = tuple(one for one in self.granted if counts(one))
        return Answer(True, Clause(found[0].ground.value), found) if found else Answer(False, Clause.ROLE)

    def missing(self) -> Clause:
        """Which part of the rule failed first where nothing is granted: for those who keep the case only."""
        if assignments.is_excluded(self.session, self.case_id, self.asker.person_id):
            return Clause.SHUT_OUT
        held = access.roles_of(self.session, self.asker.person_id, london_date(self.asker.now))
        here = {role for role, home in held if home == records.partnership_of(self.session, self.case_id)}
        if not here:
            return Clause.PARTNERSHIP
        return Clause.AGENCY if here <= set(codes.AGENCY) else Clause.ROLE


def on(session: Session, office: Office, asker: Asker, case_id: str) -> OnCase:
    """What somebody is on a case; one that is not there asks the database the same as one they may not know of."""
    granted = tuple(grounds.on(session, asker.person_id, case_id, asker.now))
    held = access.codes_by(granted) - codes.not_cleared(session, case_id, asker.person_id) if granted else set()
    return OnCase(session, office, asker, case_id, granted, frozenset(held))


def may(session: Session, office: Office, asker: Asker, action: Action, thing: Thing) -> Answer:
    """Whether somebody may do this with this thing, and by which clause of the rule."""
    case_id = thing if isinstance(thing, str) else thing.case_id
    return on(session, office, asker, case_id).may(action, thing)
