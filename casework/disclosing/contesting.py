"""What somebody says of a record that is contested: whether it can be so."""

from collections.abc import Iterator, Mapping

from cases.contested import DECISIONS, GROUNDS, NEEDS_GROUND, SHOWN
from cases.disclosures import Decided
from casework.disclosing.deciding import LONGEST, OTHER, Errors


def wanted(given: Mapping[str, str]) -> tuple[Decided | None, Errors]:
    """What was decided, or what is wrong with it: fields with words."""
    errors = list(_wrong(given))
    if errors:
        return None, errors
    decision, ground, note, statement = _said(given)
    shown = statement if decision in SHOWN else ""
    return Decided(decision, ground if decision in NEEDS_GROUND else None, note, statement=shown), []


def _said(given: Mapping[str, str]) -> tuple[str, str, str, str]:
    decision, ground, note, statement = (
        given.get(key, "").replace("\r\n", "\n").strip() for key in ("decision", "ground", "note", "statement")
    )
    return decision, ground, note, statement


def _wrong(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    decision, ground, note, statement = _said(given)
    if decision not in DECISIONS:
        yield "decision", "Select what becomes of this record"
    if decision in SHOWN and not statement:
        yield "statement", "Enter what is shown with the record"
    if decision in NEEDS_GROUND and ground not in GROUNDS:
        yield "ground", "Select why it, or the rest of it, stays as it is"
    if decision in NEEDS_GROUND and ground == OTHER and not note:
        yield "note", "Enter which reason or exemption it is"
    for key, words in (("statement", statement), ("note", note)):
        if len(words) > LONGEST:
            yield key, f"What you write must be {LONGEST:,} characters or fewer"
