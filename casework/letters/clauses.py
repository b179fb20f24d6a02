"""What the request letter (D02) says to one agency: why it is asked, and the parts for its kind and its area."""

from cases import directory, partnerships, submissions
from cases.requests import InformationRequest
from casework.letters.scope import Data, Scope
from casework.projections import reading

USUAL = {
    "la_education": "education",
    "school": "education",
    "early_years": "education",
    "police": "police",
    "health_commissioner": "health",
    "nhs_provider": "health",
    "independent_nhs": "health",
    "gp_practice": "health",
    "voluntary": "voluntary",
}
"""Which letter an agency of a category usually gets; any other gets the standard one."""

FOUND_FORM = "agency_found"
USUAL_REASON = "Your agency may hold information about the child or the family."

STANDARD, ELSEWHERE = "standard", "out_of_area"


def usual(category: str) -> str:
    """Which letter an agency of a category usually gets."""
    return USUAL.get(category, STANDARD)


def of_request(scope: Scope, request: InformationRequest) -> Data:
    """The letter that was chosen. Where that is the one for another area, the agency gets the part of its kind too."""
    is_chosen = request.variant == ELSEWHERE
    category = partnerships.agency(scope.session, request.agency_id).category
    return {
        "variant": request.variant,
        "sector": usual(category) if is_chosen else request.variant,
        "is_out_of_area": is_chosen or directory.is_of_another_area(scope.session, request.agency_id),
    }


def why(scope: Scope, row: Data, agency_id: str) -> str:
    """The office's reason to ask the agency as a sentence, whether it wrote one or a few words.

    It stands in the row of the agencies chosen first, or was written when the agency was found later.
    """
    said = (reading.words(row, "why") or _found_later(scope, agency_id)).strip()
    if not said:
        return USUAL_REASON
    return f"We ask your agency for this reason: {said}{'' if said[-1] in '.!?' else '.'}"


def _found_later(scope: Scope, agency_id: str) -> str:
    found = [scope.of_submission(one.id) for one in submissions.of_case(scope.session, scope.case_id, FOUND_FORM)]
    return next((reading.words(each, "why") for each in reversed(found) if each.get("agency") == agency_id), "")
