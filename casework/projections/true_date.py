"""F40, an earlier date: the process that asks a second person knows with which form it was entered."""

from casework import true_dates
from casework.projections.given import Given
from foundation.canonical import Json


def entered(given: Given) -> dict[str, Json]:
    """Give the form itself, since several dates may wait at one time."""
    return {true_dates.OWN_FORM: given.submission.id}
