"""The dates of a case calculated and judged: is there room for its meetings."""

from cases import clocks, slots
from casework import anchors
from casework.office import Office
from engine import instances
from engine.work import Field, Variables, Work
from handlers.declaring import topic


@topic(
    "clocks.calculate",
    "Calculate all dates of the case",
    paragraph="3.1.2, 4.2.2, 4.4.2",
    gives=(
        Field("window", "string", "Room for the meeting", choices=("ok", "narrow", "empty")),
        Field("usable_days", "number", "Days on which the meeting can be"),
    ),
)
def calculate(office: Office, work: Work) -> Variables:
    """Cut the meeting window by the due date and the time to prepare, and flag a narrow or empty one at once."""
    found = clocks.meeting_window(work.session, work.case_id, work.now)
    if found is None:
        return {"window": "empty", "usable_days": 0}
    return {"window": found.flag, "usable_days": len(found.days)}


@topic(
    "clocks.stop",
    "Close clocks, because what they timed has ended",
    takes=(Field("anchor", "string", "The event they count from; several names with spaces between"),),
)
def stop(office: Office, work: Work) -> Variables:
    """Let no clock count from these events any more: nobody is reminded of what has ended."""
    for name in str(work.parameters["anchor"]).split():
        anchors.clear(work.session, work.case_id, name, instances.SYSTEM, work.now)
    return {}


@topic(
    "clocks.calculate_referral",
    "Calculate the dates of an agency's referral",
    paragraph="4.9",
    gives=(
        Field("regular_dates", "string", "Which meetings a monthly date serves", choices=("both", "first", "none")),
    ),
)
def calculate_referral(office: Office, work: Work) -> Variables:
    """See whether the group's monthly dates serve for the first discussion and, with time to reply, the decision."""
    first, second = slots.for_referral(work.session, work.case_id, work.now)
    if first is None:
        return {"regular_dates": "none"}
    return {"regular_dates": "both" if second else "first"}
