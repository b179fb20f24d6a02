"""The configuration is read once from the environment, and every problem is told at once."""

from pathlib import Path

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
    asked = {"DATA_DIR": str(tmp_path), "SMTP_HOST": "mail.example", "SMTP_PASSWORD_FILE": str(secret)}
    found = config.read({**asked, "SMTP_USER": "office"})
    assert found.smtp_password == "an invented password"
    assert "invented" not in repr(found)
    with pytest.raises(config.ConfigurationError, match="never sent unencrypted"):
        config.read({**asked, "SMTP_TLS": "none"})
