"""Requests about data: what their forms say of when days are counted, and of who decided and checked what."""

from datetime import date, time

from cases import data_requests, disclosures, owned
from cases.clocks import Anchor, answering
from cases.clocks import anchors as dated
from cases.clocks.readings import deadline
from cases.data_requests import DataRequest
from casework import anchors
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london

NOON = time(12)
AGAIN = "again"
"""The answer that the copy is to be made once more."""

ASKED = "asked"
"""The answer that whoever asks has still to show who they are."""


def registered(given: Given) -> dict[str, Json]:
    """Take a request for a copy in; it is counted from the day it came, unless proof is awaited. Gives its id."""
    return _registered(given, data_requests.ACCESS)


def right_registered(given: Given) -> dict[str, Json]:
    """Take in that somebody wants data put right, deleted or used no more; counted likewise. Gives its id."""
    return _registered(given, reading.words(given.answers, "right_asked"))


def _registered(given: Given, asked: str) -> dict[str, Json]:
    made = data_requests.register(
        given.session,
        DataRequest(
            **owned.key(given.case_id),
            asked=asked,
            submission_id=given.submission.id,
            registered_by=given.person_id,
            registered_at=given.now,
        ),
    )
    if reading.words(given.answers, "proof_needed") != ASKED:
        _set(given, answering.COUNTED, reading.day(given.answers, "received_on"), made.id)
    return {"data_request_id": made.id}


def proved(given: Given) -> dict[str, Json]:
    """It was shown who asks: the days count from then."""
    _set(given, answering.COUNTED, reading.day(given.answers, "proof_shown_on"))
    return {}


def more_time(given: Given) -> dict[str, Json]:
    """They were told that more time is needed."""
    _set(given, answering.EXTENDED, reading.day(given.answers, "told_on"))
    return {}


def clarify(given: Given) -> dict[str, Json]:
    """They were asked what they mean: no day counts until they answer."""
    _set(given, answering.STANDS, reading.day(given.answers, "asked_on"))
    return {}


def clarified(given: Given) -> dict[str, Json]:
    """They answered: the days between are added, to those that were added before."""
    known = dated.of_case(given.session, given.case_id)
    request = _request_id(given)
    counted, since = known.get((request, answering.COUNTED)), known.get((request, answering.STANDS))
    day = reading.day(given.answers, "answered_on")
    if counted and since and day:
        moved = known.get((request, answering.MOVED), counted)
        _set(given, answering.MOVED, (moved + (london(day, NOON) - since)).date())
    anchors.clear(given.session, given.case_id, answering.STANDS, given.person_id, given.now, request)
    return {}


def decided(given: Given) -> dict[str, Json]:
    """Note what was decided and by whom."""
    decision = reading.words(given.answers, "data_decision")
    data_requests.decide(given.session, _request(given), decision, (given.person_id, given.submission.id), given.now)
    return {}


def checked(given: Given) -> dict[str, Json]:
    """Note who checked it. Raises data_requests.SamePerson."""
    if given.person_id in disclosures.deciders(given.session, _request(given)):
        raise data_requests.SamePerson("what is disclosed is checked by somebody who has decided none of it")
    is_right = reading.yes(given.answers, "disclosure_checked")
    data_requests.check(given.session, _request(given), is_right, (given.person_id, given.submission.id), given.now)
    return {}


def told(given: Given) -> dict[str, Json]:
    """They were answered: the clock stops, and when it would have ended is kept. Not where the copy is made again."""
    if reading.words(given.answers, "told_outcome") == AGAIN:
        return {}
    request = _request(given)
    request.due_was = deadline(
        given.session, given.case_id, answering.CLOCK, given.now, {"data_request_id": request.id}
    )
    _set(given, answering.ANSWERED, reading.day(given.answers, "told_on"))
    return {}


def _set(given: Given, name: str, day: date | None, request_id: str = "") -> None:
    if day is not None:
        at = london(day, NOON)
        anchors.set_anchor(
            given.session, given.case_id, Anchor(name, at, request_id or _request_id(given)), given.person_id, given.now
        )


def _request_id(given: Given) -> str:
    return str(given.variables["data_request_id"])


def _request(given: Given) -> DataRequest:
    return data_requests.get(given.session, given.case_id, _request_id(given))
