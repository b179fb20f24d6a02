"""What somebody says of a record of a schedule: whether it can be so, and what is marked in it."""

from collections.abc import Iterator, Mapping

from cases.disclosures import DECISIONS, EXEMPTIONS, IN_WORDS, NEEDS_REASON, REDACT, Decided
from casework.disclosing import marking

LONGEST = 20_000
OTHER = "other"

Errors = list[tuple[str, str]]


def wanted(given: Mapping[str, str], text: str | None) -> tuple[Decided | None, Errors]:
    """What was decided, or what is wrong with it: fields with words."""
    errors = list(_wrong(given, text))
    places: list[marking.Place] = []
    if given.get("decision") == REDACT and text is not None:
        try:
            places = marking.read(given.get("marked", ""), text)
        except marking.Unlike as unlike:
            errors.append(("marked", str(unlike)))
        else:
            errors += [] if places else [("marked", "Mark what is left out, or disclose the record whole")]
    if errors:
        return None, errors
    decision = given["decision"]
    reason = given["exemption"] if decision in NEEDS_REASON else None
    return Decided(decision, reason, given.get("note", "").strip(), tuple(places), text or ""), []


def _wrong(given: Mapping[str, str], text: str | None) -> Iterator[tuple[str, str]]:
    decision, exemption, note = (given.get(key, "").strip() for key in ("decision", "exemption", "note"))
    if decision not in DECISIONS or (decision == REDACT and text is None):
        yield "decision", "Select what becomes of this record"
    if decision in NEEDS_REASON and exemption not in EXEMPTIONS:
        yield "exemption", "Select why something is left out"
    if decision == IN_WORDS and not note:
        yield "note", "Enter what is told in its place"
    if decision in NEEDS_REASON and exemption == OTHER and not note:
        yield "note", "Enter which exemption it is"
    if len(note) > LONGEST:
        yield "note", f"The note must be {LONGEST:,} characters or fewer"


def with_words(given: Mapping[str, str], text: str) -> dict[str, str]:
    """The same with every place marked at which the words stand that were asked for.

    Where the text itself was changed, it is put back as it is.
    """
    try:
        places = marking.read(given.get("marked", ""), text)
    except marking.Unlike:
        places = []
    more = marking.everywhere(text, given.get("words", "").splitlines())
    return {**given, "decision": REDACT, "marked": marking.marked(text, marking.joined([*places, *more]))}
