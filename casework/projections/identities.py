"""Children and family named in a form, sent to the identity store: shared by every form that names them."""

from cases import identity
from casework.projections import reading
from casework.projections.given import Given


def add(given: Given) -> list[str]:
    """Keep the children and family of a form, and return the codes they are known by from now on."""
    codes: list[str] = []
    for key, kind in (("children", identity.CHILD), ("family", identity.FAMILY)):
        named = [row for row in reading.rows(given.identities, key) if row]
        codes += identity.add_all(given.session, given.office.keys, given.case_id, kind, named, given.now)
    return codes
