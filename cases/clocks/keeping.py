"""Until when the records of a case are kept: the period of each class from its event, and what was decided since."""

from collections.abc import Mapping
from datetime import datetime

from cases.settings.keeping import CASE, CLASSES

CLOSED, PUBLISHED, YOUNGEST_25 = "case_closed_at", "published_at", "youngest_25_at"
KEPT_UNTIL, DELETED = "kept_until", "records_deleted_at"
"""Events by which records are kept; the last two are about one class each, KEPT_UNTIL by itself about the case file."""

CLOCK = "retention_"
"""The clock of a class is called this and the code of the class."""

NEXT, REVIEW = "retention_due", "retention_review_due"
"""The clocks of the class that falls due next, and of the time to look at it."""

Anchors = Mapping[tuple[str, str], datetime]


def code_of(clock: str) -> str:
    """The class that a clock is about."""
    return clock.removeprefix(CLOCK)


def clock_of(code: str) -> str:
    """The clock of a class."""
    return f"{CLOCK}{code}"


def counted_from(anchors: Anchors, event: str, code: str) -> datetime | None:
    """When the period of a class began; None while the case is open, and where the records are gone."""
    closed = anchors.get(("", CLOSED))
    gone = anchors.keys() & {(code, DELETED), (CASE, DELETED)}
    return None if closed is None or gone else anchors.get(("", event), closed)


def not_before(anchors: Anchors, code: str) -> datetime:
    """Nothing of a case ends before it was closed, or before the day until which somebody decided to keep it."""
    known = (("", CLOSED), ("" if code == CASE else code, KEPT_UNTIL))
    return max(at for key in known if (at := anchors.get(key)) is not None)


CLOCKS = tuple(clock_of(code) for code in CLASSES)
"""The clock of each class."""
