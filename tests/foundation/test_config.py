"""The configuration is read once from the environment, and every problem is told at once."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from foundation import config


def test_nothing_said_is_a_production_office_on_sqlite_that_writes_mail_into_a_folder(tmp_path: Path) -> None:
    found = config.read({"DATA_DIR": str(tmp_path)})
    assert (found.demo, found.smtp_host, found.database_url) == (False, None, f"sqlite:///{tmp_path}/cspr.sqlite")


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    wrong = {
        "DATA_DIR": str(tmp_path), "MODE": "test", "PORT": "http", "SMTP_PORT": "0", "SMTP_TLS": "ssl3",
        "SMTP_PASSWORD_FILE": str(tmp_path / "none"),
    }  # fmt: skip
    with pytest.raises(config.ConfigurationError) as told:
        config.read(wrong)
    assert len(told.value.problems) == 5
    for name in ("MODE", "PORT", "SMTP_PORT", "SMTP_TLS", "SMTP_PASSWORD_FILE"):
        assert any(problem.startswith(name) for problem in told.value.problems), name


def test_the_demo_never_touches_another_database(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigurationError, match="its own database"):
        config.read({"DATA_DIR": str(tmp_path), "MODE": "demo", "DATABASE_URL": "postgresql://office/cases"})


def test_mail_to_another_host_is_encrypted_unless_said_otherwise(tmp_path: Path) -> None:
    here = {"DATA_DIR": str(tmp_path)}
    assert config.read({**here, "SMTP_HOST": "mail.example"}).smtp_tls == config.STARTTLS
    assert config.read({**here, "SMTP_HOST": "127.0.0.1"}).smtp_tls == config.NO_TLS
    assert config.read({**here, "SMTP_HOST": "mail.example", "SMTP_TLS": "tls"}).smtp_tls == config.TLS


def test_a_password_is_read_from_a_file_and_never_goes_out_unencrypted(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("an invented password\n")
    secret.chmod(0o600)
    asked = {"DATA_DIR": str(tmp_path), "SMTP_HOST": "mail.example", "SMTP_PASSWORD_FILE": str(secret)}
    found = config.read({**asked, "SMTP_USER": "office"})
    assert found.smtp_password == "an invented password"
    assert "invented" not in repr(found)
    with pytest.raises(config.ConfigurationError, match="never sent unencrypted"):
        config.read({**asked, "SMTP_TLS": "none"})


def test_a_provider_and_its_groups_are_read_and_its_secret_is_never_shown(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("an invented secret of the tests\n")
    secret.chmod(0o600)
    asked = {
        "DATA_DIR": str(tmp_path), "OIDC_ISSUER": "https://id.example/tenant/v2.0", "OIDC_CLIENT_ID": "cspr",
        "OIDC_CLIENT_SECRET_FILE": str(secret), "OIDC_TENANT": "tenant", "LOCAL_ACCOUNTS": "no", "PROXIES": "1",
        "OIDC_GROUPS": "a b=business_office@lei; c=agency_lead@LEI:NHS Trust, north; d=admin;",
        "SESSION_IDLE_MINUTES": "15", "SESSION_HOURS": "8", "PROOF_MINUTES": "2", "BASE_URL": "https://cases.example",
    }  # fmt: skip
    found = config.read(asked)
    provider = found.sign_in.provider
    assert provider is not None and (provider.scopes, provider.groups_claim) == ("openid profile email", "groups")
    assert [(one.group, one.role, one.partnership, one.agency) for one in provider.groups] == [
        ("a b", "business_office", "LEI", None),
        ("c", "agency_lead", "LEI", "NHS Trust, north"),
        ("d", "admin", None, None),
    ]
    assert not provider.trusts_addresses and not found.sign_in.local_accounts
    assert (found.sign_in.idle.total_seconds(), found.sign_in.whole.total_seconds()) == (900, 8 * 3600)
    assert found.sign_in.proof.total_seconds() == 120
    assert "invented" not in repr(found)


def test_what_could_be_guessed_or_read_on_the_way_is_refused_outside_the_demo(tmp_path: Path) -> None:
    short = tmp_path / "secret"
    short.write_text("changeme")
    short.chmod(0o600)
    wrong = {
        "DATA_DIR": str(tmp_path), "BASE_URL": "http://cases.example", "OIDC_ISSUER": "http://id.example",
        "DATABASE_URL": "postgresql://cspr:postgres@db.example/cspr", "OIDC_CLIENT_SECRET_FILE": str(short),
        "MAIL_FROM": "a@council.example, b@x.example", "CLAMD": "next door",
        "OIDC_GROUPS": "a b", "LOCAL_ACCOUNTS": "maybe", "SESSION_HOURS": "48", "PROXIES": "-1",
        "PROOF_MINUTES": "0",
    }  # fmt: skip
    with pytest.raises(config.ConfigurationError) as told:
        config.read(wrong)
    words = "\n".join(told.value.problems)
    for name in (
        "BASE_URL", "OIDC_ISSUER", "OIDC_CLIENT_ID", "DATABASE_URL", "shorter than 16", "OIDC_GROUPS has",
        "LOCAL_ACCOUNTS", "SESSION_HOURS", "PROXIES", "PROOF_MINUTES", "MAIL_FROM", "CLAMD",
    ):  # fmt: skip
        assert name in words, name
    assert "postgres@" not in words and "changeme" not in words
    nobody = {"DATA_DIR": str(tmp_path), "LOCAL_ACCOUNTS": "no"}
    with pytest.raises(config.ConfigurationError, match="nobody could sign in"):
        config.read(nobody)
    demo = {"DATA_DIR": str(tmp_path), "MODE": "demo", "BASE_URL": "http://cases.example"}
    assert config.read(demo).demo


GUESSABLE = (
    "", "cspr", "Password", "1234567", "aaaaaaaaaaaaaaaa", "abababababababab", "01234567890123", "qwertyuiopasdf",
    "abcdefghijklmnop", "password12345!", "P4ssw0rd-2027-!!", "Change-Me-Please!", "postgres-secret-1",
    "your-smtp-PASSWORD", "Casebook-2027-01", "test_user_test_1",
)  # fmt: skip
HARD = ("kp7-Vd2qLm9x", "3f9a1c77e02b8d45", "an invented password", "long-enough-word", "902384756102837465")


def test_a_secret_of_the_settings_that_anybody_could_know_is_refused_outside_the_demo(tmp_path: Path) -> None:
    file = tmp_path / "word"
    file.touch(0o600)
    smtp = {"SMTP_HOST": "mail.example", "SMTP_USER": "Casebook@council.example", "SMTP_PASSWORD_FILE": str(file)}
    provider = {"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "Casebook", "OIDC_CLIENT_SECRET_FILE": str(file)}
    at = "postgresql://Casebook{}@127.0.0.1/x{}"

    def refused(**given: str) -> list[str]:
        try:
            config.read({"DATA_DIR": str(tmp_path), **given})
        except config.ConfigurationError as told:
            return told.problems
        return []

    for word in (*GUESSABLE, *HARD):
        file.write_text(f"{word}\n")
        quoted = quote(word, safe="")
        for name, given in (
            ("DATABASE_URL", {"DATABASE_URL": at.format(f":{quoted}", "")}),
            ("DATABASE_URL", {"DATABASE_URL": at.format("", f"?password={quoted}")}),
            ("KEYS_URL", {"KEYS_URL": at.format(f":{quoted}", "")}),
            ("SMTP_PASSWORD_FILE", smtp),
            ("OIDC_CLIENT_SECRET_FILE", provider),
            *([("PGPASSWORD", {"PGPASSWORD": word, "PGUSER": "Casebook"})] if word else []),
        ):
            wrong = refused(**given)
            bad = word in GUESSABLE or (name.startswith("OIDC") and len(word) < 16)
            assert len(wrong) == bad, (word, name, wrong)
            assert not bad or wrong[0].startswith(f"the password in {name} is one that can be guessed")
            assert not word or word not in " ".join(wrong).replace("password in", "")
            assert not refused(**{**given, "MODE": "demo", "DATABASE_URL": "", "KEYS_URL": ""}), "the demo is fictional"
    file.write_text("an invented password")
    file.chmod(0o640)
    for name, given in (("SMTP_PASSWORD_FILE", smtp), ("OIDC_CLIENT_SECRET_FILE", provider)):
        assert refused(**given) == [
            f"{name} names a file that is open to other users of this computer: run chmod 600 {file}"
        ]
    assert "SMTP_USER is set without SMTP_PASSWORD_FILE" in refused(SMTP_USER="office")[0]
    file.write_bytes(b"\xff\xfe" * 9)
    file.chmod(0o600)
    assert "it is no text" in refused(**smtp)[0]


def test_no_way_to_another_computer_is_one_on_which_others_could_read(tmp_path: Path) -> None:
    start = {"DATA_DIR": str(tmp_path)}
    for name in ("DATABASE_URL", "KEYS_URL"):
        for end in ("", "?sslmode=require", "?sslmode=verify-full&sslmode=disable", "?host=other.example"):
            at = "127.0.0.1" if "host=" in end else "db.example"
            with pytest.raises(config.ConfigurationError, match=f"{name} leads to another computer"):
                config.read({**start, name: f"postgresql://cspr@{at}/keys{end}"})
        for good in ("db.example/keys?sslmode=verify-full", "127.0.0.1/keys", "/keys?host=/run/postgresql"):
            assert config.read({**start, name: f"postgresql://{'' if good[0] == '/' else 'cspr@'}{good}"})
    with pytest.raises(config.ConfigurationError, match="CLAMD is on another computer"):
        config.read({**start, "CLAMD": "scanner.example:3310"})
    for here in ("/run/clamd.sock", "127.0.0.1:3310", "[::1]:3310", "localhost:3310"):
        assert config.read({**start, "CLAMD": here}).virus_scanner == here
    demo = {**start, "MODE": "demo", "CLAMD": "scanner.example:3310"}
    assert config.read(demo).demo


def test_keys_lie_apart_from_the_database_and_the_master_key_is_in_one_place(tmp_path: Path) -> None:
    here = {"DATA_DIR": str(tmp_path)}
    found = config.read(here)
    assert found.key_store == f"sqlite:///{tmp_path}/keys.sqlite"
    assert config.read({**here, "MODE": "demo"}).key_store == f"sqlite:///{tmp_path}/demo-keys.sqlite"
    elsewhere = {
        **here,
        "KEYS_URL": "postgresql://keys:long-enough-word@127.0.0.1/keys",
        "KEY_COPY_DIR": str(tmp_path),
    }
    found = config.read({**elsewhere, "MASTER_KEY_COMMAND": "age -d -i '/etc/a key' /etc/master.age"})
    assert found.keys.command == ("age", "-d", "-i", "/etc/a key", "/etc/master.age")
    assert (found.key_store, found.keys.copy_dir) == (elsewhere["KEYS_URL"], tmp_path)
    assert "long-enough-word" not in repr(found)
    for wrong, words in (
        ({"MASTER_KEY": "x", "MASTER_KEY_COMMAND": "y"}, "say once only where the master key is"),
        ({"MASTER_KEY_COMMAND": "age 'half"}, "quotation mark"),
        ({"KEYS_URL": "mysql://keys"}, "KEYS_URL is neither"),
        ({"KEYS_URL": "postgresql://keys:keys@127.0.0.1/keys"}, "password in KEYS_URL"),
        ({"KEYS_URL": f"sqlite:///{tmp_path}/cspr.sqlite"}, "KEYS_URL is the database itself"),
        ({"KEYS_URL": f"sqlite:///{tmp_path}/k.sqlite", "MODE": "demo"}, "only its own keys"),
    ):
        with pytest.raises(config.ConfigurationError, match=words):
            config.read({**here, **wrong})


def test_every_setting_that_is_read_is_explained_to_operators() -> None:
    root = Path(__file__).resolve().parents[2]
    code = "".join(path.read_text() for path in (root / "foundation").glob("config*.py"))
    told = "".join((root / "docs" / name).read_text("utf-8") for name in ("operations.md", "signing-in.md"))
    asked = set(re.findall(r'(?:environment(?:\.get\(|\[)|environment, )"([A-Z][A-Z_]+)"', code))
    assert len(asked) > 25
    assert not {name for name in asked if f"`{name}`" not in told}
