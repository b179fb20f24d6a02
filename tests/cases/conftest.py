"""What the tests of the case file share: a keyring, two partnerships, and cases to put things in."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from cases import partnerships, people, records
from cases.partnerships import Agency, LocalAuthority, Partnership
from foundation import crypto
from foundation.clock import SettableClock
from foundation.database import Database, Session, new_id
from foundation.key_store import KeyStore

STORE = KeyStore(f"sqlite:///{tempfile.mkdtemp(prefix='keys-')}/keys.sqlite")
KEYRING = crypto.Keyring((crypto.new_key(),), crypto.new_key(), STORE)


@pytest.fixture
def keyring() -> crypto.Keyring:
    """A master key for this run."""
    return KEYRING


@pytest.fixture
def now(clock: SettableClock) -> datetime:
    """The morning on which scenario S1's notification is copied to the office."""
    return clock.now()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction on an empty database that holds two partnerships and a few agencies."""
    with database.transaction() as session:
        for code, name in (("LEI", "Leicester"), ("LLR", "Leicestershire and Rutland")):
            session.add(
                Partnership(
                    id=code.lower(),
                    code=code,
                    name=name,
                    office_name=f"{name} office",
                    office_address="1 Example Street",
                    office_phone="0116 496 0000",
                    office_email=f"{code.lower()}@cspr.example",
                )
            )
        session.add(LocalAuthority(id="city", name="City", partnership_id=None))
        session.flush()
        for id_, category, partner in (
            ("city-care", "la_social_care", "la"),
            ("county-care", "la_social_care", "la"),
            ("police", "police", "police"),
            ("commissioner", "health_commissioner", "health"),
            ("hospital", "nhs_provider", None),
            ("gp-north", "gp_practice", None),
        ):
            session.add(Agency(id=id_, name=id_.title(), category=category, partner=partner))
            session.flush()
            partnerships.serve(session, id_, "lei", "llr")
        session.flush()
        yield session


@pytest.fixture
def open_case(session: Session, now: datetime) -> Callable[..., str]:
    """Opens cases: `open_case()` in Leicester, `open_case("llr")` next door; gives the case id."""

    def opened(partnership_id: str = "lei") -> str:
        opening = records.Opening(new_id(), partnership_id, profile="LLR-WT2023", settings_version=1)
        return records.open_case(session, KEYRING, opening, now).id

    return opened


@pytest.fixture
def case_id(open_case: Callable[..., str]) -> str:
    """An open case in Leicester."""
    return open_case()


@pytest.fixture
def someone(session: Session) -> Callable[..., str]:
    """Adds people: `someone("crg_chair")`, `someone("agency_lead", agency_id="police")`; gives the person id."""

    def added(role: str | None = None, partnership_id: str | None = "lei", agency_id: str | None = None) -> str:
        person = people.add(session, f"Invented {role or 'Nobody'}", "someone@cspr.example")
        session.flush()
        if role is not None:
            people.give_role(session, person.id, role, partnership_id, agency_id)
        session.flush()
        return person.id

    return added
