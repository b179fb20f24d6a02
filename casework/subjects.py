"""Which agency a process is about, for processes that are about one: so that seven requests can be told apart.

Who may be told is for the caller to decide: other agencies must not learn who was asked (domain.md §3.1, rule 8).
"""

from collections.abc import Iterable

from sqlalchemy import select

from cases.actions import Action
from cases.partnerships import Agency
from cases.requests import InformationRequest
from engine.tables.instances import Instance
from foundation.database import Session


def agencies(session: Session, instances: Iterable[tuple[int, str]]) -> dict[str, str]:
    """The agency's name by instance id; `instances` are (bucket, id). Instances about no agency are left out."""
    wanted = set(instances)
    if not wanted:
        return {}
    query = select(Instance.id, Instance.bucket, Instance.start_key).where(
        Instance.bucket.in_({bucket for bucket, _ in wanted}), Instance.id.in_({id_ for _, id_ in wanted})
    )
    # A process about one request or action is started under a key that ends with its id.
    about = {id_: (bucket, key.rpartition(":")[2]) for id_, bucket, key in session.execute(query)}
    names = _names(session, set(about.values()))
    return {id_: names[request] for id_, request in about.items() if request in names}


def _names(session: Session, asked: set[tuple[int, str]]) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    for table in (InformationRequest, Action):
        query = (
            select(table.bucket, table.id, Agency.name)
            .join(Agency, Agency.id == table.agency_id)
            .where(table.bucket.in_({bucket for bucket, _ in asked}), table.id.in_({id_ for _, id_ in asked}))
        )
        found |= {(bucket, id_): name for bucket, id_, name in session.execute(query)}
    return found
