"""Open tasks offered anew: when a case goes to another office, its tasks are for other people's groups."""

from datetime import datetime

from engine import instances, jobs, waits
from engine.tables.instances import Instance
from engine.work import Environment
from foundation.database import Session

OFFER = "offer anew"
"""The kind of job that offers the open tasks of one instance to the groups that its case has now."""


def offer_case(session: Session, case_id: str, now: datetime) -> int:
    """Have every running instance of a case offer its open tasks anew, each in a command of its own; gives how many."""
    return jobs.order_for_each(session, case_id, OFFER, now)


def offer(session: Session, environment: Environment, instance: Instance, now: datetime) -> None:
    """Offer the open tasks of a locked instance to the groups they have now; whoever had taken one no longer has it."""
    taken = instances.opened(session, environment, instance, instances.SYSTEM, now)
    waits.offer_anew(session, environment, instance, taken.before)
