"""Which versions an instance takes and stays on: the latest when it starts, or the numbered one the diagram names."""

from sqlalchemy import select

from engine.definitions import FORM, PROCESS, newest
from engine.errors import NotFound
from engine.spiff.element import Element
from engine.tables.definitions import Definition
from engine.tables.instances import Instance
from foundation.database import Session


def named(session: Session, kind: str, name: str) -> Definition:
    """The latest version, or the one whose number the name ends with (`f09:2`); raises NotFound."""
    key, _, number = name.partition(":")
    if not number:
        return newest(session, kind, key)
    which = Definition.kind == kind, Definition.key == key, Definition.version == int(number)
    found = session.scalars(select(Definition).where(*which)).first()
    if found is None:
        raise NotFound(f"No version {number} of the {kind} {key} is deployed.")
    return found


def pin(session: Session, definition: Definition) -> dict[str, str]:
    """The exact versions an instance of `definition` starts with: itself, what it calls, its tables and its forms."""
    pinned = {f"{PROCESS}:{definition.key}": definition.id}
    waiting = [definition]
    while waiting:
        for kind, names in waiting.pop().needs.items():
            for name in names:
                if f"{kind}:{name}" in pinned:
                    continue
                found = named(session, kind, name)
                pinned[f"{kind}:{name}"] = found.id
                waiting.append(found)
    return pinned


def form_of(instance: Instance, element: Element) -> str | None:
    """The version of an element's form that an instance is on, by id; None when the element has no form.

    A diagram published before numbered versions counted has the latest of its start.
    """
    pinned = instance.pinned
    return pinned.get(f"{FORM}:{element.form}") or pinned.get(f"{FORM}:{element.form_ref}")
