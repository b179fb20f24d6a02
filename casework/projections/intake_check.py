"""F03, first part: the right office, possible duplicates, the path, and the dates corrected (guidance 4.1)."""

from cases import assignments, records
from casework.projections import dates, reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Note the path and the links to other cases; gives `transfer_to`, the office that is to have the case."""
    session, case_id, by = given.session, given.case_id, given.person_id
    if path := reading.words(given.answers, "path"):
        records.case(session, case_id).path = path
    joined = {other for other, _kind in records.linked(session, case_id)}
    for row in reading.rows(given.answers, "dup"):
        other = reading.words(row, "match")
        if reading.words(row, "judgement") == "linked" and records.exists(session, other) and other not in joined:
            records.link(session, case_id, other, "linked", by, given.now)
    why = reading.words(given.answers, "dates_explained")
    for anchor in ("aware_at", "notified_at", "received_at"):
        dates.note(given, anchor, reading.instant(given.answers, anchor), said=why)
    second_office = reading.chosen(given.answers, "transfer_to")
    if second_office and reading.words(given.answers, "partnership_ok") == "joint":
        assignments.share(session, case_id, second_office, by, given.now)
    return {"transfer_to": second_office}
