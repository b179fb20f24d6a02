"""Mail goes to exactly one mailbox, of plain letters, and nothing that anybody wrote becomes a line of its head."""

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.policy import default

import pytest

from cases import partnerships
from casework.mail import delivery, ordering, recipients
from casework.mail.ordering import Order
from casework.office import Office
from foundation import addresses
from foundation.clock import london_date
from tests.casework.mail.conftest import case_id, now, office, someone

__all__ = ["case_id", "now", "office", "someone"]

NOT_ONE = (
    "", " ", "@", "a@", "@nhs.uk", "a@nhs", "good@nhs.uk, evil@x.example", "good@nhs.uk;evil@x.example",
    "good@nhs.uk evil@x.example", " good@nhs.uk", "good@nhs.uk\n", "good@nhs.uk\r\nBcc: evil@x.example",
    "good\r\n@nhs.uk", "good@nhs.uk\0", "Good <good@nhs.uk>", '"good evil"@nhs.uk', '"a@b"@nhs.uk', "good@[127.0.0.1]",
    "good(comment)@nhs.uk", "good@nhs.uk%0aBcc:evil", "g\u043eod@nhs.uk", "good@nh\u0455.uk", "good@xn--nh-7xc.uk",
    "good@\u202enhs.uk", "good\u212a@nhs.uk", "good@nhs\u3002uk", "good@" + "a" * 250 + ".uk",
    "good@nhs..uk", ".good@nhs.uk", "good@-nhs.uk", "=?utf-8?q?good?=@nhs.uk\u00a0", "mailto:good@nhs.uk",
    "good@nhs.uk@evil.example", "a" * 300_000,
)  # fmt: skip


@pytest.mark.parametrize("text", NOT_ONE, ids=range(len(NOT_ONE)))
def test_what_is_not_exactly_one_address_is_none(text: str) -> None:
    assert not addresses.is_one(text)
    assert ordering.fault_of(text).startswith("The address is missing or is not exactly one")


def test_plain_addresses_are_kept_as_they_are() -> None:
    for text in ("good@nhs.uk", "o'hara.j+cspr@lei-cester.gov.uk", "a_b@x.example", "A@NHS.UK"):
        assert addresses.one(text).lower() == text.lower()


def test_an_allowed_domain_is_not_one_that_only_ends_alike() -> None:
    allowed = ["nhs.uk", "Leicester.gov.uk"]
    for good in ("a@nhs.uk", "a@trust.nhs.uk", "a@LEICESTER.GOV.UK"):
        assert ordering.fault_of(good, allowed) == ""
    for evil in ("a@evilnhs.uk", "a@nhs.uk.evil.example", "a@notleicester.gov.uk", "a@gov.uk"):
        assert "not in a domain" in ordering.fault_of(evil, allowed)


def test_nothing_written_elsewhere_becomes_a_line_of_an_e_mails_head(
    office: Office, case_id: str, now: datetime, someone: Callable[..., str]
) -> None:
    more = "\r\nBcc: evil@x.example\r\n\r\n<b>{link}{0.__class__}</b>"
    someone("crg_chair", "carla")
    with office.database.transaction() as session:
        home = session.get_one(partnerships.Partnership, "lei")
        home.name = home.office_name = home.office_phone = f"Office{more}"
        home.office_email = f"office@cspr.example{more}"
        found = recipients.of_roles(session, case_id, ["crg_chair"], None, london_date(now))
        ordering.order(session, office, Order(case_id, "letters_due", "step"), found, now)
    assert delivery.deliver_due(office) == 1
    (path,) = (office.config.data_dir / "mail").iterdir()
    sent = message_from_bytes(path.read_bytes(), policy=default)
    assert sent["Bcc"] is None and sent["To"] == "carla@cspr.example" and "evil" not in str(sent["Reply-To"])
    assert {*sent.keys()} <= {
        "From", "To", "Subject", "Reply-To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding",
    }  # fmt: skip
