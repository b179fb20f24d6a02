"""Who is written to, and that no e-mail can say more than a reference, a date and a link."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from cases import assignments, clocks, people, requests
from cases.correspondence import outbox
from cases.correspondence.outbox import MailState
from cases.partnerships import Agency, serve
from cases.people import RelationKind
from casework.mail import delivery, ordering, recipients, texts, to_agency
from casework.mail.ordering import Order
from casework.office import Office
from foundation.clock import london_date
from tests.casework.mail.conftest import mails


@pytest.fixture
def agencies(office: Office) -> None:
    """Two agencies that serve Leicester."""
    with office.database.transaction() as session:
        for id_ in ("police", "hospital"):
            session.add(Agency(id=id_, name=id_.title(), category="other", partner=None))
            session.flush()
            serve(session, id_, "lei")


def names(office: Office, case_id: str, roles: str, now: datetime, request_id: str | None = None) -> list[str]:
    with office.database.reading() as session:
        found = recipients.of_roles(session, case_id, roles.split(), request_id, london_date(now))
        return sorted(person.name.split()[1] for person in found)


def test_a_request_is_told_to_that_agency_s_lead_and_deputy_only(
    office: Office, case_id: str, now: datetime, agencies: None, someone: Callable[..., str]
) -> None:
    lead, deputy = someone("agency_lead", "paul", "police"), someone("observer", "penny")
    someone("agency_lead", "harry", "hospital")
    with office.database.transaction() as session:
        people.relate(session, RelationKind.DEPUTY, deputy, lead)
        request_id = requests.prepare(session, case_id, "police", "standard", now).id
    assert names(office, case_id, "agency_lead", now, request_id) == ["Paul", "Penny"]


def test_an_agency_without_a_lead_is_the_office_s_to_be_told_about(
    office: Office, case_id: str, now: datetime, agencies: None, someone: Callable[..., str]
) -> None:
    olive = someone("business_office", "olive")
    someone("agency_lead", "harry", "hospital")
    with office.database.transaction() as session:
        for agency_id in ("police", "hospital"):
            asked = Order(case_id, "outcome", f"job:{agency_id}", about=agency_id)
            to_agency.order(session, office, asked, agency_id, now)
    told = {(mail.kind, mail.person_id == olive) for mail in mails(office, case_id)}
    assert told == {("outcome", False), ("no_active_lead", True)}


def test_only_the_referrer_of_the_case_is_written_to_as_referrer(
    office: Office, case_id: str, now: datetime, someone: Callable[..., str]
) -> None:
    own = someone("referrer", "rita")
    someone("referrer", "rupert")
    assert names(office, case_id, "referrer", now) == []
    with office.database.transaction() as session:
        assignments.assign(session, case_id, own, "referrer", now)
    assert names(office, case_id, "referrer", now) == ["Rita"]


def test_whoever_is_shut_out_of_a_case_gets_nothing_and_the_vice_chair_does(
    office: Office, case_id: str, now: datetime, someone: Callable[..., str]
) -> None:
    chair, vice = someone("crg_chair", "carla"), someone("crg_member", "vera")
    with office.database.transaction() as session:
        people.relate(session, RelationKind.VICE_CHAIR, vice, chair)
        assignments.exclude(session, case_id, chair, now)
    assert names(office, case_id, "crg_chair", now) == ["Vera"]


def test_a_subject_has_reference_what_and_the_date_of_its_clock(
    office: Office, case_id: str, now: datetime, someone: Callable[..., str]
) -> None:
    someone("crg_chair", "carla")
    with office.database.transaction() as session:
        clocks.set_anchor(session, case_id, clocks.Anchor("notified_at", now), "test", now)
        found = recipients.of_roles(session, case_id, ["crg_chair"], None, london_date(now))
        asked = Order(case_id, "rapid_review_due_soon", "step")
        (mail,) = ordering.order(session, office, asked, found, now)
    assert mail.subject == "LEI-27-001 – Rapid Review due soon – due 4 February 2027"
    delivery.deliver_due(office)
    (path,) = (office.config.data_dir / "mail").iterdir()
    sent = message_from_bytes(path.read_bytes(), policy=default)
    assert sent["Subject"] == mail.subject and sent["Message-ID"] == mail.message_id
    assert "It is due on 4 February 2027." in sent.get_content()
    assert f"{office.config.base_url}/cases/LEI-27-001" in sent.get_content()


def test_what_needs_a_date_that_is_not_there_is_left_out(
    office: Office, case_id: str, now: datetime, someone: Callable[..., str]
) -> None:
    someone("crg_chair", "carla")
    with office.database.transaction() as session:
        found = recipients.of_roles(session, case_id, ["crg_chair"], None, london_date(now))
        (mail,) = ordering.order(session, office, Order(case_id, "rapid_review_due_soon", "step"), found, now)
        body = outbox.opened(session, office.keys, mail)[1]
    assert mail.subject == "LEI-27-001 – Rapid Review due soon"
    assert "due on" not in body and "{" not in body


def test_an_address_that_cannot_be_used_holds_the_e_mail_and_not_the_process(
    office: Office, case_id: str, now: datetime, someone: Callable[..., str]
) -> None:
    chair = someone("crg_chair", "carla", email="carla, other@elsewhere.uk")
    with office.database.transaction() as session:
        found = recipients.of_roles(session, case_id, ["crg_chair"], None, london_date(now))
        (mail,) = ordering.order(session, office, Order(case_id, "letters_due", "step"), found, now)
    assert delivery.deliver_due(office) == 0
    assert [each.state for each in mails(office, case_id)] == [MailState.HELD]
    with office.database.transaction() as session, pytest.raises(delivery.StillFaulty, match="exactly one"):
        delivery.send_again(session, office, case_id, mail.id, "olive", now)
    with office.database.transaction() as session:
        people.person(session, chair).email = "carla@cspr.example"
        delivery.send_again(session, office, case_id, mail.id, "olive", now + timedelta(hours=1))
    assert delivery.deliver_due(office) == 1


@pytest.mark.parametrize("kind", texts.kinds())
def test_every_text_can_be_sent(kind: str) -> None:
    text = texts.text_of(kind)
    values = {
        "reference": "LEI-27-001",
        "agency": "Police",
        "due": "1 May 2027",
        "link": "https://x",
        "office": "o",
        "group": "Case Review Group",
        "phone": "p",
    }
    assert text.page in texts.PAGES and (not text.due or text.due in clocks.NAMES)
    assert "LEI-27-001" in texts.fill(text.body, values) and "{" not in texts.fill(text.body, values)
    assert ("{due}" in text.body) <= bool(text.due)


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("what: Hello\n\nDear {child},", "child"),
        ("Hello\n\nDear all,", "begins with"),
        ("what: Hello\npage: secrets\n\nWords", "needs what"),
        ("what: Hello\n\n", "and words"),
    ],
)
def test_a_text_that_asks_for_more_is_refused(source: str, fault: str) -> None:
    with pytest.raises(texts.BadText, match=fault):
        texts.parse("new", source)


def test_what_waits_for_somebody_shut_out_meanwhile_is_not_sent_to_them(
    office: Office, case_id: str, now: datetime, someone: Callable[..., str]
) -> None:
    carla, olive = someone("crg_chair", "carla"), someone("business_office", "olive")
    with office.database.transaction() as session:
        to = [people.person(session, one) for one in (carla, olive)]
        ordering.order(session, office, Order(case_id, "rapid_review_opened", "a step"), to, now)
        assignments.exclude(session, case_id, carla, now)
    assert delivery.deliver_due(office) == 1
    found = {mail.person_id: (mail.state, mail.reply or "") for mail in mails(office, case_id)}
    assert found[olive][0] is MailState.SENT
    assert found[carla][0] is MailState.FAILED and "shut out" in found[carla][1]
