"""Everything that a scenario can expect, by its key under “expect”."""

from collections.abc import Mapping

from casework.rehearsal.checks import access, dates, papers, records, work
from casework.rehearsal.checks.check import Check

CHECKS: Mapping[str, Check] = {
    **work.CHECKS,
    **dates.CHECKS,
    **papers.CHECKS,
    **records.CHECKS,
    **access.CHECKS,
}

__all__ = ["CHECKS", "Check"]
