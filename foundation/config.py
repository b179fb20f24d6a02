"""The configuration: read once from the environment, every problem reported at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from foundation import addresses, config_keys, config_secrets, config_sign_in, config_ways
from foundation.config_keys import KeySettings
from foundation.config_sign_in import SignIn

STARTTLS, TLS, NO_TLS = "starttls", "tls", "none"
"""How the way to the mail server is encrypted: after a greeting, from the first byte, or not at all."""

LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "::1")


class ConfigurationError(Exception):
    """The environment asks for something that cannot be; `problems` lists all of it in plain words."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Config:
    """What the operator decides. `demo` uses fictional people and its own database only."""

    data_dir: Path
    database_url: str
    port: int
    demo: bool
    base_url: str
    smtp_host: str | None
    smtp_port: int
    mail_from: str
    master_key_file: Path
    session_key_file: Path
    smtp_tls: str = NO_TLS
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    virus_scanner: str = ""
    other_hosts: tuple[str, ...] = ()
    anchor_dir: Path | None = None
    anchor_key_file: Path | None = None
    sign_in: SignIn = field(default_factory=SignIn)
    keys: KeySettings = field(default_factory=KeySettings)

    @property
    def key_store(self) -> str:
        """The address of the key store: a file of its own unless a setting says otherwise."""
        return self.keys.url or f"sqlite:///{self.data_dir}/{'demo-' if self.demo else ''}keys.sqlite"

    @property
    def backup_key(self) -> Path:
        """The file with the key that backups are sealed with."""
        return self.keys.backup_key_file or self.data_dir / "backup.key"

    @property
    def anchors(self) -> Path:
        """The folder in which the audit is anchored: best on another machine, or where nothing is written twice."""
        return self.anchor_dir or self.data_dir / "anchors"

    @property
    def anchor_key(self) -> Path:
        """The file with the key that signs the anchors."""
        return self.anchor_key_file or self.data_dir / "anchor.key"


def read(environment: Mapping[str, str]) -> Config:
    """Turn the process environment into a `Config`; raises ConfigurationError naming every fault."""
    mode = environment.get("MODE", "production")
    problems = [] if mode in {"demo", "production"} else ["MODE is neither demo nor production"]
    demo = mode == "demo"
    data_dir = Path(environment.get("DATA_DIR", "var")).resolve()
    database_url = _database_url(environment, data_dir, demo, problems)
    port = _port(environment, "PORT", 8000, problems)
    smtp_port = _port(environment, "SMTP_PORT", 25, problems)
    smtp_tls, smtp_password = _smtp(environment, problems)
    base_url = environment.get("BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    sign_in = config_sign_in.read(environment, problems)
    scanner, mail_from = _scanner(environment, problems), _sender(environment, problems)
    keys = config_keys.read(environment, database_url, _database, problems)
    found = Config(
        data_dir=data_dir,
        database_url=database_url,
        port=port,
        demo=demo,
        base_url=base_url,
        smtp_host=environment.get("SMTP_HOST") or None,
        smtp_port=smtp_port,
        mail_from=mail_from,
        master_key_file=Path(environment.get("MASTER_KEY_FILE", str(data_dir / "master.key"))),
        session_key_file=Path(environment.get("SESSION_KEY_FILE", str(data_dir / "session.key"))),
        smtp_tls=smtp_tls,
        smtp_user=environment.get("SMTP_USER", ""),
        smtp_password=smtp_password,
        virus_scanner=scanner,
        other_hosts=tuple(environment.get("ALLOWED_HOSTS", "").replace(",", " ").split()),
        anchor_dir=_path(environment, "AUDIT_ANCHOR_DIR"),
        anchor_key_file=_path(environment, "AUDIT_KEY_FILE"),
        sign_in=sign_in,
        keys=keys,
    )
    problems += [] if demo else _outside_the_demo(environment, found)
    if problems:
        raise ConfigurationError(problems)
    return found


def _outside_the_demo(environment: Mapping[str, str], found: Config) -> list[str]:
    """What must not be where people's data is: secrets that anybody could know, and ways on which others could read."""
    databases = {"DATABASE_URL": found.database_url, "KEYS_URL": found.keys.url}
    provider = found.sign_in.provider.client_secret if found.sign_in.provider else ""
    return [
        *config_secrets.weaknesses(environment, databases, found.smtp_password, provider),
        *config_ways.unencrypted(found.base_url, databases, found.virus_scanner),
    ]


def _database_url(environment: Mapping[str, str], data_dir: Path, demo: bool, problems: list[str]) -> str:
    own = f"sqlite:///{data_dir}/{'demo' if demo else 'cspr'}.sqlite"
    url = environment.get("DATABASE_URL") or own
    if demo and url != own:
        problems.append("demo mode uses only its own database: unset DATABASE_URL, or set MODE=production")
    problems += _database("DATABASE_URL", url)
    return url


def _smtp(environment: Mapping[str, str], problems: list[str]) -> tuple[str, str]:
    """How the way to the mail server is encrypted, and the password for it."""
    tls = environment.get("SMTP_TLS") or (NO_TLS if environment.get("SMTP_HOST", "") in LOCAL_HOSTS else STARTTLS)
    if tls not in {STARTTLS, TLS, NO_TLS}:
        problems.append(f"SMTP_TLS is {tls!r}: it must be starttls, tls or none")
    password = config_secrets.of_file(environment, "SMTP_PASSWORD_FILE", problems)
    if password and tls == NO_TLS:
        problems.append("SMTP_PASSWORD_FILE is set but SMTP_TLS is none: a password is never sent unencrypted")
    return tls, password


def _scanner(environment: Mapping[str, str], problems: list[str]) -> str:
    """Where ClamAV listens: the path of its socket, or host:port; empty for no scanner."""
    given = environment.get("CLAMD", "").strip()
    if given and not (given.startswith("/") or re.fullmatch(r"[\w.\[\]:-]+:[0-9]{1,5}", given)):
        problems.append(f"CLAMD is {given!r}: it must be the path of ClamAV's socket, or HOST:PORT")
    return given


def _sender(environment: Mapping[str, str], problems: list[str]) -> str:
    given = environment.get("MAIL_FROM", "business-office@cspr.example")
    if not addresses.is_one(given):
        problems.append("MAIL_FROM must be exactly one e-mail address, such as office@council.example")
    return given


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    given = environment.get(name)
    return Path(given).resolve() if given else None


def _database(name: str, url: str) -> list[str]:
    """What is wrong with the address of the database, without repeating it: it may hold a password."""
    if re.fullmatch(r"sqlite:///[^?]+", url):
        return []
    try:
        parts = urlsplit(url)
        good = parts.scheme == "postgresql" and bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        good = False
    return [] if good else [f"{name} is neither sqlite:///FILE nor postgresql://USER:PASSWORD@HOST:PORT/DATABASE"]


def _port(environment: Mapping[str, str], name: str, default: int, problems: list[str]) -> int:
    text = environment.get(name, str(default))
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    problems.append(f"{name} is {text!r}, which is not a port number between 1 and 65535")
    return default
