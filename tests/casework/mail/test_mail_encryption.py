"""The way to the mail server: encrypted, with the server's certificate verified, or nothing is sent."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cases.correspondence.outbox import MailState
from casework.mail import delivery
from casework.office import Office
from tests.casework.mail.conftest import Server, free_port, mails, put, through

PASSWORD = "an invented password"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this computer that nobody has vouched for, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[Server]:
    """A mail server that speaks after STARTTLS only, and asks who is there."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def known(_server: object, _session: object, _envelope: object, _mechanism: str, given: object) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
        return AuthResult(success=right, handled=right)

    handler = Server(port=free_port())
    controller = Controller(
        handler, hostname="127.0.0.1", port=handler.port, tls_context=context,
        require_starttls=True, authenticator=known, auth_required=True,
    )  # fmt: skip
    controller.start()
    yield handler
    controller.stop()


def by(office: Office, server: Server, password: str = PASSWORD) -> Office:
    """The office with its mail going to a server that wants encryption and a password."""
    there = through(office, server)
    return replace(there, config=replace(there.config, smtp_tls="starttls", smtp_user="office", smtp_password=password))


def tried(office: Office, case_id: str, at: Office) -> tuple[MailState, str]:
    with office.database.transaction() as session:
        put(session, office, case_id)
    delivery.deliver_due(at)
    (mail,) = mails(office, case_id)
    return mail.state, mail.reply or ""


def test_a_verified_server_gets_the_e_mail(
    office: Office, case_id: str, secure: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert tried(office, case_id, by(office, secure))[0] is MailState.SENT
    assert len(secure.taken) == 1


def test_a_server_nobody_vouches_for_gets_nothing(office: Office, case_id: str, secure: Server) -> None:
    state, reply = tried(office, case_id, by(office, secure))
    assert state is MailState.READY
    assert "certificate" in reply
    assert not secure.taken


def test_a_server_without_encryption_gets_nothing(office: Office, case_id: str, server: Server) -> None:
    state, reply = tried(office, case_id, by(office, server))
    assert state is MailState.READY
    assert "offers no encryption" in reply
    assert not server.taken


def test_a_wrong_password_is_told_in_words(
    office: Office, case_id: str, secure: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    state, reply = tried(office, case_id, by(office, secure, "another"))
    assert state is MailState.READY
    assert "user name and password" in reply
    assert not secure.taken
