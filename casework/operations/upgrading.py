"""What an update leaves to be done with keys, after the tables have their new shape: done by whoever starts next.

Each step tells by the rows themselves what is left, a little at a time, so it may be broken off and run by several.
"""

from collections.abc import Callable

from casework import older_reasons, searchable
from casework.office import Office
from casework.operations import progress

Say = Callable[[str], None]


def finish(office: Office, say: Say) -> None:
    """Do what is left, with a bar where somebody watches. Raises CannotOpen where a key does not fit."""
    with office.database.reading() as session:
        left = len(searchable.left(session, office))
    if left:
        with progress.bar(left) as step:
            searchable.write_anew(office, step)
        say(f"The children of {left} cases are found by search tokens written anew.")
    with office.database.reading() as session:
        reasons = len(older_reasons.left(session))
    if reasons:
        with progress.bar(reasons) as step:
            older_reasons.seal(office, step)
        say(f"{reasons} reasons of an earlier version are sealed.")
