"""The way out: an e-mail handed to a mail server, or written into a folder when there is none."""

import os
import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from foundation.config import STARTTLS, TLS, Config

SECONDS = 20
"""How long a mail server may take for each answer."""

MOST_SECONDS = 100
"""How long one e-mail may take from the first word to the last, however often the server shows some sign of life: much
less than it is reserved for whoever sends it, so that nobody else begins with it meanwhile."""

_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The e-mail is out; `reply` is what the server said."""

    reply: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never be taken as it is (a reply of 500 or more)."""

    reply: str


@dataclass(frozen=True, slots=True)
class NotNow:
    """It could not be sent this time."""

    reply: str


Outcome = Accepted | Refused | NotNow


def send(config: Config, message: EmailMessage, address: str) -> Outcome:
    """Send one e-mail to one address."""
    if config.smtp_host is None:
        return _write(config.data_dir / "mail", message)
    return _smtp(config, config.smtp_host, message, address)


def _write(folder: Path, message: EmailMessage) -> Outcome:
    """A file named by the Message-ID, whole or not at all; sent again it is the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    name = message["Message-ID"].strip("<>").partition("@")[0]
    path, unfinished = folder / f"{name}.eml", folder / f".{name}.{os.getpid()}.part"
    try:
        with unfinished.open("wb") as file:
            file.write(message.as_bytes(policy=SMTP))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as problem:
        return NotNow(f"The folder for e-mails cannot be written to: {problem.strerror}.")
    return Accepted("written to the folder for e-mails")


def _smtp(config: Config, host: str, message: EmailMessage, address: str) -> Outcome:
    try:
        with _watched() as watch, _connected(config, host, watch) as server:
            if config.smtp_user:
                server.login(config.smtp_user, config.smtp_password)
            return _hand_over(server, config.mail_from, message, address)
    except smtplib.SMTPAuthenticationError:
        return NotNow("The mail server does not accept our user name and password: see SMTP_USER.")
    except smtplib.SMTPNotSupportedError:
        return NotNow("The mail server offers no encryption (or no sign-in), so nothing was sent: see SMTP_TLS.")
    except ssl.SSLCertVerificationError:
        return NotNow("The mail server's certificate could not be verified, so nothing was sent.")
    except smtplib.SMTPResponseException as problem:
        return _judged(problem.smtp_code, problem.smtp_error)
    except (OSError, smtplib.SMTPException) as problem:
        # Not even a refusal: the connection failed, or broke before the answer came. The same is sent again later.
        return NotNow(f"The mail server could not be reached or broke off ({type(problem).__name__}).")


class _Watch:
    """What ends a conversation that takes too long: the server that still speaks is cut off in the middle of it."""

    def __init__(self) -> None:
        self._until = time.monotonic() + MOST_SECONDS
        self._lock = threading.Lock()
        self._line: socket.socket | None = None

    def over(self, line: socket.socket) -> None:
        """Watch over this connection from now on, whatever is wrapped around it later. Raises TimeoutError."""
        with self._lock:
            if time.monotonic() > self._until:
                line.close()
                raise TimeoutError
            self._line = line.dup()

    def cut(self) -> None:
        """End the conversation: whoever waits for a word of the server finds the line closed."""
        with self._lock:
            if self._line is not None:
                with suppress(OSError):
                    self._line.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        """The conversation is over."""
        with self._lock:
            if self._line is not None:
                self._line.close()
                self._line = None


@contextmanager
def _watched() -> Iterator[_Watch]:
    watch = _Watch()
    timer = threading.Timer(MOST_SECONDS, watch.cut)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        watch.let_go()


class _Server(smtplib.SMTP):
    """A mail server whose line is watched over from the first word on."""

    def __init__(self, config: Config, host: str, watch: _Watch, context: ssl.SSLContext) -> None:
        self._watch = watch
        self._encrypted = context if config.smtp_tls == TLS else None
        super().__init__(host, config.smtp_port, timeout=SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = socket.create_connection((host, port), timeout)
        self._watch.over(line)
        return self._encrypted.wrap_socket(line, server_hostname=host) if self._encrypted else line


def _connected(config: Config, host: str, watch: _Watch) -> smtplib.SMTP:
    """A greeted server. Letters to the Panel are attachments: where encryption is asked for, none means nothing."""
    context = ssl.create_default_context()
    server = _Server(config, host, watch, context)
    try:
        server.ehlo_or_helo_if_needed()
        if config.smtp_tls == STARTTLS:
            server.starttls(context=context)
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, sender: str, message: EmailMessage, address: str) -> Outcome:
    code, reply = server.mail(sender)
    if code < 300:
        code, reply = server.rcpt(address)
    if code >= 300:
        return _judged(code, reply)
    return _judged(*server.data(message.as_bytes(policy=SMTP)))


def _judged(code: int, reply: bytes | str) -> Outcome:
    """What a server's answer means; the address that some servers repeat in it is left out."""
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    said = _ADDRESS.sub("(the address)", f"{code} {' '.join(words.split())}")[:200]
    if code < 300:
        return Accepted(said)
    return Refused(said) if code >= 500 else NotNow(said)
