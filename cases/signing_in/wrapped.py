"""Every column that is wrapped by the master key itself, so that a rotation reaches all of them."""

from dataclasses import dataclass
from typing import Any

from cases.begun_forms import BegunForm
from cases.kept_uploads import KeptUpload
from cases.signing_in.account_mail import AccountMail
from cases.signing_in.accounts import LocalAccount
from cases.signing_in.late_posts import LatePost
from cases.signing_in.steps import SignInStep
from foundation import crypto


@dataclass(frozen=True, slots=True)
class Wrapped:
    """One column, with the one that names the row its value belongs to."""

    table: type[Any]
    column: str
    key: str

    @property
    def name(self) -> str:
        """The table's own name."""
        return str(self.table.__tablename__)

    def place(self, id: str) -> bytes:
        """Where a row's value belongs."""
        return crypto.place(self.name, self.column, id)


COLUMNS: tuple[Wrapped, ...] = (
    Wrapped(LocalAccount, "authenticator", "person_id"),
    Wrapped(AccountMail, "words", "id"),
    Wrapped(LatePost, "key", "id"),
    Wrapped(KeptUpload, "key", "id"),
    Wrapped(BegunForm, "key", "id"),
    Wrapped(SignInStep, "secret", "digest"),
)
