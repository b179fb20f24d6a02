"""Make a database ready: its schema, what ships with the product, and the first people."""

from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta

from cases import partnerships, people, settings
from cases.roles import ADMIN
from cases.signing_in import links
from casework import api_keys
from casework.demo import people as demo_people
from casework.demo import story
from casework.office import Office
from casework.operations import moving_keys, publish, upgrading
from casework.signing_in import setting_up
from foundation.database import new_id

PROFILE = "LLR-WT2023"
"""The settings profile of a partnership made on the command line; an administrator may choose another later."""


def migrate(office: Office, say: Callable[[str], None]) -> int:
    """Bring the database to the present schema."""
    moved = moving_keys.migrate(office)
    if moved:
        say(f"{moved} keys of cases were moved into the key store. Copies of the database from before hold them still.")
    upgrading.finish(office, say)
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
        people.give_role(session, admin.id, ADMIN, partnership.id)
    say(f"{asked.partnership} ({asked.code}) and its first administrator are there.")
    code = publish.deploy_shipped(office, say)
    _say_link(office, admin.id, say)
    return code


def link(office: Office, asked: Namespace, say: Callable[[str], None]) -> int:
    """Make a one-time link for somebody, and say it this once: for the first administrator, or who is locked out."""
    with office.database.reading() as session:
        found = people.by_email(session, asked.email)
    if found is None:
        say(f"Nobody, or more than one person, has the address {asked.email}.")
        return 1
    _say_link(office, found.id, say)
    return 0


def _say_link(office: Office, person_id: str, say: Callable[[str], None]) -> None:
    address = setting_up.invite(office, person_id, "command line")
    days = links.LASTS[links.Purpose.SET_UP].days
    say(f"Open this address to set the account up. It is shown this once, works once and holds for {days} days:")
    say(address)


def token(office: Office, asked: Namespace, say: Callable[[str], None]) -> int:
    """Make a token for somebody who publishes, where there are no pages to make it on, and say it this once."""
    with office.database.reading() as session:
        found = people.by_email(session, asked.email)
    if found is None:
        say(f"Nobody has the address {asked.email}.")
        return 1
    try:
        text = api_keys.make(office, found.id, asked.name, asked.days, new_id())
    except api_keys.NotAllowed as refused:
        say(f"{refused}.")
        return 1
    say(f"{text}\nThis is the only time that it is shown. It holds for {asked.days} days.")
    return 0
