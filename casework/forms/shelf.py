"""Forms that were published, read once: a version never changes."""

from casework.forms import schema
from engine.programs import Shelf
from foundation.database import Session

_forms = Shelf(300, lambda definition: schema.parse(definition.source))


def of_version(session: Session, definition_id: str) -> schema.Form:
    """The form of one published version; raises NotFound."""
    found: schema.Form = _forms.get(session, definition_id)
    return found
