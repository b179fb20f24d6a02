"""What each test takes of the processor, so that `make test-fast` stays fast: other programs do not count in that."""

import resource
from collections.abc import Iterable

import pytest

ENOUGH = 3.0
"""Seconds of processor time from which a part of a test that is not marked slow is named at the end of a run."""
LEFT_OUT = ("slow", "rehearsal", "browser", "postgresql")
"""The marks of what `make test-fast` leaves out."""

_before = [0.0]


def taken() -> float:
    """Seconds of processor time since the last time this was asked, by this process and those it waited for."""
    both = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    now = sum(one.ru_utime + one.ru_stime for one in both)
    before, _before[0] = _before[0], now
    return now - before


def measured(report: pytest.TestReport) -> pytest.TestReport:
    """The report with what was taken since the report before it."""
    report.processor = taken()  # workers send it on, as an attribute of its own
    return report


def too_long(reports: Iterable[pytest.TestReport]) -> list[str]:
    """What took too long without a mark that says so, longest first."""
    found = [
        (report.processor, f"{report.when:8} {report.nodeid}")
        for report in reports
        if getattr(report, "processor", 0) > ENOUGH and not any(mark in report.keywords for mark in LEFT_OUT)
    ]
    return [f"{seconds:.1f} s  {what}" for seconds, what in sorted(found, reverse=True)]
