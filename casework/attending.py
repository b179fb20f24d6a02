"""Who comes to a meeting, and as what: the table `invitees` says it by their roles (F08; guidance 4.6.1, 4.7.1)."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine import decisions, definitions
from engine.decisions import Decision
from engine.errors import NotFound
from foundation.database import Session

TABLE = "invitees"
SHIPPED = Path(__file__).resolve().parents[1] / "processes" / f"{TABLE}.dmn"
ALWAYS, USUALLY = "always", "usually"


@dataclass(frozen=True, slots=True)
class Part:
    """What the table says of somebody. `on_case_as` is the role in which an invitation puts them on the case."""

    invited: str
    capacity: str
    on_case_as: str | None


def part(session: Session, roles: Collection[str]) -> Part:
    """By the newest published table, else the one that ships. Raises DecisionError when it gives no answer."""
    said = _table(session).evaluate({"roles": sorted(roles)}, {})
    on_case_as = said.get("on_case_as")
    return Part(str(said.get("invited")), str(said.get("capacity")), str(on_case_as) if on_case_as else None)


def _table(session: Session) -> Decision:
    try:
        return _read(definitions.newest(session, definitions.DECISION, TABLE).source)
    except NotFound:
        return _read(SHIPPED.read_bytes())


@cache
def _read(source: bytes) -> Decision:
    return next(one for one in decisions.parse(source) if one.id == TABLE)
