"""Data of the Referral Form on paper (D01): blank, for agencies without a login, or as it was sent in (4.1.1)."""

from datetime import datetime

from cases import settings
from cases.correspondence.letters import Recipient
from cases.partnerships import Partnership
from casework.letters import data_common, data_panel, data_request, form_words
from casework.letters.scope import Data, Scope, Wanted, long_day, long_moment
from foundation.clock import london_date
from foundation.database import Session

FORM = "f01_referral"
TO_COME = "given by the office"


def as_sent(scope: Scope) -> list[Wanted]:
    """The referral of a case in words, without who anybody is; none where the case came as a notification."""
    answers = scope.answers(FORM)
    if not answers:
        return []
    form = form_words.form_of(scope.session, FORM)
    sections = [
        {
            "heading": section["heading"],
            "when": "",
            "questions": [{**line, "hint": "", "choices": [], "lines": []} for line in section["lines"]],
        }
        for section in form_words.sections(scope, form, answers)
    ]
    received = long_moment(scope.anchor("received_at"))
    data: Data = {"is_filled": True, "sections": sections, "received": received, "path": data_panel.kind_of_case(scope)}
    return [Wanted(Recipient(), data)]


def blank(session: Session, home: Partnership, now: datetime) -> Data:
    """Everything the blank form needs, for agencies of one partnership."""
    values = settings.in_force(session, home.id, london_date(now)).values()
    return {
        "case": {"ref": TO_COME},
        "partnership": {
            "name": home.name,
            "marking": values["marking"],
            "front_door": values["text.front_door"],
        },
        "office": data_common.office_of(home, values),
        "doc": {"ref": f"{home.code}-D01", "version": "1", "date": long_day(now)},
        "is_filled": False,
        "sections": data_request.blank_sections(form_words.form_of(session, FORM)),
        "received": "",
        "path": "",
    }
