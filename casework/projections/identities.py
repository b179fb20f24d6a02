"""Who is named in a form, sent to the identity store: shared by every form that names somebody."""

from cases import identity, same_child
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json

PEOPLE = {"children": identity.CHILD, "family": identity.FAMILY}


def add(given: Given) -> list[str]:
    """Keep the children and family of a form under codes, all else that names somebody as a note; gives the codes."""
    source = identity.Source(given.case_id, given.submission.id)
    keyring, codes = given.office.keys, list[str]()
    for key, kind in PEOPLE.items():
        # Every row gets a code, an unidentified child too, so that codes and rows of the submission agree.
        named = reading.rows(given.identities, key)
        codes += identity.add_all(given.session, keyring, source, kind, named, given.now)
    family = [code for code in codes if code.startswith(identity.of_kind(identity.FAMILY))]
    same_child.keep_one(given.session, keyring, given.case_id, family, given.now)
    return codes + note(given)


def note(given: Given) -> list[str]:
    """Keep what names somebody outside the lists of children and family; gives the note's code."""
    rest: dict[str, Json] = {key: value for key, value in given.identities.items() if key not in PEOPLE}
    if not any(_says_something(value) for value in rest.values()):
        return []
    source = identity.Source(given.case_id, given.submission.id)
    return identity.add_all(given.session, given.office.keys, source, identity.NOTE, [rest], given.now)


def _says_something(value: Json) -> bool:
    if isinstance(value, list):
        return any(_says_something(each) for each in value)
    if isinstance(value, dict):
        return any(_says_something(each) for each in value.values())
    return value not in (None, "")
