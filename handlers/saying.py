"""Which form says what a step does, and who sent it: that person is written down for it."""

from cases import submissions
from engine import instances
from engine.work import Field, Work

FORM = Field(
    "form",
    "string",
    "The form that says so, or several with spaces between: whoever sent one last is written down",
    required=False,
)


def said_by(work: Work) -> str:
    """Who last sent one of the forms that the step names, else the system."""
    made = submissions.latest_of(work.session, work.case_id, str(work.parameters.get("form") or "").split())
    return (made.person_id if made else None) or instances.SYSTEM
