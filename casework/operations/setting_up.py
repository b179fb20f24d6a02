"""Make a database ready: its schema, what ships with the product, and the first people."""

from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta

from cases import access, partnerships, people, settings
from casework import schema
from casework.demo import people as demo_people
from casework.demo import story
from casework.office import Office
from casework.operations import publish

PROFILE = "LLR-WT2023"
"""The settings profile of a partnership made on the command line; an administrator may choose another later."""


def migrate(office: Office, say: Callable[[str], None]) -> int:
    """Bring the database to the present schema."""
    schema.migrate(office.database)
    say("The database has the present schema.")
    return 0


def demo(office: Office, say: Callable[[str], None]) -> int:
    """Fill the demo's own database, the first time only, with fictional people and a Rapid Review half-way."""
    migrate(office, say)
    with office.database.transaction() as session:
        # The office has been at work for a while: the demo's case began before today.
        fresh = demo_people.load(session, office.clock.now() - timedelta(days=60))
    code = publish.deploy_shipped(office, say)
    if code == 0 and fresh:
        story.tell(office, say)
    return code


def first_people(office: Office, asked: Namespace, say: Callable[[str], None]) -> int:
    """Make the first partnership and administrator; refused when there is anybody already."""
    migrate(office, lambda _line: None)
    with office.database.transaction() as session:
        if people.anybody(session):
            say("There are people in this database already: an administrator adds further ones.")
            return 1
        now = office.clock.now()
        partnership = partnerships.add(session, asked.partnership, asked.code)
        settings.adopt(session, partnership.id, PROFILE, "setup", now)
        admin = people.add(session, asked.admin_name, asked.admin_email)
        session.flush()
        people.give_role(session, admin.id, access.ADMIN, partnership.id)
    say(f"{asked.partnership} ({asked.code}) and its first administrator are there.")
    return publish.deploy_shipped(office, say)
