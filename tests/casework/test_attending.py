"""Who comes to a meeting, as the table of invitees says it."""

from cases import people
from casework import attending
from tests.casework.letters.conftest import File, file, office

__all__ = ["file", "office"]


def test_partners_and_advisor_always_come_and_the_group_usually(file: File) -> None:
    parts = {role: attending.part(file.session, {role}) for role in people.ROLES}
    by_invitation = {role: part.invited for role, part in parts.items() if part.invited != "by name"}
    assert by_invitation == {
        "independent_advisor": "always",
        "safeguarding_partner": "always",
        "crg_chair": "usually",
        "crg_member": "usually",
    }
    assert {role for role, part in parts.items() if part.on_case_as == role} == {"independent_advisor", "observer"}


def test_somebody_with_several_roles_comes_by_the_first_row_that_fits(file: File) -> None:
    assert attending.part(file.session, {"crg_member", "crg_chair"}).capacity == "chair"
    assert attending.part(file.session, {"crg_member", "independent_advisor"}).capacity == "independent_advisor"
    assert attending.part(file.session, set()) == attending.Part("by name", "member", None)
