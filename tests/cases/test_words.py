"""The words that diagrams may use: what a case's dates depend on is read once for a step, and afresh for the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from cases import settings
from cases.clocks import Anchor, set_anchor
from casework import words
from foundation.database import Session


@pytest.fixture(autouse=True)
def chosen(session: Session, now: datetime) -> None:
    """The office has chosen its settings."""
    settings.adopt(session, "lei", "LLR-WT2023", "tester", now)


@contextmanager
def _asked(session: Session) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_a_second_deadline_of_a_step_asks_the_database_nothing(session: Session, case_id: str, now: datetime) -> None:
    set_anchor(session, case_id, Anchor("received_at", now), "tester", now)
    deadline = words.functions(session, case_id, now, dict)["deadline"]
    assert deadline("meeting_date_alert") is not None
    with _asked(session) as asked:
        assert deadline("reply_due") is not None
    assert asked == []


def test_the_next_step_sees_a_date_that_was_changed(session: Session, case_id: str, now: datetime) -> None:
    def due() -> Any:
        return words.functions(session, case_id, now, dict)["deadline"]("meeting_date_alert")

    set_anchor(session, case_id, Anchor("received_at", now), "tester", now)
    before = due()
    set_anchor(session, case_id, Anchor("received_at", now - timedelta(days=3)), "tester", now)
    assert due() < before


def test_deadlines_of_different_requests_are_told_apart_in_one_step(
    session: Session, case_id: str, now: datetime
) -> None:
    for request_id, days in (("r1", 1), ("r2", 5)):
        set_anchor(session, case_id, Anchor("due_at", now + timedelta(days=days), request_id), "tester", now)
    given: dict[str, Any] = {}
    deadline = words.functions(session, case_id, now, lambda: given)["deadline"]
    given["request_id"] = "r1"
    first = deadline("reply_due")
    given["request_id"] = "r2"
    assert first < deadline("reply_due")
