"""A means to sign in is used up once, also where two sign in with it at the same moment."""

import pytest

from cases import people
from cases.signing_in import accounts
from cases.signing_in.accounts import Means
from foundation.clock import SettableClock
from foundation.database import Database
from tests.cases.conftest import KEYRING


@pytest.mark.postgresql
def test_a_code_that_somebody_uses_between_looking_and_using_is_used_up(
    postgresql_database: Database, clock: SettableClock
) -> None:
    with postgresql_database.transaction() as session:
        person_id = people.add(session, "Ola Testcase", "o.testcase@cspr.example").id
        session.flush()
        accounts.set_up(session, KEYRING, person_id, Means("hash", b"secret", (), 0), clock.now())
    with postgresql_database.transaction() as mine:
        looked_at = accounts.of_person(mine, person_id)
        assert looked_at and looked_at.last_step == 0
        with postgresql_database.transaction() as another:
            assert accounts.use_step(another, person_id, 7)
        assert not accounts.use_step(mine, person_id, 7)
        assert accounts.use_step(mine, person_id, 8)
