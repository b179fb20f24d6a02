"""Another template put in the place of the one that is used: for a partnership's letters, or for one case's (1.1.4)."""

from datetime import date

from cases import letter_templates
from cases.letter_templates import NewTemplate, Owner
from casework.letters import catalogue, template_checks
from casework.office import Office
from engine import commands
from foundation.database import Session, bucket_of


class Refused(Exception):
    """The file cannot be the template; `problems` says everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class NothingToTakeAway(Exception):
    """There is no template of their own that could be taken away on that day."""


def put(office: Office, owner: Owner, wanted: NewTemplate, name: str, by: str, key: str) -> None:
    """Check a Word file, and use it as template from its day on; raises Refused."""
    if wanted.kind not in catalogue.KINDS:
        raise Refused([f"There is no letter {wanted.kind}."])
    if problems := template_checks.problems(office, wanted.kind, name, wanted.content or b""):
        raise Refused(problems)
    _keep(office, owner, wanted, by, key)


def take_away(office: Office, owner: Owner, kind: str, day: date, reason: str, by: str, key: str) -> None:
    """Use the template behind it again from a day on; raises NothingToTakeAway."""
    with office.database.reading() as session:
        if letter_templates.in_force(letter_templates.history(session, owner, kind), day) is None:
            raise NothingToTakeAway
    _keep(office, owner, NewTemplate(kind, None, day, reason), by, key)


def _keep(office: Office, owner: Owner, wanted: NewTemplate, by: str, key: str) -> None:
    now = office.clock.now()

    def keep(session: Session) -> None:
        def act() -> dict[str, str]:
            return {"template": letter_templates.put(session, office.keys, owner, wanted, by, now).id}

        commands.once(session, bucket_of(owner.case_id or owner.partnership_id), key, by, now, act)

    office.database.carry_out(keep)
