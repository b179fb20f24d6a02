"""What somebody is told who comes to an address that their roles do not open: who it is for, and whom to ask."""

from collections.abc import Mapping
from typing import Any

from cases import emergencies
from web import people_forms
from web.here import OPERATORS, OWNERS, office, viewer
from web.problems import Problem

Arguments = Mapping[str, Any]


def operators(_arguments: Arguments) -> None:
    """Administrators. Raises Problem for everybody else."""
    if not viewer().is_any(OPERATORS):
        raise Problem(403, "For administrators only", "You are signed in, but this page is for administrators.")


def finders(_arguments: Arguments) -> None:
    """Offices and chairs. Raises Problem for everybody else."""
    if not viewer().finds_children:
        raise Problem(
            403, "This is not for you to see", "Children are found by name by business offices and their chairs only."
        )


def owners(_arguments: Arguments) -> None:
    """Process owners and administrators. Raises Problem for everybody else."""
    if not viewer().is_any(OWNERS):
        raise Problem(
            403, "For process owners only", "You can look at processes, but only process owners publish them."
        )


def lookers_after(_arguments: Arguments) -> None:
    """Whoever looks after people. Raises Problem for everybody else."""
    with office().database.reading() as session:
        # By their own roles: nobody stands in for that.
        reach = people_forms.whose(session)
    if not (reach.everybody or reach.partnerships):
        raise Problem(
            403,
            "This is not for you to see",
            "People and their accounts are looked after by administrators and the managers of business offices.",
        )


def in_emergencies(_arguments: Arguments) -> None:
    """Whoever has to do with access in an emergency. Raises Problem for everybody else."""
    if not viewer().is_any(emergencies.CONCERNED):
        raise Problem(
            403,
            "This is not for you to see",
            "Cases are opened in an emergency by business offices, their managers and chairs. "
            "Ask the manager of your business office.",
        )


def auditors(_arguments: Arguments) -> None:
    """Whoever looks into the audit. Raises Problem for everybody else."""
    if not viewer().sees_audit:
        raise Problem(
            403,
            "This is not for you to see",
            "The audit is for auditors, chairs, managers of offices and administrators. "
            "Ask the manager of your business office.",
        )


def keepers(_arguments: Arguments) -> None:
    """Whoever decides on records. Raises Problem for everybody else."""
    if not viewer().keeps_records:
        raise Problem(
            403,
            "This is not for you to see",
            "How long records are kept is decided by managers of offices and chairs. "
            "Ask the manager of your business office.",
        )


def protectors(_arguments: Arguments) -> None:
    """Whoever answers requests about data. Raises Problem for everybody else."""
    if not viewer().answers_requests:
        raise Problem(
            403,
            "This is not for you to see",
            "People who ask for their data are answered by data protection leads and managers of offices. "
            "Ask the manager of your business office.",
        )
