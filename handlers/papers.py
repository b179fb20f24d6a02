"""Papers of a meeting: agenda, packs and minutes, given to those who may have them, in a version that stays."""

from collections.abc import Callable

from cases import assignments, attendance, meetings, papers
from casework.letters import collating, preparing, releasing
from casework.letters.preparing import Made
from casework.letters.scope import Scope
from casework.mail import ordering, recipients
from casework.mail.ordering import Order
from casework.office import Office
from engine import carriers
from engine.work import Field, Variables, Work
from handlers.declaring import topic

AGENDA, MINUTES = "D21-agenda", "D21-minutes"


def _scope(office: Office, work: Work) -> Scope:
    return Scope(work.session, office, work.case_id, work.variables, work.now)


def _agenda(office: Office, work: Work) -> Callable[[], list[Made]]:
    planned = preparing.plan(_scope(office, work), [AGENDA])
    return lambda: preparing.render(planned)


@topic("agenda.release", "Make the agenda and release it", paragraph="1.5.8", prepare=_agenda)
def release_agenda(office: Office, work: Work) -> Variables:
    """Keep the agenda with what was added to it, and let the members open it; it holds no fact of the case."""
    preparing.must_fit(work.parameters["prepared"])
    preparing.keep(work.session, office, work.parameters["prepared"], work.now)
    releasing.send_by_link(_scope(office, work), AGENDA)
    return {}


@topic(
    "papers.give",
    "Give somebody the papers of the meeting",
    takes=(Field("person", "string", "The id of the person"),),
    paragraph="1.5.8, 4.5.1",
)
def give(office: Office, work: Work) -> Variables:
    """Give the newest papers to somebody invited after they were released, and tell them; nobody excluded gets any."""
    meeting = meetings.get(work.session, work.case_id, str(work.variables["meeting_id"]))
    person_id = str(work.parameters["person"])
    if assignments.is_excluded(work.session, work.case_id, person_id):
        return {}
    if papers.give(work.session, meeting, person_id, work.now):
        to = recipients.named(work.session, work.case_id, [person_id])
        asked = Order(work.case_id, "papers_released", work.key, work.variables, about=meeting.id)
        ordering.order(work.session, office, asked, to, work.now)
    return {}


@topic(
    "papers.count_late",
    "Count replies that are not in the papers",
    paragraph="4.5.1",
    gives=(Field("late_reply_count", "number", "Replies that came in or were added to after the papers"),),
)
def count_late(office: Office, work: Work) -> Variables:
    """Count what the members cannot have read in the papers they were given."""
    _, count = collating.late(_scope(office, work))
    return {"late_reply_count": count}


@topic("minutes.start", "Start the minutes of the meeting", paragraph="4.6.3")
def start_minutes(office: Office, work: Work) -> Variables:
    """Have the minutes of this meeting made, checked and released beside the case, once for each meeting."""
    meeting_id = str(work.variables["meeting_id"])
    carried = {name: work.variables[name] for name in ("partnership_id", "meeting_id") if name in work.variables}
    key = f"{work.case_id}:meeting_minutes:{meeting_id}"
    carriers.order_start(work.session, work.case_id, "meeting_minutes", key, carried, work.now)
    return {}


@topic("minutes.release", "Release the minutes to those who were there", paragraph="4.6.3")
def release_minutes(office: Office, work: Work) -> Variables:
    """Let the members open the checked minutes, and tell those who were at the meeting or sent apologies."""
    releasing.send_by_link(_scope(office, work), MINUTES)
    meeting_id = str(work.variables["meeting_id"])
    there = {each.person_id for each in attendance.of_meeting(work.session, work.case_id, meeting_id)}
    to = recipients.named(work.session, work.case_id, sorted(there))
    asked = Order(work.case_id, "minutes_released", work.key, work.variables, about=meeting_id)
    ordering.order(work.session, office, asked, to, work.now)
    return {}
