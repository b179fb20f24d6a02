"""Plainly invented data for every letter and variant, to look at and to check templates with."""

from collections.abc import Iterator

from casework.letters import clauses, form_words
from casework.letters.data_request import blank_sections
from casework.letters.sample_data import COMMON, REFERENCE, Data

VARIANTS: dict[str, tuple[str, ...]] = {
    "D02": ("standard", "health", "education", "police", "out_of_area", "voluntary")
}
UNDECIDED: dict[str, Data] = {"D04": {"meeting": None}, "D21-minutes": {}}
"""Letters that are made before anything is decided too, and what else is not there then."""


def samples(code: str) -> Iterator[tuple[str, Data]]:
    """Every variant of a letter: with all that can be there, and with as little as may be."""
    if code == "D01":
        yield "blank", with_reference(code, {**COMMON, "sections": blank_sections(form_words.shipped("f01_referral"))})
        return
    for variant in VARIANTS.get(code, ("full",)):
        elsewhere = variant == clauses.ELSEWHERE
        asked = {"variant": variant, "sector": "health" if elsewhere else variant, "is_out_of_area": elsewhere}
        yield variant, with_reference(code, {**COMMON, "request": {**COMMON["request"], **asked}})
    yield "sparse", with_reference(code, _sparse(COMMON))
    if code in UNDECIDED:
        yield "before", with_reference(code, {**COMMON, "decision": None, "actions": [], **UNDECIDED[code]})


def with_reference(code: str, context: Data) -> Data:
    """The data with the letter's own reference."""
    return {**context, "doc": {**COMMON["doc"], "ref": f"{REFERENCE}-{code}-0A1B"}}


def _sparse(context: Data) -> Data:
    """Nothing that a letter can do without: empty lists, no optional words, no meeting or decision where allowed."""
    nothing: Data = {
        name: []
        for name in ("other_agencies", "family", "actions", "agency_actions", "annexes", "inequality", "no_reply")
    }
    request = {**context["request"], "period_from": "", "anything_before": False, "acknowledge_by": ""}
    request |= {"children": "", "is_overdue": False}
    decision = {**context["decision"], "dissent": [], "positions": [], "key_areas": [], "suggest_national": False}
    decision = {**decision, "later_advice": [], "already": "", "other_learning": ""}
    meeting = {**context["meeting"], "interests": [], "undeclared": []}
    meeting |= {"facts_reviewed": False, "facts_corrected": ""}
    subjects = {**context["search_subjects"], "family": []}
    late = {**context["late"], "is_late": False}
    escalation = {**context["escalation"], "reason": "", "power": ""}
    changed: Data = {"request": request, "decision": decision, "meeting": meeting, "late": late}
    changed |= {"search_subjects": subjects}
    changed |= {"again": {**context["again"], "is_correction": True}}
    changed |= {"escalation": escalation, "review": {"due": ""}, "discussion": "", "corrections": ""}
    return {**context, **nothing, **changed}
