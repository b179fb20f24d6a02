"""Which agency a process or a task is about, where it is about one: so that seven requests can be told apart.

Who may be told is for the caller to decide: other agencies must not learn who was asked (domain.md §3.1, rule 8).
"""

from collections.abc import Collection, Iterable

from sqlalchemy import literal, select

from cases import partnerships, requests, roles
from cases.actions import Action
from cases.partnerships import Agency
from cases.requests import InformationRequest
from engine.tables.instances import Candidate, Instance, UserTask
from foundation.database import Session


def agencies(session: Session, instances: Iterable[tuple[int, str]]) -> dict[str, str]:
    """The agency's name by instance id; `instances` are (bucket, id). Instances about no agency are left out."""
    wanted = set(instances)
    if not wanted:
        return {}
    query = select(Instance.id, Instance.bucket, Instance.start_key).where(
        Instance.bucket.in_({bucket for bucket, _ in wanted}), Instance.id.in_({id_ for _, id_ in wanted})
    )
    # A process about one request or action has its id in the key it was started under, and then a number if it is a
    # further one.
    about = {id_: [(bucket, part) for part in key.split(":")[2:]] for id_, bucket, key in session.execute(query)}
    names = _names(session, {one for parts in about.values() for one in parts})
    return {id_: names[one] for id_, parts in about.items() for one in parts if one in names}


def of_tasks(session: Session, found: Collection[UserTask]) -> dict[str, str]:
    """The agency's name by task id: of the process it is in, else of the one agency whose lead is asked."""
    of_process = agencies(session, [(task.bucket, task.instance_id) for task in found])
    about = {task.id: of_process[task.instance_id] for task in found if task.instance_id in of_process}
    asked = _asked(session, [task for task in found if task.id not in about])
    names = partnerships.names(session, asked.values()) if asked else {}
    return about | {task_id: names[agency_id] for task_id, agency_id in asked.items() if agency_id in names}


def _asked(session: Session, found: list[UserTask]) -> dict[str, str]:
    """The id of the agency by task id, where nobody but one agency's lead may take the task."""
    if not found:
        return {}
    query = select(Candidate.task_id, Candidate.who).where(
        Candidate.bucket.in_({task.bucket for task in found}), Candidate.task_id.in_([task.id for task in found])
    )
    groups: dict[str, list[tuple[str, str]]] = {}
    for task_id, who in session.execute(query):
        role, _, scope = who.partition("@")
        groups.setdefault(task_id, []).append((role, scope))
    return {task_id: who[0][1] for task_id, who in groups.items() if len(who) == 1 and who[0][0] == roles.LEAD}


def _names(session: Session, asked: set[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """The agency's name by what was asked."""
    found: dict[tuple[int, str], str] = {}
    for table, number in ((InformationRequest, InformationRequest.version), (Action, literal(1))):
        query = (
            select(table.bucket, table.id, Agency.name, number)
            .join(Agency, Agency.id == table.agency_id)
            .where(table.bucket.in_({bucket for bucket, _ in asked}), table.id.in_({id_ for _, id_ in asked}))
        )
        for bucket, id_, name, times in session.execute(query):
            found[bucket, id_] = requests.named(name, times)
    return found
