"""How a request to an agency moves, and that it moves no other way."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import requests
from cases.requests import ANSWERED, MOVES, WAITING, RequestStatus
from cases.states import IllegalMove, moved
from foundation.database import Session

STATUSES = st.sampled_from(list(RequestStatus))


def ask(session: Session, case_id: str, agency_id: str, now: datetime) -> str:
    request = requests.prepare(session, case_id, agency_id, "standard", now)
    requests.send(session, case_id, request.id, now + timedelta(days=7), now)
    return request.id


def test_every_status_has_its_moves() -> None:
    assert set(MOVES) == set(RequestStatus)


@given(st.lists(STATUSES, max_size=12))
def test_no_walk_brings_a_request_back_to_draft_or_out_of_withdrawn(walk: list[RequestStatus]) -> None:
    status, was = RequestStatus.DRAFT, [RequestStatus.DRAFT]
    for wanted in walk:
        if wanted in MOVES[status]:
            status = moved("the request", MOVES, status, wanted)
            was.append(status)
    assert RequestStatus.DRAFT not in was[1:]
    assert RequestStatus.WITHDRAWN not in was[:-1]


@given(st.lists(STATUSES, max_size=12))
def test_a_request_answered_once_never_waits_again(walk: list[RequestStatus]) -> None:
    status, answered = RequestStatus.DRAFT, False
    for wanted in walk:
        if wanted in MOVES[status]:
            status = wanted
        answered = answered or status in ANSWERED
        assert not (answered and status in WAITING)


def test_every_waiting_request_can_be_answered_refused_or_withdrawn() -> None:
    for status in WAITING:
        assert MOVES[status] >= {
            RequestStatus.REPLIED,
            RequestStatus.NO_TRACE,
            RequestStatus.REFUSED,
            RequestStatus.WITHDRAWN,
        }


def test_the_reply_date_is_fixed_when_the_letter_goes_out(session: Session, case_id: str, now: datetime) -> None:
    id = ask(session, case_id, "police", now)
    requests.send(session, case_id, id, now + timedelta(days=99), now + timedelta(days=1))
    request = requests.get(session, case_id, id)
    assert (request.sent_at, request.due_at) == (now, now + timedelta(days=7))


def test_a_late_request_that_is_acknowledged_stays_late(session: Session, case_id: str, now: datetime) -> None:
    id = ask(session, case_id, "police", now)
    requests.mark(session, case_id, id, RequestStatus.LATE, now)
    requests.acknowledge(session, case_id, id, "secured", now)
    request = requests.get(session, case_id, id)
    assert (request.status, request.records_secured) == (RequestStatus.LATE, "secured")


def test_marking_a_request_twice_changes_nothing(session: Session, case_id: str, now: datetime) -> None:
    id = ask(session, case_id, "police", now)
    requests.mark(session, case_id, id, RequestStatus.REPLIED, now)
    requests.mark(session, case_id, id, RequestStatus.REPLIED, now + timedelta(days=1))
    assert requests.get(session, case_id, id).answered_at == now


def test_a_reply_is_never_turned_into_a_late_one(session: Session, case_id: str, now: datetime) -> None:
    id = ask(session, case_id, "police", now)
    requests.mark(session, case_id, id, RequestStatus.REPLIED, now)
    with pytest.raises(IllegalMove, match="is replied and cannot become late"):
        requests.mark(session, case_id, id, RequestStatus.LATE, now)


def test_only_agencies_that_gave_no_answer_are_counted_as_waiting(
    session: Session, open_case: Callable[..., str], now: datetime
) -> None:
    case_id = open_case()
    ids = [ask(session, case_id, agency, now) for agency in ("police", "hospital", "gp-north", "commissioner")]
    requests.mark(session, case_id, ids[0], RequestStatus.NO_TRACE, now)
    requests.mark(session, case_id, ids[1], RequestStatus.REFUSED, now)
    requests.mark(session, case_id, ids[2], RequestStatus.LATE, now)
    requests.prepare(session, case_id, "city-care", "standard", now)
    assert requests.count_waiting(session, case_id) == 2


def test_asking_an_agency_again_makes_a_second_version(session: Session, case_id: str, now: datetime) -> None:
    first = ask(session, case_id, "police", now)
    again = requests.prepare(session, case_id, "police", "standard", now)
    assert (again.id != first, again.version) == (True, 2)
    assert requests.prepare(session, case_id, "police", "health", now).id == again.id
