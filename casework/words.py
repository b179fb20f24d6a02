"""The words that diagrams, tables and forms may use beside FEEL's own: deadlines, working days, settings."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from cases import calendar, clocks, settings
from foundation.database import Session


def functions(
    session: Session, case_id: str, now: datetime, variables: Callable[[], Mapping[str, Any]]
) -> Mapping[str, Callable[..., Any]]:
    """FEEL functions for one case: deadline(name), working_days_after(date, n), setting(key), now()."""

    @cache
    def facts() -> clocks.Facts:
        # Asked for when a process arrives at a step: what a form or a handler has just changed is there by then.
        return clocks.facts_of(session, case_id, now, {})

    def deadline(name: str) -> datetime | None:
        given = variables()
        subjects = {subject: given[subject] for subject in clocks.SUBJECT_IDS if given.get(subject)}
        return clocks.deadline_by(replace(facts(), subjects=subjects), name)

    def working_days_after(day: date, count: int) -> date:
        return calendar.add_working_days(calendar.of_case(session, case_id), day, int(count))

    def setting(key: str) -> Any:
        return settings.value(session, case_id, key)

    return {"deadline": deadline, "working_days_after": working_days_after, "setting": setting, "now": lambda: now}


NAMES = frozenset({"deadline", "working_days_after", "setting"})
