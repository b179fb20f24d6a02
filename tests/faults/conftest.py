"""What the tests of faults share."""

from tests.casework.mail.conftest import server

__all__ = ["server"]
